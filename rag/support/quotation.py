"""Words in quotation marks must stand in the evidence as they are."""

from __future__ import annotations

import re

from rag.support.findings import Finding
from rag.support.reading import Reading

_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{8,})[”」』\"]")
_MARKS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """A text without punctuation and white space."""
    return _MARKS.sub("", text)


def check_quotation(folded_claim: str, evidence: Reading) -> list[Finding]:
    """Objections to quotations of a clause and more; shorter ones are names and scare quotes.

    A quotation may leave out whole clauses but not change words: each of its clauses must stand in
    the evidence.
    """
    whole = bare(evidence.folded)
    findings = []
    for match in _QUOTED.finditer(folded_claim):
        clauses = [bare(c) for c in re.split(r"[,;:。!?]", match[1])]
        if any(clause and clause not in whole for clause in clauses):
            findings.append(Finding("quotation", "doubt", "misquoted", match[1]))
    return findings
