"""Denials: each negator of a claim must have its fellow in the evidence, and the reverse."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.support.alignment import Alignment
from rag.support.findings import Finding
from rag.support.lexicon import any_of, lexicon
from rag.support.reading import Sentence

_REACH = 6
"""Units between a negator and what it denies, beyond auxiliaries."""
_MOST = 0.65
"""Share of an evidence clause that a claim repeats when it drops the denial and a word behind it."""
_PAUSE = re.compile(r"[,;:。!?、]")


@dataclass(frozen=True, slots=True)
class Negator:
    """A negator at an offset of the folded sentence; `scope` is where the denied words begin."""

    start: int
    end: int
    scope: int


@cache
def _pattern() -> re.Pattern[str]:
    return any_of(lexicon().not_negators | lexicon().negators)


@cache
def _auxiliary() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(lexicon().auxiliaries).pattern})+")


def negators(sentence: Sentence) -> tuple[Negator, ...]:
    """The negators of a sentence in order; words that only contain one (不断, 非常) are not."""
    return _negators(sentence.folded)


@lru_cache(maxsize=1024)
def _negators(text: str) -> tuple[Negator, ...]:
    found = []
    for match in _pattern().finditer(text):
        if match[0] not in lexicon().negators or _doubtful(text, match):
            continue
        skip = _auxiliary().match(text, match.end())
        found.append(Negator(match.start(), match.end(), skip.end() if skip else match.end()))
    return tuple(found)


def _doubtful(text: str, match: re.Match[str]) -> bool:
    """A不A questions (是不是) and alternatives deny nothing."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return match[0] == "不" and before != "" and before == after


def _scope_units(sentence: Sentence, negator: Negator) -> list[int]:
    """Units that follow a negator in its clause, nearest first."""
    pause = _PAUSE.search(sentence.folded, negator.end)
    stop = pause.start() if pause else len(sentence.folded)
    at = sentence.skeleton.at
    behind = [i for i, offset in enumerate(at) if negator.end <= offset < stop][: _REACH + 4]
    before = [i for i, offset in enumerate(at) if offset < negator.start][:-_REACH:-1]
    return behind or before


def check_negation(alignment: Alignment) -> list[Finding]:
    """Objections to denials added or dropped.

    A negator of the claim pairs with one of the evidence when both deny aligned words, else with
    any in an aligned clause that is left over.
    """
    claim = alignment.claim
    mine = list(negators(claim))
    theirs = [(i, n) for i, s in enumerate(alignment.window.sentences) for n in negators(s)]
    left = _pair(alignment, mine, theirs)
    findings = [_added(alignment, n) for n in left[0] if _is_answered(alignment, n)]
    findings += [
        _dropped(alignment, i, n) for i, n in left[1] if _scope_is_claimed(alignment, i, n)
    ]
    return findings


def _unit(alignment: Alignment, owner: int, offset: int) -> int:
    window = alignment.window
    pairs = zip(window.owner, window.at, strict=True)
    return next((j for j, (o, a) in enumerate(pairs) if o == owner and a >= offset), -1)


def _pair(
    alignment: Alignment, mine: list[Negator], theirs: list[tuple[int, Negator]]
) -> tuple[list[Negator], list[tuple[int, Negator]]]:
    rest = list(theirs)
    for reach in (_distance, _in_same_clause):
        left = []
        for negator in mine:
            near = [
                (d, k)
                for k, t in enumerate(rest)
                if (d := reach(alignment, negator, *t)) is not None
            ]
            if near:
                del rest[min(near)[1]]
            else:
                left.append(negator)
        mine = left
    return mine, rest


def _anchor(alignment: Alignment, negator: Negator) -> int:
    """The window unit of the first denied word that is aligned, or -1."""
    return next(
        (j for i in _scope_units(alignment.claim, negator) if (j := alignment.to[i]) >= 0), -1
    )


def _distance(alignment: Alignment, negator: Negator, owner: int, other: Negator) -> int | None:
    """Units from an evidence negator to what the claim's denies; None if it denies other words."""
    begin = _unit(alignment, owner, other.end)
    j = _anchor(alignment, negator)
    if begin < 0 or j < 0 or not begin <= j <= begin + _REACH:
        return None
    return j - begin if alignment.window.clause[j] == alignment.window.clause[begin] else None


def _in_same_clause(
    alignment: Alignment, negator: Negator, owner: int, other: Negator
) -> int | None:
    j = _anchor(alignment, negator)
    here = alignment.window.clause[j] if j >= 0 else _main_clause(alignment, negator)
    return 0 if _clause_of(alignment, owner, other) == here else None


def _clause_of(alignment: Alignment, owner: int, negator: Negator) -> int:
    j = _unit(alignment, owner, negator.start)
    return alignment.window.clause[j] if j >= 0 else -1


def _main_clause(alignment: Alignment, negator: Negator) -> int:
    """The evidence clause that most of the negator's own clause is aligned with, or -1."""
    skeleton = alignment.claim.skeleton
    pairs = list(zip(skeleton.clause, skeleton.at, alignment.to, strict=True))
    own = {c for c, offset, _ in pairs if negator.start <= offset < negator.end}
    clauses = Counter(alignment.window.clause[j] for c, _, j in pairs if j >= 0 and c in own)
    return clauses.most_common(1)[0][0] if clauses else -1


def _is_answered(alignment: Alignment, negator: Negator) -> bool:
    """Whether what the claim denies is spoken of in the evidence at all."""
    return any(alignment.to[i] >= 0 for i in _scope_units(alignment.claim, negator))


def _scope_is_claimed(alignment: Alignment, owner: int, negator: Negator) -> bool:
    """Whether the words right behind an evidence negator are aligned with the claim."""
    begin = _unit(alignment, owner, negator.scope)
    window = alignment.window
    if begin < 0 or window.owner[begin] != owner:
        return False
    used = set(alignment.to)
    here = window.clause[begin]
    clause = [j for j in range(len(window.units)) if window.clause[j] == here]
    held = sum(j in used for j in clause)
    behind = [j for j in clause if begin <= j < begin + _REACH]
    direct = behind[:2] and all(j in used for j in behind[:2])
    before = _unit(alignment, owner, negator.start) - 1
    if direct:
        return before in used or held >= 0.5 * len(clause)
    pairs = sum(j in used and j + 1 in used for j in behind)
    return pairs > 0 and held >= _MOST * len(clause)


def _excerpt(sentence: Sentence, start: int, end: int) -> str:
    return sentence.folded[max(0, start - 2) : min(len(sentence.folded), end + 6)].strip(" ,;:。、")


def _added(alignment: Alignment, negator: Negator) -> Finding:
    claim = _excerpt(alignment.claim, negator.start, negator.end)
    for i in _scope_units(alignment.claim, negator):
        j = alignment.to[i]
        if j >= 0:
            sentence = alignment.window.sentences[alignment.window.owner[j]]
            at = alignment.window.at[j]
            return Finding("negation", "fatal", "negated", claim, _excerpt(sentence, at - 2, at))
    return Finding("negation", "fatal", "missing", claim)


def _dropped(alignment: Alignment, owner: int, negator: Negator) -> Finding:
    sentence = alignment.window.sentences[owner]
    evidence = _excerpt(sentence, negator.start, negator.end)
    begin = _unit(alignment, owner, negator.scope)
    at = alignment.claim.skeleton.at
    where = next((at[i] for i, j in enumerate(alignment.to) if j == begin), 0)
    return Finding(
        "negation", "fatal", "affirmed", _excerpt(alignment.claim, where - 2, where), evidence
    )
