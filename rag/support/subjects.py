"""Whose figure or day it is: an equal one that the evidence gives to another subject bears out nothing.

The words of the question are taken as given, and a name may stand in a sentence before. Neither may
put a figure to a name when the figure's own clause speaks of another of the same kind (the claim's
南屏大火 where the clause has 澄江大火).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from rag.support import dates
from rag.support.alignment import Alignment
from rag.support.facts import equal
from rag.support.findings import Finding
from rag.support.known import Known
from rag.support.lexicon import lexicon, told
from rag.support.names import held
from rag.support.reading import Fact, Reading, Sentence, Word, read
from rag.support.terms import Term, clause_spans, is_content, is_name

_FOLLOWING = 2
"""Content words behind a name that tell what kind of thing is said of it."""
_CLOCK = "时间"
"""Behind a place it tells whose clock is meant (北京时间)."""
_WITHIN = 8
"""Characters between a larger place and one in it (东海省澄江市南屏)."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """A name that a clause begins with, dates and adverbs aside, and the words behind it."""

    text: str
    parts: tuple[str, ...]
    place: bool | None
    """None for a name that is in no dictionary, whose kind is guessed."""
    following: tuple[str, ...]


def check_subjects(
    terms: list[Term], alignment: Alignment, evidence: Reading, known: Known
) -> list[Finding]:
    """Objections to figures and days that the evidence gives to another subject of the same kind.

    Args:
        terms: Terms of the claim's sentence.
        alignment: With the run of evidence sentences.
        evidence: The whole evidence, which may tell that one place lies in another.
        known: The question, which names the subject of a short claim.
    """
    findings = []
    for term in terms:
        if term.fact is None or term.fact.text in known.question:
            continue
        mine = _claimed(term, alignment.claim, known)
        if mine is None:
            continue
        given = alignment.claim.folded + known.question
        theirs = _instead(mine, term.fact, alignment, known, given)
        if theirs is not None and not _lies_in(mine.text, theirs.text, evidence.folded):
            findings.append(Finding("roles", "fatal", "elsewhere", term.text, theirs.text))
    return findings


def _claimed(term: Term, claim: Sentence, known: Known) -> _Subject | None:
    """Whom a claim gives a fact to: the subject of its clause or one before, else the question's."""
    spans = clause_spans(claim.folded)
    for start, end in reversed(spans[: term.clause + 1]):
        if (subject := _subject(claim, start, end)) is not None:
            return subject
    if any(is_name(word) for word in claim.words):
        return None
    asked = read(known.question).sentences
    return next((s for one in asked for s in _subjects(one)), None)


def _subjects(sentence: Sentence) -> Iterator[_Subject]:
    for start, end in clause_spans(sentence.folded):
        if (subject := _subject(sentence, start, end)) is not None:
            yield subject


def _instead(
    mine: _Subject, fact: Fact, alignment: Alignment, known: Known, given: str
) -> _Subject | None:
    """The rival to which every place of an equal fact belongs; None if one place may be the claim's."""
    found: _Subject | None = None
    for sentence in alignment.window.sentences:
        for other in sentence.facts:
            if not equal(fact, other, known.years):
                continue
            found = _rival(mine, other, sentence, given)
            if found is None:
                return None
    return found


def _rival(mine: _Subject, fact: Fact, sentence: Sentence, given: str) -> _Subject | None:
    span = _said_of(fact, sentence)
    if span is None:
        return None
    subject, text = span
    if held(mine.text, text) or set(mine.text) <= set(text):
        return None
    if held(subject.text, given) or any(part in given for part in subject.parts):
        return None
    same_script = subject.text.isascii() == mine.text.isascii()
    parallel = any(told(word, other) for word in mine.following for other in subject.following)
    kinds = {mine.place, subject.place} - {None}
    return subject if same_script and parallel and len(kinds) < 2 else None


def _said_of(fact: Fact, sentence: Sentence) -> tuple[_Subject, str] | None:
    """The subject of a fact's clause with that clause, or of one before with the sentence up to there.

    A day may head a sentence, so that its subject is that of the clause behind it.
    """
    spans = clause_spans(sentence.folded)
    at = next((i for i, (s, e) in enumerate(spans) if s <= fact.start < e), 0)
    start, end = spans[at]
    if isinstance(fact, dates.Moment) and not sentence.folded[start : fact.start].strip(" ,;:"):
        end = spans[at + 1][1] if at + 1 < len(spans) and end - fact.end <= 1 else end
    for first, last in ((start, end), *reversed(spans[:at])):
        subject = _subject(sentence, first, last)
        if subject is not None:
            return subject, sentence.folded[start if first == start else 0 : end]
    return None


def _subject(sentence: Sentence, start: int, end: int) -> _Subject | None:
    """The name with which a clause begins; none when it begins with anything else, or tells of speech."""
    taken = [(f.start, f.end) for f in sentence.facts if not getattr(f, "weak", False)]
    words = [
        w for w in sentence.words
        if start <= w.start < end and all(w.end <= s or w.start >= e for s, e in taken)
    ]  # fmt: skip
    words = words[next((i for i, w in enumerate(words) if not _leads_in(w)), len(words)) :]
    if not words or not _proper(words[0]):
        return None
    length = 1
    while (
        length < len(words)
        and words[length - 1].end == words[length].start
        and _proper(words[length])
    ):
        length += 1
    if sentence.folded.startswith(_CLOCK, words[length - 1].end):
        return None
    behind = [w for w in words[length:] if is_content(w)][:_FOLLOWING]
    if any(w.text in lexicon().saying for w in behind):
        return None
    name = sentence.folded[words[0].start : words[length - 1].end]
    parts = tuple(w.text for w in words[:length])
    last = words[length - 1]
    place = last.tag == "ns" if rjieba.has_word(last.text) else None
    return _Subject(name, parts, place, tuple(w.text for w in behind))


def _leads_in(word: Word) -> bool:
    """Whether a word stands before the subject: adverbs, conjunctions, times, lone particles."""
    return word.tag[0] in "dcmtr" or word.text in lexicon().generic


def _proper(word: Word) -> bool:
    unknown = word.tag[0] == "n" and len(word.text) > 1 and not rjieba.has_word(word.text)
    return is_name(word) or (unknown and not word.text.isdigit())


def _lies_in(one: str, other: str, text: str) -> bool:
    """Whether the evidence writes two places as one within the other (东海澄江), or as one thing."""
    for first, second in ((one, other), (other, one)):
        gap = rf"{re.escape(first)}[^,;:。!?、\n]{{0,{_WITHIN}}}{re.escape(second)}"
        if re.search(gap, text):
            return True
    return False
