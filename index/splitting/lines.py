"""Lines as printed: letter-spacing closed, measured in ems, freed of jump marks.

Widths count full-width characters as one em and Latin ones as half; that is how Chinese columns are
set, and it lets a line be compared with its column although page text has no geometry.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.models import Line
from index.splitting.jumps import find_jumps

# Ideographs, kana and hangul: scripts set without spaces between words (hangul apart, which no
# Chinese newspaper mixes in).
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff〇々"
FULL_MARKS = r"，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·％"
_SPACED = re.compile(rf"^\s*(?:\S(?:[ \u3000]+\S){{3,}}|[{HAN}](?:[ \u3000]+[{HAN}]){{1,2}})\s*$")
_SPACED_RUN = re.compile(rf"(?<!\S)[{HAN}0-9](?: [{HAN}0-9]){{3,}}(?!\S)")
_DIGIT_RUN = re.compile(r"(?<![0-9])(?<![0-9] )[0-9](?: [0-9]){2,}(?! ?[0-9])")
_AT_DIGITS = re.compile(
    rf"(?<=[{HAN}{FULL_MARKS}])[ \u00a0]+(?=[0-9A-Za-z%.+\-－{FULL_MARKS}])"
    rf"|(?<=[0-9A-Za-z%.+\-－])[ \u00a0]+(?=[{HAN}{FULL_MARKS}])"
    rf"|(?<=[{FULL_MARKS}])[ \u00a0]+(?=[{HAN}])|(?<=[{HAN}])[ \u00a0]+(?=[{FULL_MARKS}])"
)
_HAN_CHAR = re.compile(rf"[{HAN}]")


def has_han(text: str) -> bool:
    """Whether a text holds a Chinese character or kana."""
    return _HAN_CHAR.search(text) is not None


@lru_cache(maxsize=4096)
def _em(char: str) -> float:
    # "Ambiguous" characters (curly quotes, dashes) are full width in Chinese fonts.
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Cc"}:
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5


def em_width(text: str) -> float:
    """Width of a text in ems: 1 for a full-width character, 0.5 for any other."""
    return sum(map(_em, text))


def is_letter_spaced(text: str) -> bool:
    """Whether a line is set with a space after every character (大 会 在)."""
    return _SPACED.match(text) is not None and has_han(text)


def close_letter_spacing(text: str) -> str:
    """Closes what justification pulled apart.

    A line set with a space after every character is closed whole, a run of at least four single
    characters within a line likewise; spaces between Chinese and digits or Latin letters, and
    beside full-width punctuation, go too. Other spaces stay: they part the halves of a headline and
    the names of reporters. Latin text is left alone.
    """
    text = text.strip()
    if not has_han(text):
        return text
    if is_letter_spaced(text):
        return re.sub(r"[ \u3000]+", "", text)
    text = _SPACED_RUN.sub(lambda run: run.group().replace(" ", ""), text)
    text = _DIGIT_RUN.sub(lambda run: run.group().replace(" ", ""), text)
    return _AT_DIGITS.sub("", text)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line that is not blank, measured.

    Attributes:
        text: Closed up, without jump marks; never empty.
        width: Ems, the marks counted: it tells where the column ended.
        gap: A blank line stands before it.
        spaced: It was letter-spaced over its whole length.
        indent: Ems from its column's left edge, None when there is no geometry.
        size: Font size in units of the page's commonest, None when unknown.
        jump_from: Label of the page that a mark before this line names.
        jump_to: Label of the page that a mark after this line names.
        spare: Ems of a jump mark that stood in this line before or after the text.
    """

    text: str
    width: float
    gap: bool = False
    spaced: bool = False
    indent: float | None = None
    size: float | None = None
    jump_from: str | None = None
    jump_to: str | None = None
    trailing_space: bool = False


@dataclass(slots=True)
class _Piece:
    """What is left of a line when the marks are cut out of it."""

    line: int
    text: str
    raw_width: float
    jump_from: str | None = None
    jump_to: str | None = None


def measure(lines: Sequence[Line]) -> list[PrintedLine]:
    """Measures a page's lines and takes the jump marks out.

    Args:
        lines: In reading order; an empty text is a blank line.

    Returns:
        The lines that are not blank. A mark on a line of its own, or cut by a line break, is handed
        to the line after it (上接) or before it (下转).
    """
    pieces = _cut_marks([line.text for line in lines])
    indents, sizes = _indents(lines), _sizes(lines)
    printed: list[PrintedLine] = []
    last = -1
    for piece in pieces:
        # Only the line just above counts: a jump mark's own line may stand between two texts.
        gap = piece.line > last and not lines[piece.line - 1].text.strip()
        text = close_letter_spacing(piece.text)
        printed.append(
            PrintedLine(
                text=text,
                width=piece.raw_width,
                gap=gap or last < 0,
                spaced=is_letter_spaced(piece.text),
                indent=indents[piece.line],
                size=sizes[piece.line],
                jump_from=piece.jump_from,
                jump_to=piece.jump_to,
                trailing_space=piece.text != piece.text.rstrip(),
            )
        )
        last = piece.line
    return printed


def _cut_marks(texts: Sequence[str]) -> list[_Piece]:
    whole = "\n".join(texts)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    pieces: list[_Piece] = []
    waiting: str | None = None
    position = 0
    marks = find_jumps(whole)
    for mark in (*marks, None):
        end = mark.start if mark else len(whole)
        fresh = _pieces(whole, starts, position, end)
        if fresh and waiting:
            fresh[0].jump_from, waiting = waiting, None
        pieces.extend(fresh)
        if mark is None:
            break
        if mark.direction == "from":
            waiting = waiting or mark.page
        elif pieces:
            pieces[-1].jump_to = mark.page
        position = mark.end
    _widen(pieces, texts)
    return pieces


def _pieces(whole: str, starts: Sequence[int], start: int, end: int) -> list[_Piece]:
    found: list[_Piece] = []
    number = bisect_right(starts, start) - 1
    for text in whole[start:end].split("\n"):
        if text.strip():
            found.append(_Piece(number, text, 0.0))
        number += 1
    return found


def _widen(pieces: Sequence[_Piece], texts: Sequence[str]) -> None:
    """Gives each piece its line's whole width, unless the mark parted two articles on one line."""
    for index, piece in enumerate(pieces):
        alone = all(
            other.line != piece.line
            for other in (*pieces[max(0, index - 1) : index], *pieces[index + 1 : index + 2])
        )
        text = texts[piece.line] if alone else piece.text
        piece.raw_width = em_width(close_letter_spacing(text))


def _indents(lines: Sequence[Line]) -> list[float | None]:
    """Indents from boxes, or from the full-width spaces that open a line of plain text."""
    indents: list[float | None] = []
    for index, line in enumerate(lines):
        if line.box is None:
            lead = len(line.text) - len(line.text.lstrip("\u3000"))
            indents.append(float(lead) if lead else None)
            continue
        size = line.font_size or line.box.height or 1.0
        near = [
            other.box.left
            for other in lines[max(0, index - 5) : index + 6]
            if other.box is not None and abs(other.box.left - line.box.left) < 5 * size
        ]
        indents.append((line.box.left - min(near)) / size)
    return indents


def _sizes(lines: Sequence[Line]) -> list[float | None]:
    weight: dict[float, int] = {}
    for line in lines:
        if line.font_size:
            key = round(line.font_size * 2) / 2
            weight[key] = weight.get(key, 0) + len(line.text)
    if not weight:
        return [None] * len(lines)
    body = max(weight, key=lambda key: weight[key])
    return [line.font_size / body if line.font_size else None for line in lines]


def without_marks(line: PrintedLine) -> PrintedLine:
    """The same line as if no jump mark stood beside it."""
    return replace(line, jump_from=None, jump_to=None)
