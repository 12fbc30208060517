"""Content words of a claim: which words must be borne out, how much each weighs, what is a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.support.lexicon import lexicon
from rag.support.reading import Fact, Sentence, Word

_NAME_TAGS = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz", "eng"})
_FUNCTION_TAGS = frozenset(
    {
        "u",
        "uj",
        "ul",
        "uz",
        "ug",
        "ud",
        "uv",
        "p",
        "c",
        "y",
        "e",
        "o",
        "r",
        "x",
        "f",
        "q",
        "zg",
        "k",
        "h",
        "g",
    }
)
_CLAUSE_END = re.compile(r"[,;:!?。]|\.(?!\d)")
_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9\-]+$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or fact of the claim that the evidence has to bear out."""

    text: str
    start: int
    end: int
    weight: float
    clause: int
    name: bool = False
    fact: Fact | None = None
    given: bool = False
    """Repeats the question."""


def clause_spans(folded: str) -> list[tuple[int, int]]:
    """Clauses of a folded sentence, as half-open spans without their final punctuation mark."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in (*(m.start() for m in _CLAUSE_END.finditer(folded)), len(folded)):
        if folded[start:end].strip(" ,;:"):
            spans.append((start, end))
        start = end
    return spans


def is_name(word: Word) -> bool:
    """Whether a word names a person, place, organisation or thing."""
    if word.tag in _NAME_TAGS:
        return len(word.text) > 1 and word.text not in lexicon().generic
    return bool(_CODE.match(word.text))


def is_content(word: Word) -> bool:
    """Whether a word carries news: not a particle, preposition, pronoun or generic word."""
    if word.text in lexicon().generic or word.tag in _FUNCTION_TAGS:
        return False
    return not (word.tag == "d" and len(word.text) == 1) and not (
        word.tag == "m" and len(word.text) == 1
    )


def terms(sentence: Sentence, question: str) -> list[Term]:
    """The terms of a claim's sentence in order.

    A word of the question weighs a third: repeating the question claims little. Facts weigh as much
    as two words, names one and a half.

    Args:
        sentence: The claim's sentence.
        question: Folded question, or "".
    """
    found: list[Term] = []
    clauses = clause_spans(sentence.folded)

    def clause_of(start: int) -> int:
        return next((i for i, (s, e) in enumerate(clauses) if s <= start < e), 0)

    for fact in sentence.facts:
        if not getattr(fact, "weak", False):
            weight = 0.7 if fact.text in question else 2.0
            found.append(
                Term(fact.text, fact.start, fact.end, weight, clause_of(fact.start), fact=fact)
            )
    spans = [(f.start, f.end) for f in sentence.facts]
    for word in sentence.words:
        if any(word.start < end and word.end > start for start, end in spans) or not is_content(
            word
        ):
            continue
        name = is_name(word) and (word.tag != "eng" or word.text in sentence.capitals)
        weight = (1.5 if name else 1.0) * min(len(word.text), 4) / 2
        if word.text in question:
            weight /= 3
        given = word.text in question
        if word.text in lexicon().labels and not given:
            weight, given = weight / 3, True
        found.append(
            Term(word.text, word.start, word.end, weight, clause_of(word.start), name, given=given)
        )
    return sorted(found, key=lambda t: t.start)
