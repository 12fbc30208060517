"""What was only planned: a claim must not make a fact of it."""

from __future__ import annotations

from rag.support.alignment import Alignment
from rag.support.facts import equal
from rag.support.findings import Finding
from rag.support.known import Known
from rag.support.lexicon import lexicon
from rag.support.terms import Term, clause_spans


def check_plans(terms: list[Term], alignment: Alignment, known: Known) -> list[Finding]:
    """Objections to figures that the evidence only has in a plan given up (原定25日).

    Args:
        terms: Terms of the claim's sentence.
        alignment: With the run of evidence sentences.
        known: The question, which may itself ask for the plan.
    """
    words = lexicon().former_plans
    said = alignment.claim.folded + known.question
    if any(word in said for word in words):
        return []
    for term in terms:
        if term.fact is None:
            continue
        places = [
            (sentence.folded[start:end], fact.text)
            for sentence in alignment.window.sentences
            for start, end in clause_spans(sentence.folded)
            for fact in sentence.facts
            if start <= fact.start < end and equal(term.fact, fact, known.years)
        ]
        plans = [text for text, _ in places if any(word in text for word in words)]
        if places and len(plans) == len(places):
            return [Finding("hedge", "doubt", "hedged", term.text, plans[0].strip(" ,;:"))]
    return []
