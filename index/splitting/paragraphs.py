"""Lines cut at a column's width become true paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.models import Line
from index.splitting.facts import PROSE, Role
from index.splitting.lines import HAN, PrintedLine, measure
from index.splitting.roles import RoledLine, assign_roles

_HYPHEN = re.compile(r"(?<=[A-Za-zÀ-ÿ])[-‐\u00ad]$")
_LATIN_END = re.compile(r"[A-Za-zÀ-ÿ,.;:!?)\]\"'”’&%€$£]$")
_LATIN_START = re.compile(r"[A-Za-zÀ-ÿ(\[\"'“‘&€$£]")
_HAN_END, _HAN_START = re.compile(rf"[{HAN}]$"), re.compile(rf"[{HAN}]")
_DIGIT_END = re.compile(r"[0-9]$")


def join_texts(lines: Sequence[PrintedLine]) -> str:
    """One paragraph's lines as one text.

    Chinese lines are joined as they are, with a space only where the line was printed with one at
    its end (between reporters' names); Latin ones with a space, a word divided by a hyphen made
    whole.
    """
    text = ""
    for index, line in enumerate(lines):
        if not text:
            text = line.text
            continue
        text = _joined(text, line.text, lines[index - 1].trailing_space)
    return text


def _joined(before: str, after: str, spaced: bool) -> str:
    if _HYPHEN.search(before) and after[:1].isalpha() and after[:1].islower():
        return before[:-1] + after
    latin_end, latin_start = _LATIN_END.search(before), _LATIN_START.match(after)
    if latin_end and latin_start and not _HYPHEN.search(before):
        return f"{before} {after}"
    if latin_end and not _HAN_START.match(after) and after[:1].isdigit() and before[-1:].isascii():
        return f"{before} {after}"
    if _DIGIT_END.search(before) and after[:1].isalpha() and after[:1].isascii():
        return f"{before} {after}"
    if spaced and _HAN_END.search(before) and _HAN_START.match(after):
        return f"{before} {after}"
    return before + after


def gather(lines: Sequence[RoledLine]) -> list[list[RoledLine]]:
    """Groups body lines into paragraphs by their roles; an end credit joins the one before it."""
    paragraphs: list[list[RoledLine]] = []
    for line in lines:
        joins = line.role in (Role.MIDDLE, Role.LAST, Role.CREDIT)
        if joins and paragraphs:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def join_lines(lines: Sequence[Line]) -> list[str]:
    """The true paragraphs of one article's body.

    Args:
        lines: Its lines in reading order, cut at the column's width; an empty text is a gap. Boxes
            and sizes are used where they are given.

    Returns:
        The paragraphs; jump marks are taken out.
    """
    roled = assign_roles(measure(lines), frozenset())
    return [join_texts([line.line for line in group]) for group in gather(roled)]


__all__ = ["PROSE", "gather", "join_lines", "join_texts"]
