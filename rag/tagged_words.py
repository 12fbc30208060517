"""The words of a text with their classes and where they stand; what is closed in marks is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba


@dataclass(frozen=True, slots=True)
class TaggedWord:
    """A word, `text[start:end]` of the whole.

    Attributes:
        tag: Its class as rjieba has it: n nouns, nr persons, ns places, v verbs, m figures, …
    """

    text: str
    start: int
    end: int
    tag: str


def tagged_words(text: str, closed: re.Pattern[str]) -> Iterator[TaggedWord]:
    """Cuts a text into words.

    Args:
        text: Any text; the words together are the whole of it.
        closed: What is one word whatever stands in it, such as a title in 《》: a name (nz), or a
            figure (m) where the pattern's group `count` matched.
    """
    at = 0
    for match in [*closed.finditer(text), None]:
        for piece, tag in rjieba.tag(text[at : match.start() if match else len(text)]):
            yield TaggedWord(piece, at, at + len(piece), tag)
            at += len(piece)
        if match:
            tag = "m" if match.groupdict().get("count") else "nz"
            yield TaggedWord(match.group(), match.start(), match.end(), tag)
            at = match.end()
