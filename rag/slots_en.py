"""The English half of `rag.slots`: slots, pronouns and names by their capitals."""

from __future__ import annotations

import re
from datetime import date

from rag.followup import ENGLISH_ELLIPSIS
from rag.temporal import resolve

_ANY_DAY = date(2024, 7, 1)
_NAME = re.compile(r"(?:[Tt]he )?[A-Z][\w.'&-]*(?: (?:of |and the |the )?[A-Z0-9][\w.'&-]*)*")
_NO_NAMES = frozenset({
    "When", "Where", "Who", "Whom", "Whose", "What", "Which", "Why", "How", "Did", "Does", "Do",
    "Is", "Was", "Are", "Were", "Has", "Have", "Had", "Can", "Could", "Will", "Would", "Should",
    "In", "On", "At", "And", "But", "The", "A", "An", "It", "He", "She", "They", "January",
    "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    "Sunday", "Q1", "Q2", "Q3", "Q4",
})  # fmt: skip
_POSSESSIVE = re.compile(r"\b(?:its|his|her(?= [a-z])|their)\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:it|he|him|she|her|there|this one|that one)\b", re.IGNORECASE)


def complete(text: str, previous: str, answer: str) -> str | None:
    """The English follow-up made whole, or None where a rule would have to guess."""
    match = ENGLISH_ELLIPSIS.match(text)
    if match and not _POSSESSIVE.search(text):
        return _fill(match["slot"].strip(), previous)
    names = _names(answer) if previous.startswith("Who ") else _subjects(previous)
    if len(names) != 1:
        return None
    name = names[0]
    if _POSSESSIVE.search(text):
        return _POSSESSIVE.sub(f"{name}'s", text, count=1) + "?"
    if pronoun := _SUBJECT.search(text):
        where = f"in {name}" if pronoun[0].lower() == "there" else name
        return text[: pronoun.start()] + where + text[pronoun.end() :] + "?"
    return None


def _fill(slot: str, previous: str) -> str | None:
    slot = re.sub(r"^(?:in|on|at|for) ", "", slot)
    times = resolve(slot if not slot.isdigit() else f"in {slot}", _ANY_DAY)
    if times:
        spans = resolve(previous, _ANY_DAY)
        if len(spans) > 1:
            return None
        if not spans:
            return f"{previous} in {slot}?" if slot[0].isdigit() or slot[0].isupper() else None
        span = spans[0]
        return previous[: span.text_start] + slot + previous[span.text_end :] + "?"
    names = _names(previous)
    if len(names) == 1 and slot[:1].isupper():
        return previous.replace(names[0], slot, 1) + "?"
    return None


def _subjects(question: str) -> list[str]:
    """The names with the nouns behind them: the Sample Mine fire, but did the Sample Bridge open."""
    subjects = []
    for name in _names(question):
        before, _, after = question.partition(name)
        rest = re.match(
            r"(?: (?!(?:in|on|of|at|to|by|for|from|with|and|or|is|was|were|are|has|had|will"
            r"|would|can|could)\b)[a-z]+)*",
            after,
        )
        aux = re.search(
            r"\b(?:did|does|do|is|was|were|are|has|have|had|will|can|could|would) $", before
        )
        subjects.append(name if aux or rest is None else name + rest[0])
    return subjects


def _names(text: str) -> list[str]:
    """Different capitalised names, without asking words, months and weekdays."""
    names: dict[str, None] = {}
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and words[0] in _NO_NAMES and words[0] != "The":
            words = words[1:]
        name = " ".join(words)
        if name and name not in _NO_NAMES and not name.isdigit():
            names[re.sub(r"^The ", "the ", name)] = None
    return list(names)
