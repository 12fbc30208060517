from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from index.layout.glyphs import lines_of
from index.layout.runs import Glyph


def row(
    text: str, left: float, baseline: float, size: float = 10.0, pitch: float = 1.0
) -> list[Glyph]:
    """Full-width glyphs on one baseline; `order` is set later."""
    return [
        Glyph(c, left + i * size * pitch, left + i * size * pitch + size, baseline, size, "F", 0)
        for i, c in enumerate(text)
    ]


def numbered(glyphs: list[Glyph]) -> list[Glyph]:
    return [glyph._replace(order=place) for place, glyph in enumerate(glyphs)]


def texts(glyphs: list[Glyph]) -> list[str]:
    return sorted(line.text for line in lines_of(numbered(glyphs)))


def test_two_columns_on_one_baseline_stay_apart() -> None:
    glyphs = row("左栏的一行文字", 0, 10) + row("右栏的一行文字", 90, 10)
    assert texts(glyphs) == ["右栏的一行文字", "左栏的一行文字"]


def test_letter_spaced_line_is_one() -> None:
    assert texts(row("水网改造", 0, 50, 30, 2.6)) == ["水网改造"]


def test_line_drawn_glyph_by_glyph_down_the_page_is_one() -> None:
    glyphs = [Glyph(c, 100, 120, 40 + i * 22, 20, "F", 0) for i, c in enumerate("候车亭换新")]
    (line,) = lines_of(numbered(glyphs))
    assert line.text == "候车亭换新"
    assert line.box is not None
    assert line.box.height > 4 * line.box.width


def test_two_vertical_lines_beside_each_other() -> None:
    first = [Glyph(c, 100, 120, 40 + i * 22, 20, "F", 0) for i, c in enumerate("候车亭换新")]
    second = [Glyph(c, 76, 96, 40 + i * 22, 20, "F", 0) for i, c in enumerate("居民齐称便")]
    assert texts(first + second) == sorted(["候车亭换新", "居民齐称便"])


def test_word_space_comes_back() -> None:
    glyphs = row("供水", 0, 10, 20) + row("新站", 50, 10, 20)
    (line,) = lines_of(numbered(glyphs))
    assert line.text == "供水 新站"


def test_figures_in_another_font_stay_in_the_line() -> None:
    glyphs = [
        *row("共", 0, 10),
        Glyph("1", 12, 17, 10, 10, "Latin", 0),
        Glyph("2", 17, 22, 10, 10, "Latin", 0),
        *row("户居民", 24.5, 10),
    ]
    (line,) = lines_of(numbered(glyphs))
    assert line.text == "共12户居民"
    assert line.font == "F"


def test_font_size_and_box() -> None:
    (line,) = lines_of(numbered(row("水网改造", 5, 50, 30)))
    assert line.font_size == 30
    assert line.box is not None
    assert (line.box.left, line.box.right) == (5, 125)
    assert line.box.top < 50 < line.box.bottom


@st.composite
def pages(draw: st.DrawFn) -> list[Glyph]:
    """Three columns of full lines, two em apart."""
    pick = draw(st.randoms(use_true_random=False))
    glyphs: list[Glyph] = []
    for column in range(3):
        for line in range(draw(st.integers(2, 5))):
            length = pick.randint(2, 12)
            text = "".join(chr(0x4E00 + pick.randint(0, 5000)) for _ in range(length))
            glyphs += row(text, column * 140.0, 20 + line * 14.0)
    return glyphs


@settings(max_examples=30, deadline=None)
@given(page=pages(), seed=st.integers(0, 1000))
def test_every_glyph_is_in_one_line_whatever_the_order(page: list[Glyph], seed: int) -> None:
    shuffled = list(page)
    random.Random(seed).shuffle(shuffled)
    expected = sorted(glyph.text for glyph in page)
    for glyphs in (page, shuffled):
        lines = lines_of(numbered(glyphs))
        assert sorted("".join(line.text for line in lines).replace(" ", "")) == expected


@settings(max_examples=30, deadline=None)
@given(page=pages(), seed=st.integers(0, 1000))
def test_shuffled_stream_gives_the_same_lines(page: list[Glyph], seed: int) -> None:
    shuffled = list(page)
    random.Random(seed).shuffle(shuffled)
    assert texts(shuffled) == texts(page)
