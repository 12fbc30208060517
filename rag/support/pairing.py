"""What a number of the evidence counts, and how well that is what the claim's number counts."""

from __future__ import annotations

from dataclasses import dataclass

from rag.support.known import Known
from rag.support.lexicon import lexicon
from rag.support.reading import Fact, Sentence
from rag.support.terms import Term, clause_spans, is_content

NEAR = 6
"""Characters between a number and the word it is written with."""
SAME_ITEM = 0.7
BESIDE = 0.9
"""Presence of a word in the same item of a list, and of it or a synonym close by."""


@dataclass(frozen=True, slots=True)
class Place:
    """A fact of the evidence with the text around it."""

    fact: Fact
    sentence: Sentence
    clause: str
    before: str
    after: str


def places_of(sentences: tuple[Sentence, ...]) -> list[Place]:
    """The facts of some sentences with their surroundings."""
    places = []
    for sentence in sentences:
        spans = clause_spans(sentence.folded)
        for fact in sentence.facts:
            start, end = next(
                ((s, e) for s, e in spans if s <= fact.start < e), (0, len(sentence.folded))
            )
            text = sentence.folded
            around = text[start:end], text[start : fact.start], text[fact.end : end]
            places.append(Place(fact, sentence, *around))
    return places


def fit(term: Term, claim_terms: list[Term], place: Place, known: Known) -> float:
    """How well the words around a fact of the claim stand around a fact of the evidence."""
    score = 0.0
    for other in claim_terms:
        if other is term or other.fact is not None:
            continue
        weight = other.weight * (1.0 if other.clause == term.clause else 0.4)
        weight *= 2.0 if adjacent(term, other) else 1.0
        score += weight * presence(other.text, place)
    return score + sum(weight * presence(word, place) for word, weight in known.words.items())


def adjacent(term: Term, other: Term) -> bool:
    """Whether two terms of the claim stand side by side."""
    distance = max(other.start - term.end, term.start - other.end)
    return other.clause == term.clause and distance <= NEAR


def presence(word: str, place: Place) -> float:
    """1 beside the fact, 0.8 in its clause, 0.4 in its sentence, synonyms a little less."""
    best = _where(word, place)
    for other in lexicon().synonyms.get(word, ()) if best < 0.8 else ():
        best = max(best, 0.9 * _where(other, place))
    return best


def _where(word: str, place: Place) -> float:
    """1 within a few characters, 0.9 in the same item of a list, less with the distance."""
    if word in place.clause:
        before, after = place.before.split("、")[-1], place.after.split("、")[0]
        if word not in before and word not in after:
            return 0.6
        gap = len(before) - before.rfind(word) - len(word) if word in before else NEAR + 1
        gap = min(gap, after.find(word)) if word in after else gap
        return 1.0 if gap <= NEAR else 0.9
    return 0.4 if word in place.sentence.folded else 0.0


def told_of_other(word: str, place: Place, places: list[Place]) -> bool:
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
