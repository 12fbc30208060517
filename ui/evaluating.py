"""The command `wenbao eval`: questions whose answers are known, and claims whose label is known."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.models import Progress
from ui import json_output
from ui.details import DetailsFile
from ui.invocation import Invocation

if TYPE_CHECKING:
    from rag.evaluation import Evaluator, Scored
    from rag.evaluation.records import CaseRecord, FileRun, SavedRun
    from rag.evaluation.sources import Source

PICTURES = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for beside the report; see the options of `evaluate`."""

    limit: int | None
    answers: int | None
    search_only: bool
    save: Path | None
    before: SavedRun | None


def evaluate(
    invocation: Invocation,
    cases: Annotated[
        list[Path], typer.Argument(metavar="CASES.jsonl...", help="Files or folders of cases.")
    ],
    documents: Annotated[Path | None, typer.Option(help="Texts to ask of.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many of each file.")] = None,
    answers: Annotated[
        int | None,
        typer.Option(min=1, help="Answer the first so many of each file, only search the others."),
    ] = None,
    search_only: Annotated[
        bool, typer.Option("--search-only", help="Without the language model.")
    ] = False,
    details: Annotated[Path | None, typer.Option(help="File for a JSON line a case.")] = None,
    save: Annotated[Path | None, typer.Option(help="File to keep this run in.")] = None,
    before: Annotated[Path | None, typer.Option(help="A kept run to compare with.")] = None,
    tradeoff: Annotated[
        Path | None, typer.Option(help="Picture (.svg, .png) of what refusing costs.")
    ] = None,
) -> None:
    """Asks questions whose answers are known, and scores what comes back."""
    from rag.evaluation.records import SavedRun
    from rag.evaluation.sources import find_sources

    _check(search_only, answers, save, tradeoff)
    wanted = Wanted(limit, answers, search_only, save, SavedRun.read(before) if before else None)
    sources = find_sources(cases, documents)
    for unused in sources.unused:
        invocation.tell(f"{unused}: documents that no file of cases here belongs to, left out")
    alone = len(cases) == 1 and not cases[0].is_dir()
    with DetailsFile(details) as written, invocation.progress:
        suite = _Suite(invocation, wanted, written, alone)
        for source in sources.found:
            suite.run(source)
    _show(invocation, suite, alone)
    if tradeoff is not None:
        suite.failed |= not _draw(invocation, suite.cases(), tradeoff)
    invocation.finish(failed=suite.failed)


def _check(
    search_only: bool, answers: int | None, save: Path | None, tradeoff: Path | None
) -> None:
    """Finds out what cannot work now, not after half an hour of asking."""
    if search_only and (answers or tradeoff):
        raise typer.BadParameter("--search-only asks nothing: no --answers or --tradeoff with it")
    for path in (save, tradeoff):
        if path is not None and not path.absolute().parent.is_dir():
            raise typer.BadParameter(f"there is no folder {path.absolute().parent}")
    if tradeoff is not None:
        if tradeoff.suffix.lower() not in PICTURES:
            raise typer.BadParameter(f"--tradeoff {tradeoff}: a picture is .svg or .png")
        if importlib.util.find_spec("matplotlib") is None:
            raise typer.BadParameter("--tradeoff needs matplotlib: pip install 'wenbao[measuring]'")


@dataclass
class _Suite:
    """Evaluates file after file; a bad file among several is named and the others are kept."""

    invocation: Invocation
    wanted: Wanted
    details: DetailsFile
    alone: bool
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    files: dict[str, FileRun] = field(default_factory=dict)
    failed: bool = False
    _evaluator: Evaluator | None = None

    def run(self, source: Source) -> None:
        from rag.errors import BadCases

        try:
            scored = self._claims(source) if source.kind == "claims" else self._cases(source)
        except BadCases as error:
            if self.alone:
                raise
            self.invocation.tell(f"wenbao: {error}")
            self.failed = True
            return
        self.files[source.name] = scored
        if self.wanted.save is not None:
            self._saved().write(self.wanted.save)

    def cases(self) -> list[CaseRecord]:
        return [case for run in self.files.values() for case in run.cases]

    def _cases(self, source: Source) -> FileRun:
        from rag.evaluation import Evaluator, Task, as_json
        from rag.evaluation.records import CaseRecord, FileRun

        if self._evaluator is None:
            self._evaluator = Evaluator(self.invocation.settings, self.invocation.progress)
        wanted = self.wanted
        task = Task(source.path, source.documents, wanted.limit, wanted.search_only, wanted.answers)

        def add(scored: Scored) -> None:
            self.details.add(scored, None if self.alone else source.name)

        report = self._evaluator.evaluate(task, add, self._progress(source))
        found = as_json(report)
        if wanted.answers is not None:
            found["asked"] = sum(scored.answer is not None for scored in report.scored)
        return FileRun(found, cases=tuple(CaseRecord.of(scored) for scored in report.scored))

    def _claims(self, source: Source) -> FileRun:
        from rag.evaluation.claim_scores import score_claims
        from rag.evaluation.records import FileRun

        report = score_claims(source.path, self.wanted.limit, self._progress(source))
        for bad in report.bad_lines:
            self.invocation.tell(f"{source.path}: {bad.error}")
            self.failed = True
        return FileRun(report.as_json(), claims=report.claims)

    def _progress(self, source: Source) -> Progress:
        if self.alone:
            return self.invocation.progress

        def tell(what: str, done: int, total: int) -> None:
            self.invocation.progress(f"{source.name}: {what}", done, total)

        return tell

    def _saved(self) -> SavedRun:
        from rag.evaluation.records import SavedRun

        settings = self.invocation.settings
        return SavedRun(
            date=self.started.isoformat(timespec="seconds"),
            command=shlex.join(["wenbao", *sys.argv[1:]]),
            version=importlib.metadata.version("wenbao"),
            llm=settings.generation.llm,
            embedding=settings.index.embedding,
            files=self.files,
        )


def _show(invocation: Invocation, suite: _Suite, alone: bool) -> None:
    """The report of a single file, or one for each by its name."""
    if invocation.as_json:
        reports = dict(_reports(suite))
        value = next(iter(reports.values())) if alone else reports
        json_output.write_json(value, invocation.output)
        return
    before = suite.wanted.before
    if before is not None:
        invocation.output.write(f"before: {before.date}, {before.command}\n")
    for name, table in _tables(suite):
        heading = "" if alone else f"\n{name}\n"
        invocation.output.write(f"{heading}{table}\n")


def _reports(suite: _Suite) -> Iterator[tuple[str, dict[str, Any]]]:
    from rag.evaluation.comparison import compare

    for name, run in suite.files.items():
        earlier = suite.wanted.before.files.get(name) if suite.wanted.before else None
        compared = {} if earlier is None else {"compared": compare(earlier, run).as_json()}
        yield name, run.report | compared


def _tables(suite: _Suite) -> Iterator[tuple[str, str]]:
    from rag.evaluation.comparison import compare
    from rag.evaluation.report import as_comparison_table, as_table

    for name, run in suite.files.items():
        earlier = suite.wanted.before.files.get(name) if suite.wanted.before else None
        if earlier is None:
            yield name, as_table(run)
        else:
            yield name, as_comparison_table(compare(earlier, run), earlier, run)


def _draw(invocation: Invocation, cases: list[CaseRecord], path: Path) -> bool:
    """Draws the trade-off over the cases of all files; says so where there is nothing to draw."""
    from rag.evaluation.tradeoff import Tradeoff
    from rag.refusal import Gate
    from ui.tradeoff_picture import draw

    found = Tradeoff.of(cases)
    if found is None:
        invocation.tell("--tradeoff: needs answered cases with an answer and without one")
        return False
    settings = invocation.settings
    gate = Gate.calibrated(settings.generation.refusal_threshold)
    draw(found, gate.threshold, path, settings.index.cache)
    return True
