"""Sentence boundaries of Chinese and Western text, as offsets: nothing is stripped or changed."""

from __future__ import annotations

import re

# A Chinese sentence ends at 。！？ or …… with the closing quotes and brackets that follow it. A
# Western one ends at . ! ? before white space and a capital, digit or quote; the look-behind keeps
# initials ("J. Smith") and the commonest abbreviations whole.
_END = re.compile(
    r"[。！？!?]+[”’」』）)\]】》\"']*"
    r"|…{1,2}[”’」』）)]*(?=\s|$|[^，。；：、）)])"
    r"|(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|vs|No))(?<!\b(?:Mrs|etc|Inc|Ltd|Gen|Sen|Rep|Gov))"
    r"\.[”’)\]\"']*(?=\s+[\"'“‘(\[]?[A-ZÀ-Þ0-9]|\s*$)"
    r"|\n+"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Splits a text into sentences.

    Args:
        text: Any text; a line break always ends a sentence.

    Returns:
        Half-open `(start, end)` character spans in order, white space trimmed at both ends; every
        non-space character lies in exactly one span.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        piece = text[start:end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((start + lead, start + len(piece.rstrip())))
        start = end
    return spans


def sentences(text: str) -> list[str]:
    """The sentences of a text, white space trimmed."""
    return [text[start:end] for start, end in sentence_spans(text)]
