"""Putting the parts together from the settings: the only place that knows all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from index.models import Progress
from rag.settings import EMBEDDED_LLM, GenerationConfig, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from index.embedding import Encoder
    from index.library import Library
    from rag.assistant import Assistant
    from rag.reading import Generator
    from rag.second_judge import SecondJudge

T = TypeVar("T")

EMBEDDED_PORTIONS = (200, 400)
LARGE_EVIDENCE_CHARS = 3000
"""Characters of evidence in the prompt: the embedded model reads slowly, others are servers."""
JUDGE_TOKENS = 2048
"""Its reply is one word; a model that thinks before it speaks needs room for that."""


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
        generator or load_once(settings, progress),
        attributor=Attributor(build_second_judge(settings)),
        gate=Gate.calibrated(generation.refusal_threshold),
    )


def load_once(settings: Settings, progress: Progress | None = None) -> Callable[[], Generator]:
    """The generator of the settings, loaded at the first call; several assistants may share it."""
    return _Once(lambda: _build_generator(settings, progress))


def build_second_judge(settings: Settings) -> SecondJudge | None:
    """The second judge of the settings, its model loaded when it is first asked; None if off."""
    config = settings.generation
    if config.judge is None:
        return None
    from rag.second_judge import SecondJudge

    asked = _judge_config(config)
    return SecondJudge(_Once(lambda: _build_judge(asked, settings)), name=asked.llm)


def _judge_config(config: GenerationConfig) -> GenerationConfig:
    """The second judge as a language model of its own.

    A shared address brings its key along; the key goes to no other address.
    """
    name, url, key = config.judge or "", config.judge_url, config.judge_key
    providers = {model.partition(":")[0] for model in (name, config.llm)}
    if url is None and (config.llm == EMBEDDED_LLM or len(providers) == 1):
        url = config.base_url
        key = key or config.api_key
    return config.model_copy(
        update={"llm": name, "base_url": url, "api_key": key, "max_tokens": JUDGE_TOKENS}
    )


def _build_judge(config: GenerationConfig, settings: Settings) -> BaseChatModel:
    from rag.generation import build_model

    return build_model(config, settings.index, setting="WENBAO_JUDGE")


class _Once(Generic[T]):
    """Builds something at the first call and keeps it; threads wait for one another."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._built: T | None = None

    def __call__(self) -> T:
        with self._lock:
            if self._built is None:
                self._built = self._build()
            return self._built


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
        by_parts=embedded,
    )


def _portions(config: GenerationConfig) -> tuple[int, ...]:
    if config.evidence_chars:
        return (config.evidence_chars,)
    return EMBEDDED_PORTIONS if config.llm == EMBEDDED_LLM else (LARGE_EVIDENCE_CHARS,)
