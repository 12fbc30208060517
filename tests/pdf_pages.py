"""Typesets small invented newspaper pages as PDFs for the tests; nothing of it is a test itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 800.0, 1130.0
SIZE, LEADING = 10.0, 14.0
_NO_LINE_START = "，。、；：！？”）》"
_SUBJECTS = (
    "市水务局",
    "城北小学",
    "样例图书馆",
    "河东镇",
    "公交集团",
    "农科站",
    "体育中心",
    "老年大学",
)
_VERBS = ("启用", "改造", "扩建", "检修", "开放", "维护")
_OBJECTS = ("新泵房", "阅览室", "运动场", "候车亭", "温室大棚", "社区食堂", "健康步道")


def sentence(seed: int) -> str:
    """An invented sentence; no two seeds below 10,000 give the same."""
    pick = random.Random(seed)
    subject, verb, thing = pick.choice(_SUBJECTS), pick.choice(_VERBS), pick.choice(_OBJECTS)
    return f"{subject}第{seed}号项目本周{verb}{thing}，预计惠及居民{seed * 7 + 13}户。"


def paragraphs(count: int, seed: int, sentences: int = 2) -> list[str]:
    """Invented paragraphs of a few sentences each."""
    first = seed * 100
    return [
        "".join(sentence(first + p * sentences + s) for s in range(sentences)) for p in range(count)
    ]


def set_lines(texts: Sequence[str], ems: int) -> list[tuple[str, int]]:
    """Breaks paragraphs into column lines of full-width characters: text and indent in em."""
    lines: list[tuple[str, int]] = []
    for text in texts:
        rest, indent = text, 2
        while rest:
            width, taken = indent * 1.0, 0
            while taken < len(rest) and width + em(rest[taken]) <= ems:
                width += em(rest[taken])
                taken += 1
            while taken < len(rest) and rest[taken] in _NO_LINE_START:
                taken += 1
            lines.append((rest[:taken], indent))
            rest, indent = rest[taken:], 0
    return lines


def em(character: str) -> float:
    """Width of a character in em in the font used here."""
    return _widths()(character)


@cache
def _widths() -> Callable[[str], float]:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    font = pdfmetrics.getFont(FONT)
    return cache(lambda character: float(font.stringWidth(character, 1)))


def width_of(text: str, size: float = SIZE, spacing: float = 0.0) -> float:
    """Width of a set text in points."""
    return sum(em(c) * size + spacing for c in text) - spacing


@dataclass
class PageSetter:
    """Collects what is drawn on one page, so that the order of drawing can be chosen."""

    runs: list[tuple[float, float, str, float, float]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    frames: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(
        self, x: float, top: float, text: str, size: float = SIZE, spacing: float = 0.0
    ) -> None:
        """One line from its upper left corner."""
        self.runs.append((x, top + 0.88 * size, text, size, spacing))

    def centred(
        self, left: float, right: float, top: float, text: str, size: float, spacing: float = 0.0
    ) -> None:
        """One line in the middle between two edges."""
        self.text((left + right - width_of(text, size, spacing)) / 2, top, text, size, spacing)

    def vertical(self, x: float, top: float, text: str, size: float) -> None:
        """One letter under the other."""
        for place, character in enumerate(text):
            self.text(x, top + place * size * 1.1, character, size)

    def columns(self, texts: Sequence[str], lefts: Sequence[float], top: float, ems: int) -> float:
        """Pours paragraphs into columns of equal height; gives the lower edge."""
        lines = set_lines(texts, ems)
        high = -(-len(lines) // len(lefts))
        for place, (text, indent) in enumerate(lines):
            column, row = divmod(place, high)
            self.text(lefts[column] + indent * SIZE, top + row * LEADING, text)
        return top + high * LEADING

    def fill(self, slots: Sequence[tuple[float, float, int]], ems: int, seed: int) -> list[str]:
        """Fills pieces of columns (left, top, most lines) of one width; gives the paragraphs."""
        room = sum(most for _, _, most in slots)
        texts = paragraphs(room, seed)
        while len(set_lines(texts, ems)) > room:
            texts.pop()
        lines = set_lines(texts, ems)
        for left, top, most in slots:
            for row, (text, indent) in enumerate(lines[:most]):
                self.text(left + indent * SIZE, top + row * LEADING, text)
            lines = lines[most:]
        return texts

    def upright(self, x: float, top: float, bottom: float) -> None:
        """A vertical rule."""
        self.rules.append((x, top, x, bottom))

    def rule(self, left: float, top: float, right: float) -> None:
        """A horizontal rule."""
        self.rules.append((left, top, right, top))

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        """A frame of four rules drawn as one."""
        self.frames.append((left, top, right, bottom))

    def running_head(self, page: int = 3) -> None:
        """Page label, date and newspaper over a rule."""
        self.text(40, 30, f"第{page}版 要闻", 14)
        self.text(320, 33, "2025年1月22日 星期三")
        self.text(680, 28, "样例日报", 18)
        self.rule(40, 52, WIDTH - 40)

    def in_pieces(self, seed: int) -> PageSetter:
        """The same page drawn in runs of one to three letters, out of order."""
        pick = random.Random(seed)
        pieces: list[tuple[float, float, str, float, float]] = []
        for x, baseline, text, size, spacing in self.runs:
            start = 0
            while start < len(text):
                end = start + pick.randint(1, 3)
                before = text[:start]
                offset = sum(em(c) * size + spacing for c in before)
                pieces.append((x + offset, baseline, text[start:end], size, spacing))
                start = end
        pick.shuffle(pieces)
        return PageSetter(pieces, self.rules, self.frames)


def write_pdf(path: Path, pages: Sequence[PageSetter]) -> Path:
    """Writes pages as a PDF with a text layer."""
    _widths()
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for page in pages:
        for left, top, right, bottom in page.rules:
            canvas.line(left, HEIGHT - top, right, HEIGHT - bottom)
        for left, top, right, bottom in page.frames:
            canvas.rect(left, HEIGHT - bottom, right - left, bottom - top)
        for x, baseline, text, size, spacing in page.runs:
            run = canvas.beginText(x, HEIGHT - baseline)
            run.setFont(FONT, size)
            run.setCharSpace(spacing)
            run.textOut(text)
            canvas.drawText(run)
        canvas.showPage()
    canvas.save()
    return path
