"""Values of other articles that rival a value of an answer: for the same thing, yet another.

A false alarm would put a right figure in doubt, so both sides must be told with the same words, of
the same period and the same place; many a true disagreement is passed over.

Measured with the sentence that holds the answer, and with the answer alone, as what is said: of the
72 questions of RGB (Chinese) that ask for a figure or a date, false alarms at noise 0 / 0.4 / 0.8:
none; of 152 such questions of ChronoQA and 309 of CMRC, each with the eight articles whose words
fit best: none and one, since mended (北土城站, 西土城站).
Where a figure was changed in one of two RGB texts that both answer the question, 14 of 71 are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.folding import fold
from rag.asked import asks_date, asks_figure
from rag.citations import Window
from rag.followup import ASKS, HAN
from rag.models import Answer, Citation
from rag.occasions import Telling, same_occasion
from rag.support import check
from rag.support.dates import Moment, contradicts
from rag.support.facts import comparable, equal
from rag.support.known import asked_for
from rag.support.lexicon import lexicon
from rag.support.numbers import Quantity
from rag.support.pairing import Place, places_of
from rag.support.reading import Fact, Sentence, read
from rag.support.terms import Term, terms

ASKED_SHARE = 0.85
"""Weight of the question's words, and of the cited sentence's, that the other sentence must hold."""
LONGEST_QUOTE = 200
"""Characters; a longer sentence lists many things, and its figures are easily taken for others'."""
_FARTHEST = 10.0
"""Times that one figure may be the other: what differs more counts something else."""
_APPROXIMATELY = 0.1
"""Share by which figures may differ when one is told as 约 or 近."""
_ENGLISH_ASKS = re.compile(
    r"\b(?:how (?:many|much|long|far|old|big|high|tall|deep)|when|what (?:date|day|year|time)|what"
    r"|which|did|does|do|is|are|was|were|will|has|have|had)\b"
)
_KINDS = frozenset(
    {"时间", "日期", "时候", "数量", "人数", "总数", "date", "day", "time", "number"}
)
"""Words of a question that only name the kind of value."""
_TELLING_APART = frozenset("东南西北新老旧")
_TODAY = re.compile(r"[今昨前]天|[今昨前]日|日前|近日|目前|yesterday|today")
_PARTS = re.compile(r"其中|之[中一]|分别|各|每|平均|还有|另有?|余|又|仅|among|each|per |another")
"""Before a figure: it is a part of the whole, or one of several."""
_NO_YEARS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: what kind of value it wants, and its words."""

    text: str
    folded: str
    dated: bool
    terms: tuple[Term, ...]
    head: str
    """The word that the value belongs to: 死亡 in 多少人死亡, 开幕 in 什么时候开幕."""

    @classmethod
    def of(cls, question: str) -> Asked | None:
        """Reads a question; None if it asks for neither a figure nor a date, or of nothing."""
        folded = fold(question)
        dated = asks_date(folded)
        if not dated and not asks_figure(folded):
            return None
        plain = _ENGLISH_ASKS.sub(" ", ASKS.sub(" ", _without_facts(folded)))
        words = [term for sentence in read(plain).sentences for term in _terms(sentence)]
        words = [t for t in words if t.text not in _KINDS]
        heads = [*asked_for(question), *(t.text for t in reversed(words) if not t.name)]
        return cls(question, folded, dated, tuple(words), heads[0]) if heads else None

    def wants(self, fact: Fact) -> bool:
        """Whether a fact is of the kind that is asked for, and not repeated from the question."""
        if fact.text in self.folded:
            return False
        if self.dated:
            return isinstance(fact, Moment) and fact.hour is None and not fact.is_relative
        if not isinstance(fact, Quantity) or fact.weak or fact.dimension == "ordinal":
            return False
        # English has no measure words: what is counted is compared by the word that follows.
        return fact.dimension != "" or not HAN.search(self.text)


def _terms(sentence: Sentence) -> list[Term]:
    """The terms of a sentence; 西 stays with 土城站, which is cut off it."""
    text = sentence.folded
    return [
        replace(term, text=text[term.start - 1] + term.text)
        if term.start and text[term.start - 1] in _TELLING_APART
        else term
        for term in terms(sentence, "")
    ]


def _without_facts(question: str) -> str:
    """The question untied from its dates and figures: 2021年销量 would be cut as 年销 and 量."""
    for sentence in reversed(read(question).sentences):
        for fact in reversed(sentence.facts):
            start, end = sentence.start + fact.start, sentence.start + fact.end
            question = f"{question[:start]} {question[end:]}"
    return question


@dataclass(frozen=True, slots=True)
class Given:
    """A value that the answer gives, with the cited sentence that it stands in."""

    place: Place
    citation: Citation


def given(answer: Answer, asked: Asked) -> Iterator[Given]:
    """The values that answer the question, each where it is cited."""
    by_number = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        said = [fact for one in read(sentence.text).sentences for fact in one.facts]
        for number in sentence.citations:
            citation = by_number[number]
            for place in places_of(read(citation.quote).sentences):
                if asked.wants(place.fact) and any(equal(f, place.fact, _NO_YEARS) for f in said):
                    yield Given(place, citation)


def rivals(first: Given, window: Window, asked: Asked) -> Iterator[Place]:
    """What another article has in place of a value of the answer.

    Args:
        first: The value.
        window: A stretch of the other article.
        asked: The question.
    """
    for place in places_of(read(window.text).sentences):
        wanted = asked.wants(place.fact) and _differ(first.place.fact, place.fact)
        short = place.sentence.end - place.sentence.start <= LONGEST_QUOTE
        if wanted and short and _alike(first, place, window, asked):
            yield place


def agree(one: Fact, other: Fact) -> bool:
    """Whether two values could both be true of one thing: rounding and bounds considered."""
    if isinstance(one, Moment) and isinstance(other, Moment):
        return _same_grain(one, other) and not contradicts(one, other)
    if not isinstance(one, Quantity) or not isinstance(other, Quantity):
        return False
    if not comparable(one, other):
        return False
    if one.low != one.high or other.low != other.high:  # a range is told where nobody is sure
        return one.low <= other.high and other.low <= one.high
    small, large = sorted((one.low, other.low))
    if "about" in (one.bound, other.bound) and large - small <= _APPROXIMATELY * large:
        return True
    for bounded, exact in ((one, other), (other, one)):
        if bounded.bound == "more" and exact.low >= bounded.low:
            return True
        if bounded.bound == "less" and exact.low <= bounded.low:
            return True
    return large - small <= max(one.step, other.step) or large == small


def _same_grain(one: Moment, other: Moment) -> bool:
    """Whether two dates are both of a day, or both of a month or a year."""
    return comparable(one, other) and (one.day is None) == (other.day is None)


def _differ(one: Fact, other: Fact) -> bool:
    """Whether two values cannot both be true of one thing."""
    if isinstance(one, Moment) and isinstance(other, Moment):
        return _same_grain(one, other) and contradicts(one, other)
    return comparable(one, other) and not agree(one, other)


def _alike(first: Given, place: Place, window: Window, asked: Asked) -> bool:
    """Whether both places tell of one thing, so that only the value differs."""
    if not _same_size(first.place, place) or _part(first.place) != _part(place):
        return False
    theirs = place.sentence
    headline = fold(window.article.headline or "")
    if not _holds(asked.terms, f"{headline}\n{theirs.folded}", ASKED_SHARE):
        return False
    if not all(_known(asked.head, _told_of(one)) for one in (first.place, place)):
        return False
    cited = fold(f"{first.citation.article.headline or ''}\n{first.citation.article.text}")
    if not _nothing_new(place, f"{cited}\n{asked.folded}"):
        return False
    one = Telling(first.place.fact, first.place.sentence, first.citation.article)
    if not same_occasion(one, Telling(place.fact, theirs, window.article)):
        return False
    claim = _replaced(first.place, place.fact)
    support = check(claim, window.text, asked.text)
    return support.verdict == "supported" and support.start <= theirs.start < support.end


def _same_size(one: Place, other: Place) -> bool:
    """Whether two figures count alike: nearly as many, and of the same word where none is a unit."""
    mine, theirs = one.fact, other.fact
    if not isinstance(mine, Quantity) or not isinstance(theirs, Quantity):
        return True
    if mine.dimension == "" and one.after.split()[:1] != other.after.split()[:1]:
        return False
    small, large = sorted((abs(mine.low), abs(theirs.low)))
    return small > 0 and large / small <= _FARTHEST


def _part(place: Place) -> bool:
    return bool(_PARTS.search(place.before))


def _told_of(place: Place) -> str:
    """What a value is told of: its clause, and the next where it stands in one by itself."""
    text = place.sentence.folded
    start = text.find(place.clause)
    rest = text[start + len(place.clause) :].lstrip(" ,")
    alone = not (place.before + place.after).strip(" ,")
    return place.clause + re.split("[,;:。]", rest)[0] if alone else place.clause


def _nothing_new(place: Place, known: str) -> bool:
    """Whether the sentence names nothing, and its clause counts nothing, that is not known.

    引桥 before a length, 一期 before a cost or another town in the sentence: a part, or another.
    """
    text = place.sentence.folded
    start = text.find(place.clause)
    end = start + len(place.clause)
    if any(
        start <= fact.start < end and fact.text not in known
        for fact in place.sentence.facts
        if fact is not place.fact and not isinstance(fact, Moment)
    ):
        return False
    return all(
        _known(term.text, known)
        for term in _terms(place.sentence)
        if term.fact is None and (term.name or start <= term.start < end)
    )


def _known(word: str, known: str) -> bool:
    synonyms = lexicon().synonyms.get(word, ())
    return word in known or bool(_TODAY.match(word)) or any(w in known for w in synonyms)


def _holds(wanted: Sequence[Term], text: str, share: float) -> bool:
    """Whether a text holds all the names among some terms, and enough of the rest by weight."""
    if any(t.name and t.text not in text for t in wanted):
        return False
    words = [t for t in wanted if t.fact is None]
    whole = sum(t.weight for t in words)
    held = sum(t.weight for t in words if t.text in text)
    return held >= share * whole


def _replaced(place: Place, fact: Fact) -> str:
    """The clause of a value with another value in its place."""
    return place.before + fact.text + place.after
