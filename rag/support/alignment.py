"""Where the words of a claim stand in a run of evidence sentences, unit by unit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from rag.support.reading import Reading, Sentence

_VERBATIM = 0.95
"""Share of a claim's units aligned, from which no other run of sentences can tell more."""
_SMALL_GAP = 4
"""Units that may be left out inside a clause of a claim that is still called verbatim."""
_LONG_ENOUGH = 8
"""Units below which a claim stands word for word almost anywhere."""
LONGEST_RUN = 3
"""Sentences in a quote: what needs more was not said in one place."""


@dataclass(frozen=True)
class Window:
    """A run of neighbouring evidence sentences as one aligned string.

    `owner[i]` is the index, within the run, of the sentence in which unit `i` stands, `at[i]` its
    offset in that sentence's folded text, and `clause[i]` numbers the clauses through the run.
    """

    sentences: tuple[Sentence, ...]
    units: str
    owner: tuple[int, ...]
    at: tuple[int, ...]
    clause: tuple[int, ...]

    @property
    def start(self) -> int:
        """Offset of the run in the evidence."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Offset of the run's end in the evidence."""
        return self.sentences[-1].end


@dataclass(frozen=True)
class Alignment:
    """For each unit of the claim the unit of the window it stands for, or -1."""

    claim: Sentence
    window: Window
    to: tuple[int, ...]

    def units_of(self, start: int, end: int) -> range:
        """Units of the claim in its folded span `[start, end)`."""
        at = self.claim.skeleton.at
        return range(bisect_left(at, start), bisect_left(at, end))

    def aligned(self, start: int, end: int) -> list[int]:
        """Window units aligned with the claim's folded span `[start, end)`."""
        return [self.to[i] for i in self.units_of(start, end) if self.to[i] >= 0]

    def share(self, start: int, end: int) -> float:
        """Share of the span's units that are aligned, 0 to 1."""
        inside = self.units_of(start, end)
        return len(self.aligned(start, end)) / len(inside) if inside else 0.0

    @property
    def verbatim(self) -> bool:
        """Whether the claim stands in the window as it is, but for what was left out."""
        if len(self.to) < _LONG_ENOUGH or self.closeness < _VERBATIM:
            return False
        clause = self.claim.skeleton.clause
        placed = [(j, clause[i]) for i, j in enumerate(self.to) if j >= 0]
        return all(
            j < k and (k - j <= _SMALL_GAP or one != other)
            for (j, one), (k, other) in pairwise(placed)
        )

    @property
    def closeness(self) -> float:
        """Share of the claim's units that are aligned, 0 to 1."""
        return sum(j >= 0 for j in self.to) / len(self.to)


def window(sentences: Sequence[Sentence]) -> Window:
    """Joins neighbouring sentences."""
    units: list[str] = []
    owner: list[int] = []
    at: list[int] = []
    clause: list[int] = []
    for index, sentence in enumerate(sentences):
        skeleton = sentence.skeleton
        first = clause[-1] + 1 if clause else 0
        units.append(skeleton.units)
        owner += [index] * len(skeleton.units)
        at += skeleton.at
        clause += [first + c for c in skeleton.clause]
    return Window(tuple(sentences), "".join(units), tuple(owner), tuple(at), tuple(clause))


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring characters; a single character is one by itself."""
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def candidates(claim: Sentence, evidence: Reading, question: str, keep: int) -> Iterator[Window]:
    """The runs of sentences most likely to bear the claim out, best first.

    Args:
        claim: The claim's sentence.
        evidence: What it is checked against.
        question: Folded question; its words help to choose among equals.
        keep: At most so many runs.
    """
    wanted = bigrams(claim.folded)
    asked = bigrams(question) if question else set()
    sentences = evidence.sentences
    held = [{pair for pair in wanted if pair in s.folded} for s in sentences]
    hints = [sum(pair in s.folded for pair in asked) / (len(asked) or 1) for s in sentences]
    # What a short answer is said of may stand in the sentence behind it.
    is_short = len(claim.skeleton.units) < _LONG_ENOUGH
    scored: list[tuple[float, int, int]] = []
    for first in range(len(sentences)):
        union: set[str] = set()
        for last in range(first, min(first + LONGEST_RUN, len(sentences))):
            if last > first:
                tells = held[last] - union or (is_short and hints[last] > max(hints[first:last]))
                if not tells or not held[first]:
                    continue
            union = union | held[last]
            length = last - first
            hint = max(hints[first : last + 1])
            scored.append((len(union) / len(wanted) + 0.2 * hint - 0.03 * length, first, last + 1))
    scored.sort(key=lambda s: (-s[0], s[2] - s[1]))
    for _, first, end in scored[:keep]:
        yield window(sentences[first:end])


def align(claim: Sentence, target: Window) -> Alignment:
    """Aligns in order first, then finds what was moved.

    Args:
        claim: The claim's sentence.
        target: The run of evidence sentences.
    """
    units = claim.skeleton.units
    to = [-1] * len(units)
    matcher = SequenceMatcher(None, target.units, units, autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            to[block.b + offset] = block.a + offset
    _drop_strays(to)
    _find_moved(units, target.units, to)
    return Alignment(claim, target, tuple(to))


def _drop_strays(to: list[int]) -> None:
    """Lone characters that agree by chance, with neighbours aligned to another place, are undone."""
    for i, j in enumerate(to):
        if j < 0:
            continue
        left = i > 0 and to[i - 1] == j - 1
        right = i + 1 < len(to) and to[i + 1] == j + 1
        near = any(
            0 <= k < len(to) and to[k] >= 0 and abs(to[k] - j) <= 4
            for k in (i - 2, i - 1, i + 1, i + 2)
        )
        if not (left or right or near):
            to[i] = -1


def _find_moved(units: str, target: str, to: list[int]) -> None:
    """Aligns runs of two and more units that stand in another order in the evidence."""
    used = {j for j in to if j >= 0}
    i = 0
    while i < len(units):
        if to[i] >= 0:
            i += 1
            continue
        free = i
        while free < len(units) and to[free] < 0:
            free += 1
        for length in range(free - i, 0, -1):
            if length == 1 and ord(units[i]) < 0xF0000:
                continue
            j = _free_place(units[i : i + length], target, used)
            if j >= 0:
                for offset in range(length):
                    to[i + offset] = j + offset
                    used.add(j + offset)
                i += length - 1
                break
        i += 1


def _free_place(piece: str, target: str, used: set[int]) -> int:
    j = target.find(piece)
    while j >= 0:
        if not any(k in used for k in range(j, j + len(piece))):
            return j
        j = target.find(piece, j + 1)
    return -1
