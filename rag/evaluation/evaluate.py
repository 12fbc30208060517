"""The evaluation as the command line runs it: texts into a temporary library, then the cases."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.library import Library
from index.models import Filters, Hit, Progress
from rag.evaluation.cases import EvaluationDocument, as_document, read_cases, read_documents
from rag.evaluation.run import SEARCH_DEPTH, Names, Report, Scored, Setup, run
from rag.models import Answer, Case
from rag.opening import load_once, open_assistant, open_library
from rag.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Encoder
    from rag.reading import Generator


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be evaluated.

    Attributes:
        cases: JSON lines of cases.
        documents: JSON lines of texts; None leaves the cases to what they bring or the library.
        limit: At most this many cases.
        search_only: Leaves the language model out.
        answers: Asks the language model only the first so many cases. Of the others retrieval
            alone is measured; those without gold, of which nothing could be, are left out.
    """

    cases: Path
    documents: Path | None = None
    limit: int | None = None
    search_only: bool = False
    answers: int | None = None


class Evaluator:
    """Evaluates files of cases one after the other with models that are loaded once.

    Args:
        settings: As for asking.
        progress: Told of loading.
        encoder: One to use instead of the settings'.
        generator: One to use instead of the settings'; called when first needed.
    """

    def __init__(
        self,
        settings: Settings,
        progress: Progress | None = None,
        *,
        encoder: Encoder | None = None,
        generator: Callable[[], Generator] | None = None,
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._encoder = encoder
        self._generator = generator or load_once(settings, progress)

    def evaluate(
        self,
        task: Task,
        on_scored: Callable[[Scored], None] = lambda scored: None,
        progress: Progress | None = None,
    ) -> Report:
        """Asks the cases and scores them.

        Args:
            task: Cases and where their texts come from.
            on_scored: Told of each case as soon as it is scored.
            progress: Told of indexing and asking.

        Raises:
            BadCases: A file has not the promised form.
            LibraryError: The library or the embedding model cannot be used.
            ModelUnavailable: The language model cannot be used.
        """
        cases = read_cases(task.cases, task.limit)
        if task.answers is not None:
            asked, others = cases[: task.answers], cases[task.answers :]
            cases = asked + [case for case in others if case.gold]
        documents = read_documents(task.documents) if task.documents else []
        brought = {case.id: _brought(case) for case in cases if case.documents}
        texts = [*documents, *(document for own in brought.values() for document in own)]
        own = {name: frozenset(d.article.id for d in docs) for name, docs in brought.items()}
        scored: list[Scored] = []
        with self._library(texts, progress) as library:
            setup = self._setup(library, Names(documents), own, task)
            for case in run(cases, setup, progress):
                on_scored(case)
                scored.append(case)
        return Report(tuple(scored))

    @contextmanager
    def _library(
        self, texts: Sequence[EvaluationDocument], progress: Progress | None
    ) -> Iterator[Library]:
        """A temporary library of the texts; the one of the settings where there are none."""
        if not texts:
            with self._open(self._settings) as library:
                yield library
            return
        with tempfile.TemporaryDirectory(
            prefix="wenbao-eval-", ignore_cleanup_errors=True
        ) as folder:
            config = self._settings.index.model_copy(update={"home": Path(folder)})
            with self._open(self._settings.model_copy(update={"index": config})) as library:
                library.add((text.document for text in texts), progress)
                yield library

    def _open(self, settings: Settings) -> Library:
        if self._encoder is None:
            from index.embedding import build_encoder

            self._encoder = build_encoder(settings.index, self._progress)
        return open_library(settings, self._progress, self._encoder)

    def _setup(
        self, library: Library, names: Names, own: dict[str, frozenset[str]], task: Task
    ) -> Setup:
        assistant = open_assistant(self._settings, library, generator=self._generator)
        if not task.search_only:
            assistant.warm_up()

        def search(case: Case, filters: Filters) -> tuple[list[Hit], float]:
            started = time.perf_counter()
            hits = assistant.search(case.question, SEARCH_DEPTH, filters, case.date)
            return hits, time.perf_counter() - started

        def ask(case: Case, filters: Filters) -> Answer:
            return assistant.ask(case.question, filters=filters, today=case.date)

        return Setup(search, None if task.search_only else ask, names, own, task.answers)


def _brought(case: Case) -> list[EvaluationDocument]:
    return [
        as_document(f"{case.id}/{number}", text)
        for number, text in enumerate(case.documents, start=1)
        if text.strip()
    ]
