"""A run as it is kept in a file: every report, and of every case what a comparison needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from rag.errors import BadCases
from rag.evaluation.claim_scores import ClaimRecord, by_kind
from rag.evaluation.run import Scored

Counts = dict[str, tuple[float, float]]
"""Of each case a measure applies to, by its id: how much was held, and of how much.

The measure is the one sum over the other: `(1.0, 1)` is a case that is right, `(2, 3)` one with two
of three citations good.
"""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case as scored, without its texts; what does not apply is None.

    Attributes:
        support_probability: The gate's, as in `Answer`.
        citation_precision: Citations that hold, and all citations, of a right answer.
        citation_recall: Sentences with such a citation, and all that hold an accepted string.
        question_digest: The same for cases with the same question.
        signals: What the gate decided by, as in `Answer`.
    """

    id: str
    answerable: bool
    right: bool | None = None
    refused: bool | None = None
    support_probability: float | None = None
    hit_at_1: float | None = None
    recall_at_5: float | None = None
    recall_at_10: float | None = None
    mrr_at_10: float | None = None
    citation_precision: tuple[int, int] | None = None
    citation_recall: tuple[int, int] | None = None
    question_digest: str = ""
    signals: tuple[float, ...] = ()

    @classmethod
    def of(cls, scored: Scored) -> Self:
        """What is kept of a scored case."""
        return cls(
            id=scored.case.id,
            answerable=bool(scored.case.answers),
            right=scored.right,
            refused=scored.refused,
            support_probability=scored.answer.support_probability if scored.answer else None,
            hit_at_1=scored.hit_at_1,
            recall_at_5=scored.recall_at_5,
            recall_at_10=scored.recall_at_10,
            mrr_at_10=scored.mrr_at_10,
            citation_precision=scored.citation_precision,
            citation_recall=scored.citation_recall,
            question_digest=hashlib.sha256(scored.case.question.encode()).hexdigest()[:16],
            signals=scored.answer.signals if scored.answer else (),
        )


@dataclass(frozen=True)
class FileRun:
    """One evaluated file.

    Attributes:
        report: The JSON printed for it.
        cases: Every case, if it held cases.
        claims: Every claim, if it held claims.
    """

    report: dict[str, Any]
    cases: tuple[CaseRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()

    def measures(self) -> dict[str, Counts]:
        """The measures that apply, case by case."""
        if self.claims:
            found = _claim_measures(self.claims)
        else:
            found = {name: _counts(self.cases, read) for name, read in _MEASURES.items()}
        return {name: counts for name, counts in found.items() if counts}


def _flag(value: bool | float | None) -> tuple[float, float] | None:
    return None if value is None else (float(value), 1.0)


_MEASURES: dict[str, Callable[[CaseRecord], tuple[float, float] | None]] = {
    "accuracy": lambda c: _flag(c.right),
    "false refusals": lambda c: _flag(c.refused) if c.answerable else None,
    "refusals": lambda c: None if c.answerable else _flag(c.refused),
    "hit_at_1": lambda c: _flag(c.hit_at_1),
    "recall_at_5": lambda c: _flag(c.recall_at_5),
    "recall_at_10": lambda c: _flag(c.recall_at_10),
    "mrr_at_10": lambda c: _flag(c.mrr_at_10),
    "citation_precision": lambda c: c.citation_precision,
    "citation_recall": lambda c: c.citation_recall,
}


def _counts(
    cases: Sequence[CaseRecord], read: Callable[[CaseRecord], tuple[float, float] | None]
) -> Counts:
    values = ((case.id, read(case)) for case in cases)
    return {name: value for name, value in values if value is not None and value[1]}


def _claim_measures(claims: Sequence[ClaimRecord]) -> dict[str, Counts]:
    labelled = ((claim.id, _flag(claim.right)) for claim in claims)
    found: dict[str, Counts] = {
        "accuracy": {name: value for name, value in labelled if value is not None}
    }
    for (kind, supported), group in by_kind(claims).items():
        label = {True: "supported", False: "not supported", None: "no label"}[supported]
        name = f"accepted: {kind + ', ' if kind else ''}{label}"
        found[name] = {claim.id: (float(claim.accepted), 1.0) for claim in group}
    return found


@dataclass(frozen=True)
class SavedRun:
    """A whole run.

    Attributes:
        date: When it was begun, ISO 8601 with the zone.
        command: The command line.
        version: Of this program.
        llm: The language model's name in the settings.
        embedding: The encoder's.
        files: What each file came to, by the name that reports give it.
    """

    date: str
    command: str
    version: str
    llm: str
    embedding: str
    files: dict[str, FileRun] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Writes the run; an interruption leaves the former file or the new one.

        Raises:
            OSError: The folder is not there or cannot be written to.
        """
        text = json.dumps(asdict(self), ensure_ascii=False) + "\n"
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_text(text, "utf-8")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    @classmethod
    def read(cls, path: Path) -> SavedRun:
        """Reads what `write` wrote.

        Raises:
            BadCases: The file cannot be read or is no saved run.
        """
        try:
            return TypeAdapter(SavedRun).validate_json(path.read_bytes())
        except OSError as error:
            raise BadCases(f"{path} cannot be read: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "line 1"
            raise BadCases(
                f"{path} is not a run that --save wrote: {where}: {first['msg']}"
            ) from error
