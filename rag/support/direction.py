"""Growth and decline, and other opposites: a claim must not turn the evidence round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.support.alignment import Alignment
from rag.support.findings import Finding
from rag.support.lexicon import any_of, lexicon
from rag.support.reading import Sentence

_AFTER_SINGLE = re.compile(r"[至到了超]?\d|[幅至到了]")
_REACH = 8
"""Units within which a word of the evidence answers one of the claim."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A word with a direction or an opposite, at an offset of the folded sentence."""

    text: str
    start: int
    end: int
    sign: int
    """+1 growth, -1 decline, 0 a word that only has opposites."""


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon()
    every = {w for w in (*words.direction, *words.opposites) if len(w) > 1}
    single = {w for w, sign in words.direction.items() if len(w) == 1 and sign}
    return any_of(every | single)


def turns(sentence: Sentence) -> tuple[Turn, ...]:
    """The words of a sentence that have a direction or an opposite."""
    return _turns(sentence.folded)


@lru_cache(maxsize=1024)
def _turns(folded: str) -> tuple[Turn, ...]:
    direction = lexicon().direction
    found = []
    for match in _pattern().finditer(folded):
        word = match[0]
        if len(word) == 1 and not _AFTER_SINGLE.match(folded, match.end()):
            continue
        found.append(Turn(word, match.start(), match.end(), direction.get(word, 0)))
    return tuple(found)


def opposed(one: Turn, other: Turn) -> bool:
    """Whether two words exclude each other."""
    if one.sign * other.sign < 0:
        return True
    return other.text in lexicon().opposites.get(one.text, ())


def _agree(one: Turn, other: Turn) -> bool:
    return one.text == other.text or one.sign * other.sign > 0


def check_direction(alignment: Alignment) -> list[Finding]:
    """Objections to words that stand where the evidence has their opposite."""
    window = alignment.window
    theirs = [(i, t) for i, s in enumerate(window.sentences) for t in turns(s)]
    findings = []
    for turn in turns(alignment.claim):
        if len(alignment.aligned(turn.start, turn.end)) == _size(alignment, turn):
            continue
        answer = _answer(alignment, turn, theirs)
        if answer is not None:
            owner, other = answer
            findings.append(
                Finding(
                    "direction" if turn.sign else "opposite", "fatal", "differs",
                    _excerpt(alignment.claim, turn), _excerpt(window.sentences[owner], other),
                )
            )  # fmt: skip
    return findings


def _size(alignment: Alignment, turn: Turn) -> int:
    return sum(turn.start <= offset < turn.end for offset in alignment.claim.skeleton.at)


def _excerpt(sentence: Sentence, turn: Turn) -> str:
    after = next((f for f in sentence.facts if 0 <= f.start - turn.end <= 2), None)
    return sentence.folded[turn.start : after.end if after else turn.end]


def _neighbours(alignment: Alignment, turn: Turn) -> list[tuple[int, int]]:
    """`(distance, window unit)` of aligned claim units around a word, nearest first."""
    at = alignment.claim.skeleton.at
    first = next((i for i, offset in enumerate(at) if offset >= turn.start), len(at))
    last = next((i for i, offset in enumerate(at) if offset >= turn.end), len(at))
    found = [(first - i, j) for i, j in enumerate(alignment.to[:first]) if j >= 0]
    found += [(i - last + 1, j) for i, j in enumerate(alignment.to[last:], last) if j >= 0]
    return sorted((d, j) for d, j in found if d <= _REACH)


def _answer(
    alignment: Alignment, turn: Turn, theirs: list[tuple[int, Turn]]
) -> tuple[int, Turn] | None:
    """The opposite word that the evidence has in this place; None if it has a like one nearby."""
    window = alignment.window
    near = _neighbours(alignment, turn)
    if not near:
        return None
    own = alignment.units_of(turn.start, turn.end)
    spoken_for = {j for i, j in enumerate(alignment.to) if i not in own}
    best: tuple[float, bool, tuple[int, Turn]] | None = None
    for owner, other in theirs:
        like = _agree(turn, other)
        if not like and not opposed(turn, other):
            continue
        units = [
            j for j, (o, a) in enumerate(zip(window.owner, window.at, strict=True))
            if o == owner and other.start <= a < other.end
        ]  # fmt: skip
        if not units or all(j in spoken_for for j in units):
            continue
        cost = min(abs(j - k) + 0.5 * d for d, j in near for k in units)
        if cost <= _REACH and (best is None or (cost, not like) < best[:2]):
            best = (cost, not like, (owner, other))
    return best[2] if best and best[1] else None
