"""`wenbao verify`: a file of claims, each with its evidence, checked line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import BadCases
from rag.models import Verdict
from rag.second_judge import Checked, SecondJudge
from rag.support import check


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of a claims file."""

    id: str
    claim: str
    evidence: str
    question: str = ""
    kind: str = ""
    """What was done to the claim, where a file of labelled claims says so."""
    supported: bool | None = None
    """Whether the evidence bears it out, where that is known."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read: its number from 1, and the sentence that says why."""

    number: int
    error: str


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What was found about one claim."""

    id: str
    verdict: Verdict
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that `wenbao verify --json` prints."""
        return {"id": self.id, "verdict": self.verdict, "reasons": list(self.reasons)}


def read_claims(path: Path) -> Iterator[Claim | BadLine]:
    """Reads a JSON-lines file; blank lines are passed over.

    Args:
        path: UTF-8 file of objects `{id, claim, evidence}`; `question` may be given too, and for
            measuring `kind` and `supported`.

    Yields:
        A claim, or a bad line named by its number; reading goes on after it.

    Raises:
        BadCases: The file cannot be opened or is not text.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCases(
            f"{path} cannot be read ({error}): give a UTF-8 file with one JSON object a line"
        ) from error
    # Only \n ends a line: a JSON string may hold U+2028 and its like, which splitlines would cut.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _parse(number, line)


def _parse(number: int, line: str) -> Claim | BadLine:
    try:
        data = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        return BadLine(number, f"line {number} is not JSON: {error}")
    if not isinstance(data, dict):
        return BadLine(number, f"line {number} is not an object with id, claim and evidence")
    for name in ("claim", "evidence"):
        if not isinstance(data.get(name), str):
            return BadLine(number, f"line {number} has no text in `{name}`")
    identity = data.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        return BadLine(number, f"line {number} has no `id`")
    question = data.get("question", "")
    if not isinstance(question, str):
        return BadLine(number, f"line {number} has a `question` that is not text")
    kind, supported = data.get("kind"), data.get("supported")
    return Claim(
        str(identity),
        data["claim"],
        data["evidence"],
        question,
        kind=kind if isinstance(kind, str) else "",
        supported=supported if isinstance(supported, bool) else None,
    )


def verify(claims: Iterable[Claim], second: SecondJudge | None = None) -> Iterator[ClaimResult]:
    """Checks claims one after the other, in their order.

    Args:
        claims: Claims with their evidence.
        second: Asked after the code; None does without.
    """
    waiting = list(claims)
    checked = (_checked(claim) for claim in waiting)
    supports = second.review(checked) if second else (one.support for one in checked)
    for claim, support in zip(waiting, supports, strict=True):
        yield ClaimResult(claim.id, support.verdict, support.reasons)


def _checked(claim: Claim) -> Checked:
    support = check(claim.claim, claim.evidence, claim.question)
    return Checked.of(claim.claim, claim.question, claim.evidence, support)


def verify_file(
    path: Path, second: SecondJudge | None = None
) -> tuple[list[ClaimResult], list[BadLine]]:
    """Checks a whole file.

    Args:
        path: As for `read_claims`.
        second: As for `verify`.

    Returns:
        Results in the order of the file, and the lines that could not be read.

    Raises:
        BadCases: The file cannot be opened or is not text.
    """
    lines = list(read_claims(path))
    bad = [line for line in lines if isinstance(line, BadLine)]
    return list(verify((c for c in lines if isinstance(c, Claim)), second)), bad
