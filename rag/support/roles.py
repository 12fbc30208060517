"""Who did it: a name of the claim must stand with the same words as in the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.support.alignment import Alignment
from rag.support.direction import Turn, opposed, turns
from rag.support.findings import Finding
from rag.support.lexicon import lexicon, told
from rag.support.mentions import Mention, persons
from rag.support.names import held
from rag.support.reading import Sentence
from rag.support.terms import Term, is_content, is_name

_SYMMETRIC = re.compile(r"[与和同跟及、]|以及|会谈|会见|会晤|合作|之间")
_PAUSE = re.compile(r"[,;:。!?、]")
_BETWEEN = 14
"""Characters between two names that one verb relates."""
_NEXT = 2
"""Characters after a name that make it a phrase."""
_GAP = 12
"""Units that may stand in the evidence where the claim has one name."""


def converse(alignment: Alignment) -> bool:
    """Whether the claim tells the same from the other side (A胜B as B负于A, A高于B as B低于A)."""
    claim = alignment.claim
    for mine in turns(claim):
        for sentence in alignment.window.sentences:
            for theirs in turns(sentence):
                if opposed(mine, theirs) and _crossed(claim, mine, sentence, theirs):
                    return True
    return False


def _crossed(claim: Sentence, mine: Turn, sentence: Sentence, theirs: Turn) -> bool:
    around = [(w.text, w.start < mine.start) for w in claim.words if is_name(w)]
    sides = [
        (before, text in sentence.folded[: theirs.start], text in sentence.folded[theirs.end :])
        for text, before in around
    ]
    moved = [(was_before, left, right) for was_before, left, right in sides if left != right]
    return (
        any(before and right for before, _, right in moved)
        and any(not before and left for before, left, _ in moved)
    )  # fmt: skip


def check_roles(terms: list[Term], alignment: Alignment, turned: bool) -> list[Finding]:
    """Objections to names that stand with another's deed or words.

    Args:
        terms: Terms of the claim's sentence.
        alignment: With the run of evidence sentences.
        turned: The claim tells the event from the other side.
    """
    return [
        *([] if turned else _swapped(terms, alignment)),
        *_replaced(terms, alignment),
        *_agents(alignment),
        *_speakers(alignment),
    ]


def _swapped(terms: list[Term], alignment: Alignment) -> list[Finding]:
    """Two names around the same verb, each where the evidence has the other."""
    claim = alignment.claim.folded
    for first, second in pairwise([t for t in terms if t.name]):
        between = claim[first.end : second.start]
        if not 0 < len(between) <= _BETWEEN or _SYMMETRIC.search(between):
            continue
        deeds = [
            t.text for t in terms if first.end <= t.start and t.end <= second.start and not t.fact
        ]
        for sentence in alignment.window.sentences:
            middle = _between(sentence.folded, second.text, first.text)
            if any(d in middle for d in deeds) and _passive(between) == _passive(middle):
                return [Finding("roles", "fatal", "swapped", first.text, second.text)]
    return []


def _replaced(terms: list[Term], alignment: Alignment) -> list[Finding]:
    """A name or word of the claim between neighbours that in the evidence stand around another."""
    to, window = alignment.to, alignment.window
    findings = []
    for term in terms:
        inside = alignment.units_of(term.start, term.end)
        if term.fact or term.given or not inside or inside[0] == 0 or inside[-1] + 1 >= len(to):
            continue
        left, right = to[inside[0] - 1], to[inside[-1] + 1]
        if (
            left < 0
            or right <= left + 1
            or right - left - 1 > _GAP
            or window.owner[left] != window.owner[right]
        ):
            continue
        if window.clause[left] != window.clause[right] or any(left < to[i] < right for i in inside):
            continue
        sentence = window.sentences[window.owner[left]]
        start, end = window.at[left + 1], window.at[right]
        there = sentence.folded[start:end].strip(" 、的")
        if not _same_sort(term, sentence, start, end) or _stands_elsewhere(term, alignment):
            continue
        if there and not told(term.text, there) and not held(there, term.text):
            findings.append(
                Finding("replaced", "fatal" if term.name else "doubt", "differs", term.text, there)
            )
    return findings


def _stands_elsewhere(term: Term, alignment: Alignment) -> bool:
    """Whether the evidence has the term before the claim's next word (德余高速 before 德江至余庆高速)."""
    claim = alignment.claim.folded
    phrase = claim[term.start : term.end + _NEXT]
    if len(phrase) < term.end - term.start + _NEXT or _PAUSE.search(phrase):
        return False
    return any(phrase in sentence.folded for sentence in alignment.window.sentences)


def _agents(alignment: Alignment) -> list[Finding]:
    """By whom: 由X主办 where the evidence has 由Y主办."""
    claim = alignment.claim
    evidence = "\n".join(s.folded for s in alignment.window.sentences)
    for by in re.finditer("[由被]", claim.folded):
        deed = next(
            (
                w
                for w in claim.words
                if w.start >= by.end() + 2 and w.tag[0] in "vb" and len(w.text) > 1
            ),
            None,
        )
        if deed is None or _PAUSE.search(claim.folded, by.end(), deed.start):
            continue
        agent = claim.folded[by.end() : deed.start]
        theirs = re.findall(rf"[由被]([^,;:。!?\n]{{2,24}}?){re.escape(deed.text)}", evidence)
        if theirs and not any(agent[i : i + 2] in a for a in theirs for i in range(len(agent) - 1)):
            return [Finding("roles", "fatal", "differs", agent, theirs[0])]
    return []


def _same_sort(term: Term, sentence: Sentence, start: int, end: int) -> bool:
    """Whether what the evidence has in a name's place is a name, in a word's place one word."""
    there = [w for w in sentence.words if start <= w.start and w.end <= end and is_content(w)]
    if term.name:
        return any(is_name(w) for w in there)
    return len(there) == 1 and end - start <= len(term.text) + 1


def _between(text: str, first: str, second: str) -> str:
    """What stands between two names in this order only; "" when they also stand the other way."""
    a, b = text.find(first), text.rfind(second)
    if first in second or second in first or not 0 <= a < b or text.find(second) < a:
        return ""
    middle = text[a + len(first) : b]
    return middle if len(middle) <= _BETWEEN else ""


def _passive(text: str) -> bool:
    return any(word in text for word in lexicon().passive)


def _speeches(sentence: Sentence) -> Iterator[tuple[str, list[Mention]]]:
    """For each verb of saying: the text before it since the last one, and the names therein."""
    start = 0
    for word in sentence.words:
        if word.text in lexicon().saying:
            before = sentence.folded[start : word.start]
            before = re.split("[。!?;]", before)[-1]
            yield (
                before,
                [n for n in persons(sentence) if word.start - len(before) <= n.start < word.start],
            )
            start = word.end


def _speakers(alignment: Alignment) -> list[Finding]:
    """A statement given to another than the one who made it."""
    mine = next((n for _, n in _speeches(alignment.claim) if n), None)
    if mine is None:
        return []
    said = [s for sentence in alignment.window.sentences for s in _speeches(sentence)]
    theirs = [n for _, names in said for n in names]
    if not theirs:
        return []
    for name in mine:
        if any(held(name.text, before) for before, _ in said):
            return []
        if any(n.text in name.text for n in theirs):
            return []
    window = "".join(s.folded for s in alignment.window.sentences)
    pronoun = any(re.search("[他她其]们?$", before) for before, _ in said)
    if pronoun and any(held(n.text, window) for n in mine):
        return []
    return [Finding("speaker", "fatal", "speaker", mine[-1].text, theirs[-1].text)]
