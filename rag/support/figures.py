"""Numbers and dates of a claim against those of the evidence, each with what it counts."""

from __future__ import annotations

from dataclasses import dataclass

from rag.support import codes, dates, numbers
from rag.support.alignment import Alignment
from rag.support.findings import Finding, Kind, Weight
from rag.support.known import Known
from rag.support.lexicon import lexicon
from rag.support.reading import Fact, Reading, Sentence
from rag.support.terms import Term, clause_spans, is_content

_NEAR = 6
"""Units between a number and the word it is written with."""
_SAME_ITEM = 0.7
_BESIDE = 0.9
"""Presence of a word in the same item of a list, and of it or a synonym close by."""
_RIVAL_MARGIN = (1.35, 1.0)
"""A different figure refutes an equal one when it fits the claim's words so much better: factor
and addend in weights of words. Tighter margins reject lists (分别为) and tables."""
_DATE_MARGIN = (2.0, 2.0)
"""Wider for dates, which often head a sentence and hold for all of it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A fact of the evidence with the text around it."""

    fact: Fact
    sentence: Sentence
    clause: str
    before: str
    after: str


def equal(claim: Fact, evidence: Fact, years: frozenset[int]) -> bool:
    """Whether a fact of the evidence bears out one of the claim."""
    match claim, evidence:
        case dates.Moment(), dates.Moment():
            return dates.equal(claim, evidence, years)
        case numbers.Quantity(), numbers.Quantity():
            return numbers.equal(claim, evidence)
        case codes.Code(), codes.Code():
            return codes.equal(claim, evidence)
        case (dates.Moment() as moment, numbers.Quantity() as number) | (
            numbers.Quantity() as number,
            dates.Moment() as moment,
        ):
            return _bare_year(number, moment)
    return False


def _bare_year(number: numbers.Quantity, moment: dates.Moment) -> bool:
    only_year = moment.month is None and moment.day is None
    return number.dimension == "" and only_year and number.low == number.high == moment.year


def comparable(claim: Fact, evidence: Fact) -> bool:
    """Whether two facts could be rivals: same kind, same unit or same precision."""
    match claim, evidence:
        case dates.Moment(), dates.Moment():
            return dates.comparable(claim, evidence)
        case numbers.Quantity(), numbers.Quantity():
            return numbers.comparable(claim, evidence)
        case codes.Code(), codes.Code():
            return codes.comparable(claim, evidence)
    return False


def _places(sentences: tuple[Sentence, ...]) -> list[_Place]:
    places = []
    for sentence in sentences:
        spans = clause_spans(sentence.folded)
        for fact in sentence.facts:
            start, end = next(
                ((s, e) for s, e in spans if s <= fact.start < e), (0, len(sentence.folded))
            )
            text = sentence.folded
            around = text[start:end], text[start : fact.start], text[fact.end : end]
            places.append(_Place(fact, sentence, *around))
    return places


def _fit(term: Term, claim_terms: list[Term], place: _Place, known: Known) -> float:
    """How well the words around a fact of the claim stand around a fact of the evidence."""
    score = 0.0
    for other in claim_terms:
        if other is term or other.fact is not None:
            continue
        weight = other.weight * (1.0 if other.clause == term.clause else 0.4)
        weight *= 2.0 if _adjacent(term, other) else 1.0
        score += weight * _presence(other.text, place)
    return score + sum(weight * _presence(word, place) for word, weight in known.words.items())


def _adjacent(term: Term, other: Term) -> bool:
    distance = max(other.start - term.end, term.start - other.end)
    return other.clause == term.clause and distance <= _NEAR


def _presence(word: str, place: _Place) -> float:
    """1 beside the fact, 0.8 in its clause, 0.4 in its sentence, synonyms a little less."""
    best = _where(word, place)
    for other in lexicon().synonyms.get(word, ()) if best < 0.8 else ():
        best = max(best, 0.9 * _where(other, place))
    return best


def _where(word: str, place: _Place) -> float:
    """1 within a few characters, 0.9 in the same item of a list, less with the distance."""
    if word in place.clause:
        before, after = place.before.split("、")[-1], place.after.split("、")[0]
        if word not in before and word not in after:
            return 0.6
        gap = len(before) - before.rfind(word) - len(word) if word in before else _NEAR + 1
        gap = min(gap, after.find(word)) if word in after else gap
        return 1.0 if gap <= _NEAR else 0.9
    return 0.4 if word in place.sentence.folded else 0.0


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
    left = alignment.to[i - 1] if i > 0 else -1
    right = alignment.to[i + 1] if i + 1 < len(at) else -1
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
    places = _places(alignment.window.sentences)
    findings: list[Finding] = []
    for term in claim_terms:
        if term.fact is None or _in_place(alignment, term):
            continue
        if turned and any(_reversed(term.fact, p.fact) for p in places):
            continue
        finding = _check_one(term, claim_terms, alignment, places, known)
        if finding is not None and not _dated_before(term.fact, alignment, evidence, known):
            findings.append(finding)
    return findings


def _reversed(claim: Fact, evidence: Fact) -> bool:
    if not isinstance(claim, numbers.Quantity) or not isinstance(evidence, numbers.Quantity):
        return False
    score = claim.dimension == evidence.dimension == "score"
    return score and (claim.low, claim.high) == (evidence.high, evidence.low)


def _check_one(
    term: Term, claim_terms: list[Term], alignment: Alignment, places: list[_Place], known: Known
) -> Finding | None:
    fact = term.fact
    assert fact is not None
    dated = isinstance(fact, dates.Moment)
    kind: Kind = "date" if dated else "number"
    written = context(alignment.claim, fact)
    same = [p for p in places if equal(fact, p.fact, known.years)]
    others = [p for p in places if p not in same and comparable(fact, p.fact)]

    def fit(place: _Place) -> float:
        return _fit(term, claim_terms, place, known)

    rival = max(others, key=fit, default=None)
    beside = _aligned_rival(alignment, term)
    if not same:
        shown = next((p for p in others if p.fact is beside), rival)
        if shown is None:
            weight: Weight = (
                "doubt" if isinstance(fact, dates.Moment) and fact.is_relative else "fatal"
            )
            return Finding(kind, weight, "missing", written)
        return Finding(kind, "fatal", "differs", written, context(shown.sentence, shown.fact))
    if fact.text in known.question:
        return None
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


def _like_year(fact: numbers.Quantity) -> bool:
    return fact.dimension == "" and 1900 <= fact.low == fact.high <= 2100


def _asked_elsewhere(same: list[_Place], others: list[_Place], known: Known) -> _Place | None:
    """The place of another figure beside the word that the question wants counted."""
    for word in known.asked_for:
        if all(_presence(word, p) < _SAME_ITEM for p in same):
            return next((p for p in others if _presence(word, p) >= _BESIDE), None)
    return None


def _counts_other(
    term: Term, claim_terms: list[Term], same: list[_Place], places: list[_Place], written: str
) -> Finding | None:
    """An equal number that the evidence gives for something else.

    So it is when no word beside the claim's number stands in the clause of an equal one, while the
    evidence has such a word in another clause.
    """
    beside = [t.text for t in claim_terms if not t.fact and not t.name and _adjacent(term, t)]
    if not beside or any(_presence(word, p) >= _SAME_ITEM for word in beside for p in same):
        return None
    for place in same:
        if not any(_told_of_other(word, place, places) for word in beside):
            return None
    return Finding("number", "fatal", "elsewhere", written, _words_around(same[0]))


def _told_of_other(word: str, place: _Place, places: list[_Place]) -> bool:
    """Whether a word that a claim puts to a number belongs to another part of the evidence.

    A word before the number may hold for a whole list (准确率为25%，…50%), unless the number has a
    word of its own where another number has this one (12人死亡、3人失踪).
    """
    text = place.sentence.folded
    if word in text[place.fact.end :]:
        return True
    if word not in text:
        return any(word in p.sentence.folded for p in places)
    own = any(w.start == place.fact.end and is_content(w) for w in place.sentence.words)
    return own and any(p.after.startswith(word) for p in places)


def _words_around(place: _Place) -> str:
    return (place.before[-8:] + place.fact.text + place.after[:8]).strip(" ,;:。、")


def _dated_before(fact: Fact, alignment: Alignment, evidence: Reading, known: Known) -> bool:
    """Whether a fact missing in the window is given by the question or dated by an earlier sentence.

    Neither counts when the window itself has another figure of that kind.
    """
    here = [f for s in alignment.window.sentences for f in s.facts if comparable(fact, f)]
    if not isinstance(fact, dates.Moment):
        return fact.text in known.question and not here
    if any(isinstance(f, dates.Moment) and dates.contradicts(fact, f) for f in here):
        return False
    if fact.text in known.question:
        return True
    earlier = (s for s in evidence.sentences if s.start < alignment.window.start)
    return any(equal(fact, f, known.years) for s in earlier for f in s.facts)
