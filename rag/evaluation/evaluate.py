"""The evaluation as the command line runs it: texts into a temporary library, then the cases."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.library import Library
from index.models import Filters, Hit, Progress
from rag.evaluation.cases import EvaluationDocument, as_document, read_cases, read_documents
from rag.evaluation.run import SEARCH_DEPTH, Names, Report, Scored, Setup, run
from rag.models import Answer, Case
from rag.opening import open_assistant, open_library
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be evaluated.

    Attributes:
        cases: JSON lines of cases.
        documents: JSON lines of texts; None leaves the cases to what they bring or the library.
        limit: At most this many cases.
        search_only: Leaves the language model out.
    """

    cases: Path
    documents: Path | None = None
    limit: int | None = None
    search_only: bool = False


def evaluate(
    settings: Settings,
    task: Task,
    on_scored: Callable[[Scored], None] = lambda scored: None,
    progress: Progress | None = None,
) -> Report:
    """Asks the cases and scores them.

    Args:
        settings: As for asking.
        task: Cases and where their texts come from.
        on_scored: Told of each case as soon as it is scored.
        progress: Told of indexing and asking.

    Raises:
        BadCases: A file has not the promised form.
        LibraryError: The library or the embedding model cannot be used.
        ModelUnavailable: The language model cannot be used.
    """
    cases = read_cases(task.cases, task.limit)
    documents = read_documents(task.documents) if task.documents else []
    brought = {case.id: _brought(case) for case in cases if case.documents}
    texts = [*documents, *(document for own in brought.values() for document in own)]
    own = {name: frozenset(d.article.id for d in docs) for name, docs in brought.items()}
    scored: list[Scored] = []
    with _library(settings, texts, progress) as library:
        setup = _setup(settings, library, Names(documents), own, task.search_only)
        for case in run(cases, setup, progress):
            on_scored(case)
            scored.append(case)
    return Report(tuple(scored))


def _brought(case: Case) -> list[EvaluationDocument]:
    return [
        as_document(f"{case.id}/{number}", text)
        for number, text in enumerate(case.documents, start=1)
        if text.strip()
    ]


@contextmanager
def _library(
    settings: Settings, texts: Sequence[EvaluationDocument], progress: Progress | None
) -> Iterator[Library]:
    """A temporary library of the texts; the one of the settings where there are none."""
    if not texts:
        with open_library(settings, progress) as library:
            yield library
        return
    with tempfile.TemporaryDirectory(prefix="wenbao-eval-", ignore_cleanup_errors=True) as folder:
        config = settings.index.model_copy(update={"home": Path(folder)})
        with open_library(settings.model_copy(update={"index": config}), progress) as library:
            library.add((text.document for text in texts), progress)
            yield library


def _setup(
    settings: Settings,
    library: Library,
    names: Names,
    own: dict[str, frozenset[str]],
    search_only: bool,
) -> Setup:
    assistant = open_assistant(settings, library)
    if not search_only:
        assistant.warm_up()

    def search(case: Case, filters: Filters) -> tuple[list[Hit], float]:
        started = time.perf_counter()
        hits = assistant.search(case.question, SEARCH_DEPTH, filters, case.date)
        return hits, time.perf_counter() - started

    def ask(case: Case, filters: Filters) -> Answer:
        return assistant.ask(case.question, filters=filters, today=case.date)

    return Setup(search, None if search_only else ask, names, own)
