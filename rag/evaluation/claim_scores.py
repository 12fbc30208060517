"""Scoring the claim checker on a file of labelled claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.models import Progress
from rag.claims import BadLine, Claim, read_claims, verify
from rag.evaluation.measures import mean
from rag.models import Verdict


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """One claim as checked.

    Attributes:
        kind: What was done to the claim; empty where the file does not say.
        supported: The label; None where there is none.
    """

    id: str
    kind: str
    supported: bool | None
    verdict: Verdict

    @property
    def accepted(self) -> bool:
        """Whether the checker lets the claim pass; `partial` does not pass."""
        return self.verdict == "supported"

    @property
    def right(self) -> bool | None:
        """Whether what is supported was accepted and what is not was not."""
        return None if self.supported is None else self.accepted == self.supported


@dataclass(frozen=True, slots=True)
class ClaimsReport:
    """What a file of claims came to, and its lines that could not be read."""

    claims: tuple[ClaimRecord, ...]
    bad_lines: tuple[BadLine, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """`{claims, accuracy, kinds: [{kind, supported, claims, accepted, partial, rejected}]}`.

        `claims` are counts, the others shares from 0 to 1 of the claims of that kind and label.
        """
        return {
            "claims": len(self.claims),
            "accuracy": mean(None if c.right is None else float(c.right) for c in self.claims),
            "kinds": [
                {
                    "kind": kind,
                    "supported": supported,
                    "claims": len(group),
                    "accepted": _share(group, "supported"),
                    "partial": _share(group, "partial"),
                    "rejected": _share(group, "unsupported"),
                }
                for (kind, supported), group in by_kind(self.claims).items()
            ],
        }


def by_kind(claims: Sequence[ClaimRecord]) -> dict[tuple[str, bool | None], list[ClaimRecord]]:
    """The claims of each kind and label, in the order in which these first occur."""
    groups: dict[tuple[str, bool | None], list[ClaimRecord]] = {}
    for claim in claims:
        groups.setdefault((claim.kind, claim.supported), []).append(claim)
    return groups


def _share(claims: Sequence[ClaimRecord], verdict: Verdict) -> float:
    return sum(claim.verdict == verdict for claim in claims) / len(claims)


def score_claims(
    path: Path, limit: int | None = None, progress: Progress | None = None
) -> ClaimsReport:
    """Checks the claims of a file, as `wenbao verify` does, against their labels.

    Args:
        path: JSON lines `{id, claim, evidence, kind, supported}`; the last two may be missing.
        limit: At most this many claims, from the top.
        progress: Told of checking.

    Raises:
        BadCases: The file cannot be read.
    """
    claims: list[Claim] = []
    bad_lines: list[BadLine] = []
    for line in read_claims(path):
        if isinstance(line, BadLine):
            bad_lines.append(line)
            continue
        if limit is not None and len(claims) >= limit:
            break
        claims.append(line)
    records = []
    for number, (claim, result) in enumerate(zip(claims, verify(claims), strict=True), start=1):
        records.append(ClaimRecord(claim.id, claim.kind, claim.supported, result.verdict))
        if progress:
            progress("checking claims", number, len(claims))
    return ClaimsReport(tuple(records), tuple(bad_lines))
