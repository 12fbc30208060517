"""Putting the parts together from the settings: the only place that knows all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.models import Progress
from rag.settings import EMBEDDED_LLM, GenerationConfig, Settings

if TYPE_CHECKING:
    from index.embedding import Encoder
    from index.library import Library
    from rag.assistant import Assistant
    from rag.reading import Generator

EMBEDDED_PORTIONS = (150, 250)
LARGE_EVIDENCE_CHARS = 3000
"""Characters of evidence in the prompt: the embedded model reads slowly, others are servers."""


def open_library(
    settings: Settings, progress: Progress | None = None, encoder: Encoder | None = None
) -> Library:
    """Opens the library of the settings, made on first use.

    Args:
        settings: Where it is and by what it embeds.
        progress: Told of what is made once.
        encoder: One that is loaded already, instead of loading the settings'.

    Raises:
        LibraryError: The folder cannot be used, or the embedding model is not there or another.
    """
    from index.embedding import build_encoder
    from index.library import Library

    return Library(settings.index, encoder or build_encoder(settings.index, progress))


def open_assistant(
    settings: Settings,
    library: Library,
    progress: Progress | None = None,
    generator: Callable[[], Generator] | None = None,
) -> Assistant:
    """An assistant over a library; the language model loads at the first question.

    Args:
        settings: How to retrieve and to answer.
        library: What is asked.
        progress: Told of what is made once.
        generator: One that several assistants share, instead of loading the settings'.

    Raises:
        ModelUnavailable: A reranker was set and cannot be loaded.
    """
    from rag.aliases import default_aliases
    from rag.assistant import Assistant
    from rag.citations import Attributor
    from rag.refusal import Gate
    from rag.rerank import build_reranker
    from rag.retrieval import Retriever

    retrieval, generation = settings.retrieval, settings.generation
    return Assistant(
        Retriever(library, retrieval, build_reranker(retrieval.reranker), default_aliases()),
        generator or LoadOnce(settings, progress),
        attributor=Attributor(),
        gate=Gate.calibrated(generation.refusal_threshold),
    )


class LoadOnce:
    """Builds the generator of the settings at the first call and keeps it; threads wait for one another."""

    def __init__(self, settings: Settings, progress: Progress | None) -> None:
        self._settings = settings
        self._progress = progress
        self._lock = threading.Lock()
        self._generator: Generator | None = None

    def __call__(self) -> Generator:
        """The generator, loaded at the first call.

        Raises:
            ModelUnavailable: It cannot be loaded or reached.
        """
        with self._lock:
            if self._generator is None:
                self._generator = _build_generator(self._settings, self._progress)
            return self._generator


def _build_generator(settings: Settings, progress: Progress | None) -> Generator:
    from rag.generation import Judge, build_model
    from rag.reading import Generator

    config: GenerationConfig = settings.generation
    embedded = config.llm == EMBEDDED_LLM
    model = build_model(config, settings.index, progress)
    judge = model if isinstance(model, Judge) else None
    if judge is not None:
        judge.probability_of("你好")  # the first prompt builds the kernels, which takes seconds
    return Generator(
        model,
        name=config.llm,
        prompt="answer" if embedded else "answer_large",
        portions=_portions(config),
        judge=judge,
    )


def _portions(config: GenerationConfig) -> tuple[int, ...]:
    if config.evidence_chars:
        return (config.evidence_chars,)
    return EMBEDDED_PORTIONS if config.llm == EMBEDDED_LLM else (LARGE_EVIDENCE_CHARS,)
