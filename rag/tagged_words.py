"""The words of a text with their classes and where they stand; what is closed in marks is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba

from rag.support.reading import Word


def tagged_words(text: str, closed: re.Pattern[str]) -> Iterator[Word]:
    """Cuts a text as it is written into words; `Sentence.words` are those of a folded sentence.

    Args:
        text: Any text; the words together are the whole of it.
        closed: What is one word whatever stands in it, such as a title in 《》: a name (nz), or a
            figure (m) where the pattern's group `count` matched.
    """
    at = 0
    for match in [*closed.finditer(text), None]:
        for piece, tag in rjieba.tag(text[at : match.start() if match else len(text)]):
            yield Word(piece, tag, at, at + len(piece))
            at += len(piece)
        if match:
            tag = "m" if match.groupdict().get("count") else "nz"
            yield Word(match.group(), tag, match.start(), match.end())
            at = match.end()
