"""Numbers and dates of a claim against those of the evidence, each with what it counts."""

from __future__ import annotations

import re

from rag.support import dates, numbers
from rag.support.alignment import Alignment
from rag.support.facts import comparable, equal
from rag.support.findings import Finding, Kind, Weight
from rag.support.known import Known
from rag.support.owners import names_with, owned_by, owned_by_other, says_no_more
from rag.support.pairing import (
    BESIDE,
    SAME_ITEM,
    Place,
    adjacent,
    places_of,
    presence,
    told_of_other,
)
from rag.support.pairing import (
    fit as fit_of,
)
from rag.support.reading import Fact, Reading, Sentence
from rag.support.terms import Term

_RIVAL_MARGIN = (1.35, 1.0)
"""A different figure refutes an equal one when it fits the claim's words so much better: factor
and addend in weights of words. Tighter margins reject lists (分别为) and tables."""
_DIGITS = re.compile(r"[\d.零〇一二两三四五六七八九十百千万亿]+")
# The number of a congress or of a session names it: 十四届人大, 三次会议, 二中全会.
_MEETING = re.compile(r"第?[\d零一二三四五六七八九十]+(?:届|次(?:会议|全会|大会|代表大会))")
_DATE_MARGIN = (2.0, 2.0)
"""Wider for dates, which often head a sentence and hold for all of it."""


def _in_place(alignment: Alignment, term: Term) -> bool:
    """Whether the claim's fact is aligned with an equal one among the same neighbours."""
    at = alignment.claim.skeleton.at
    if term.start not in at:
        return False
    i = at.index(term.start)
    j = alignment.to[i]
    if j < 0:
        return False
    sides = [
        alignment.to[k] - j - (k - i)
        for k in (i - 2, i - 1, i + 1, i + 2)
        if 0 <= k < len(at) and alignment.to[k] >= 0
    ]
    return sum(abs(gap) <= 2 for gap in sides) >= 2


def _aligned_rival(alignment: Alignment, term: Term) -> Fact | None:
    """The fact that the evidence has exactly where the claim has its own, if they differ."""
    at = alignment.claim.skeleton.at
    if term.start not in at:
        return None
    i = at.index(term.start)
    clause = alignment.claim.skeleton.clause
    left = alignment.to[i - 1] if i > 0 and clause[i - 1] == clause[i] else -1
    right = alignment.to[i + 1] if i + 1 < len(at) and clause[i + 1] == clause[i] else -1
    for j in (left + 1 if left >= 0 else -1, right - 1 if right > 0 else -1):
        if 0 <= j < len(alignment.window.units):
            sentence = alignment.window.sentences[alignment.window.owner[j]]
            for fact in sentence.facts:
                if fact.start == alignment.window.at[j] and comparable(term.fact, fact):  # type: ignore[arg-type]
                    return fact
    return None


def context(sentence: Sentence, fact: Fact) -> str:
    """A fact with the word before it, for a reason that can be read (增长3.2%)."""
    before = [w for w in sentence.words if w.end <= fact.start]
    lead = (
        sentence.folded[before[-1].start : fact.start]
        if before and fact.start - before[-1].end <= 1
        else ""
    )
    return lead + fact.text


def check_figures(
    claim_terms: list[Term], alignment: Alignment, evidence: Reading, known: Known, turned: bool
) -> list[Finding]:
    """Objections to the numbers, dates and codes of a claim.

    Args:
        claim_terms: Terms of the claim's sentence.
        alignment: Of the claim with the run of sentences that bears it out best.
        evidence: The whole evidence; a date may be supplied by an earlier sentence of it.
        known: Years and the question.
        turned: The claim tells the event from the other side, so a score may stand reversed.
    """
    places = places_of(alignment.window.sentences)
    findings: list[Finding] = []
    for term in claim_terms:
        if term.fact is None or _in_place(alignment, term):
            continue
        if turned and any(_reversed(term.fact, p.fact) for p in places):
            continue
        if _owned(term, claim_terms, places, known):
            continue
        finding = _check_one(term, claim_terms, alignment, places, known)
        if finding is not None and not _told_before(term.fact, alignment, evidence, known):
            findings.append(finding)
    return findings


def _reversed(claim: Fact, evidence: Fact) -> bool:
    if not isinstance(claim, numbers.Quantity) or not isinstance(evidence, numbers.Quantity):
        return False
    score = claim.dimension == evidence.dimension == "score"
    return score and (claim.low, claim.high) == (evidence.high, evidence.low)


def _check_one(
    term: Term, claim_terms: list[Term], alignment: Alignment, places: list[Place], known: Known
) -> Finding | None:
    fact = term.fact
    assert fact is not None
    dated = isinstance(fact, dates.Moment)
    kind: Kind = "date" if dated else "number"
    written = context(alignment.claim, fact)
    same = [p for p in places if equal(fact, p.fact, known.years)]
    others = [p for p in places if p not in same and comparable(fact, p.fact)]

    def fit(place: Place) -> float:
        return fit_of(term, claim_terms, place, known)

    rival = max(others, key=fit, default=None)
    beside = _aligned_rival(alignment, term)
    if not same:
        return _not_there(fact, kind, written, next((p for p in others if p.fact is beside), rival))
    if fact.text in known.question and not _replaced(fact, beside, known):
        return None
    mate = None if dated else _of_other(term, claim_terms, same, places)
    if mate is not None:
        return Finding(kind, "fatal", "differs", written, context(mate.sentence, mate.fact))
    if beside is not None and not equal(fact, beside, known.years):
        place = next(p for p in places if p.fact is beside)
        return Finding(kind, "fatal", "differs", written, context(place.sentence, beside))
    other = _asked_elsewhere(same, others, known) if not dated else None
    if other is not None:
        return Finding(kind, "fatal", "elsewhere", written, _words_around(same[0]))
    factor, slack = _DATE_MARGIN if dated else _RIVAL_MARGIN
    if rival is not None and fit(rival) > factor * max(map(fit, same)) + slack:
        return Finding(kind, "fatal", "differs", written, context(rival.sentence, rival.fact))
    if not isinstance(fact, numbers.Quantity) or _like_year(fact):
        return None
    return _counts_other(term, claim_terms, same, places, written)


def _not_there(fact: Fact, kind: Kind, written: str, instead: Place | None) -> Finding:
    """The objection to a fact that the evidence does not have, with the one that it has instead."""
    if instead is not None:
        return Finding(kind, "fatal", "differs", written, context(instead.sentence, instead.fact))
    vague = isinstance(fact, dates.Moment) and fact.is_relative
    weight: Weight = "doubt" if vague else "fatal"
    return Finding(kind, weight, "missing", written)


def _owned(term: Term, claim_terms: list[Term], places: list[Place], known: Known) -> bool:
    """Whether the evidence writes an equal figure right behind a name of the claim (澄江(4.1%))."""
    fact = term.fact
    if fact is None or isinstance(fact, dates.Moment):
        return False
    names = names_with(term, claim_terms)
    same = [p for p in places if equal(fact, p.fact, known.years)]
    return any(owned_by(p, names) and says_no_more(p) for p in same)


def _of_other(
    term: Term, claim_terms: list[Term], same: list[Place], places: list[Place]
) -> Place | None:
    """The own figure of the claim's name, where every equal one is another item's of its list."""
    names = names_with(term, claim_terms)
    own = [owned_by_other(p, places, names) for p in same]
    return own[0] if all(own) else None


def _replaced(fact: Fact, beside: Fact | None, known: Known) -> bool:
    """Whether in the place of a fact of the question the evidence has another written alike (A3, A5).

    Not of a date: what the evidence dates otherwise there it may date rightly in the next clause.
    """
    if isinstance(fact, dates.Moment) or beside is None or equal(fact, beside, known.years):
        return False
    return _DIGITS.sub("#", fact.text) == _DIGITS.sub("#", beside.text)


def _like_year(fact: numbers.Quantity) -> bool:
    return fact.dimension == "" and 1900 <= fact.low == fact.high <= 2100


def _asked_elsewhere(same: list[Place], others: list[Place], known: Known) -> Place | None:
    """The place of another figure beside the word that the question wants counted."""
    for word in known.asked_for:
        if all(presence(word, p) < SAME_ITEM for p in same):
            return next((p for p in others if presence(word, p) >= BESIDE), None)
    return None


def _counts_other(
    term: Term, claim_terms: list[Term], same: list[Place], places: list[Place], written: str
) -> Finding | None:
    """An equal number that the evidence gives for something else.

    So it is when no word beside the claim's number stands in the clause of an equal one, while the
    evidence has such a word in another clause.
    """
    beside = [t.text for t in claim_terms if not t.fact and not t.name and adjacent(term, t)]
    if not beside or any(presence(word, p) >= SAME_ITEM for word in beside for p in same):
        return None
    for place in same:
        if not any(told_of_other(word, place, places) for word in beside):
            return None
    return Finding("number", "fatal", "elsewhere", written, _words_around(same[0]))


def _words_around(place: Place) -> str:
    return (place.before[-8:] + place.fact.text + place.after[:8]).strip(" ,;:。、")


def _told_before(fact: Fact, alignment: Alignment, evidence: Reading, known: Known) -> bool:
    """Whether a fact missing in the window is given by the question or an earlier sentence.

    An earlier sentence gives a day, and the number that names a meeting (三次会议). Neither counts
    when the window itself has another figure of that kind.
    """
    here = [f for s in alignment.window.sentences for f in s.facts if comparable(fact, f)]
    before = (s for s in evidence.sentences if s.start < alignment.window.start)
    earlier = [*evidence.heading, *before]
    if not isinstance(fact, dates.Moment):
        if here:
            return False
        named = _MEETING.match(alignment.claim.folded, fact.start) is not None
        return fact.text in known.question or (
            named and any(fact.text in sentence.folded for sentence in earlier)
        )
    if any(isinstance(f, dates.Moment) and dates.contradicts(fact, f) for f in here):
        return False
    if fact.text in known.question:
        return True
    return any(equal(fact, f, known.years) for s in earlier for f in s.facts)
