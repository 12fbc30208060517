"""How much of a claim's content the evidence bears out, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.support.alignment import Alignment
from rag.support.lexicon import lexicon
from rag.support.names import LEADING, TRAILING, held
from rag.support.reading import Reading
from rag.support.terms import Term


@dataclass(frozen=True, slots=True)
class Coverage:
    """Weighted share of a claim's content that is borne out, 0 to 1."""

    whole: float
    weight: float
    """Sum of the terms' weights: how much there was to bear out."""
    worst_clause: float
    """The lowest share of a clause with content of its own."""
    worst_text: str
    told: float
    """Share of what is said of the names, 0 to 1; names and words of the question left out."""
    missing: tuple[Term, ...]


def cover(term: Term, alignment: Alignment, text: str, evidence: Reading) -> float:
    """How far a single word is borne out, 0 to 1.

    Args:
        term: A word of the claim.
        alignment: Of the claim with a run of sentences.
        text: That run, folded.
        evidence: The whole evidence.
    """
    share = alignment.share(term.start, term.end)
    if has_word(term.text, text):
        return 1.0 if share == 1.0 else 0.95
    if share == 1.0 and _together(alignment.aligned(term.start, term.end)):
        return 1.0
    if any(other in text for other in lexicon().synonyms.get(term.text, ())):
        return 0.9
    if term.name and held(term.text, text):
        return 0.9
    if any(has_word(term.text, sentence.folded) for sentence in evidence.heading):
        return 0.9
    if held(term.text, evidence.folded) if term.name else has_word(term.text, evidence.folded):
        return 0.7 if term.name else 0.45
    if term.text.isascii() and _english_stem(term.text, text):
        return 0.9
    if len(term.text) == 4 and all(_half(term.text[i : i + 2], text) for i in (0, 2)):
        return 0.9
    stem = term.text.lstrip(LEADING).rstrip(TRAILING)
    if stem != term.text and stem and stem in text:
        return 0.9
    characters = sum(c in text for c in term.text) / len(term.text)
    return 0.6 * max(share, characters if len(term.text) > 2 else characters / 2)


def has_word(word: str, text: str) -> bool:
    """Whether a text has a word, a lone letter only as one: the d of D组 is not that of Dec."""
    if len(word) == 1 and word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None
    return word in text


def _english_stem(word: str, text: str) -> bool:
    stem = re.sub(r"(?:ed|ing|es|s|d|e)$", "", word)
    return len(stem) > 2 and re.search(rf"\b{re.escape(stem)}", text) is not None


def _half(word: str, text: str) -> bool:
    words = lexicon()
    return (
        word in text
        or word in words.generic
        or any(w in text for w in words.synonyms.get(word, ()))
    )


def _together(units: list[int]) -> bool:
    """Whether the characters of a word stand together in the evidence, not scattered."""
    return bool(units) and max(units) - min(units) <= len(units) + 1


def _in_known_phrases(terms: list[Term], claim: str, text: str) -> set[Term]:
    """Terms inside a phrase that the evidence says in another word (开始建设 for 开工)."""
    inside: set[Term] = set()
    words = lexicon()
    for phrase in words.phrases:
        at = claim.find(phrase)
        if at >= 0 and any(other in text for other in words.synonyms[phrase]):
            inside.update(t for t in terms if at <= t.start and t.end <= at + len(phrase))
    return inside


def coverage(terms: list[Term], alignment: Alignment, evidence: Reading) -> Coverage:
    """Coverage of the claim's terms by the aligned run; facts are judged elsewhere and count full."""
    text = "\n".join(s.folded for s in alignment.window.sentences)
    total = gained = said = told = 0.0
    clauses: dict[int, list[tuple[Term, float]]] = {}
    missing = []
    phrases = _in_known_phrases(terms, alignment.claim.folded, text)
    for term in terms:
        share = 1.0 if term.fact is not None else cover(term, alignment, text, evidence)
        share = max(share, 0.9) if term in phrases else share
        total += term.weight
        gained += term.weight * share
        if term.fact is None and not term.name and not term.given:
            said += term.weight
            told += term.weight * share
        clauses.setdefault(term.clause, []).append((term, share))
        if share < 0.6:
            missing.append(term)
    worst, worst_text = 1.0, ""
    for scored in clauses.values():
        weight = sum(t.weight for t, _ in scored)
        mean = sum(t.weight * s for t, s in scored) / weight if weight else 1.0
        if weight >= 1.5 and mean < worst:
            worst = mean
            worst_text = alignment.claim.folded[scored[0][0].start : scored[-1][0].end]
    return Coverage(
        gained / total if total else 0.0,
        total,
        worst,
        worst_text,
        told / said if said else 1.0,
        tuple(missing),
    )
