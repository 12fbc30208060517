"""What is said to be something: the noun before 是 and the verb between two names must be borne out.

Names and figures weigh so much that a claim which joins them by a word of its own (X的导演是Y, A枪击B)
would pass on the strength of them alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rag.support.alignment import Alignment
from rag.support.findings import Finding
from rag.support.meaning import cover
from rag.support.reading import Reading
from rag.support.terms import Term

_COPULA = re.compile(r"^(?:分别)?(?:都|就)?(?:是|为|叫|由|:)")
_BORNE = 0.6
"""Share from which a word counts as borne out, as for what is missing in `rag.support.meaning`."""
_BETWEEN = 8
"""Characters between two names that one verb relates."""


def check_attributes(
    claim_terms: list[Term], alignment: Alignment, evidence: Reading
) -> list[Finding]:
    """Objections to relations that only the claim has.

    Args:
        claim_terms: Terms of the claim's sentence.
        alignment: With the run of evidence sentences.
        evidence: The whole evidence.
    """
    text = "\n".join(s.folded for s in alignment.window.sentences)

    def borne(term: Term) -> bool:
        return cover(term, alignment, text, evidence) >= _BORNE

    related = [*_attributes(claim_terms, alignment.claim.folded), *_deeds(claim_terms, alignment)]
    return [
        Finding("uncovered", "doubt", "uncovered", "、".join(term.text for term in words))
        for words in related
        if not any(borne(term) for term in words)
    ]


def _attributes(claim_terms: list[Term], claim: str) -> list[list[Term]]:
    """Nouns right before 是 or 为, each by itself; those of a figure are checked with it."""
    figures = {term.start for term in claim_terms if term.fact is not None}
    return [
        [term]
        for term in claim_terms
        if term.fact is None
        and not term.name
        and not term.given
        and (link := _COPULA.match(claim[term.end :]))
        and term.end + link.end() not in figures
    ]


def _deeds(claim_terms: list[Term], alignment: Alignment) -> list[list[Term]]:
    """Verbs between two names of a clause, those of one gap together."""
    verbs = {w.start for w in alignment.claim.words if w.tag.startswith("v")}
    found = []
    for first, second in pairwise([t for t in claim_terms if t.name]):
        if first.clause != second.clause or not 0 < second.start - first.end <= _BETWEEN:
            continue
        between = [
            t for t in claim_terms
            if first.end <= t.start and t.end <= second.start and t.start in verbs and not t.given
        ]  # fmt: skip
        if between:
            found.append(between)
    return found
