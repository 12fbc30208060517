"""Whole newspaper pages of several stories: each story with its headline, first and last words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.layout import articles_of
from index.models import Article
from index.reading.pdf import read_pdf
from tests.pdf_pages import LEADING, SIZE, PageSetter, paragraphs, set_lines, write_pdf

FIVE = tuple(40.0 + 146.0 * place for place in range(5))
"""Left edges of five columns of 13 em."""
EMS = 13
Story = tuple[str, list[str]]


def read(path: Path, *pages: PageSetter) -> list[Article]:
    document = read_pdf(write_pdf(path, pages))
    return articles_of(document.pages, document)


def rows(texts: list[str], columns: int, ems: int = EMS) -> int:
    """Height in lines of texts in columns of equal height."""
    return -(-len(set_lines(texts, ems)) // columns)


def stacked(counts: tuple[int, ...] = (2, 3, 5)) -> tuple[PageSetter, list[Story]]:
    """Stories of two, three and five columns, one above the other; the first two side by side."""
    page, stories = PageSetter(), []
    page.running_head()
    tops, lefts = [70.0, 70.0, 470.0], [FIVE[:2], FIVE[2:], FIVE]
    for place, count in enumerate(counts):
        heading = ("候车亭换新", "阅览室开放到夜里十点", "新泵房周一启用惠及八镇")[place]
        texts = paragraphs((9, 14, 20)[place], 40 + place)
        columns = lefts[place][:count]
        page.centred(columns[0], columns[-1] + EMS * SIZE, tops[place], heading, 22)
        page.columns(texts, columns, tops[place] + 34, EMS)
        stories.append((heading, texts))
    page.upright(FIVE[2] - 8, 66, 455)
    page.rule(40, 460, 754)
    return page, stories


def l_shaped() -> tuple[PageSetter, list[Story]]:
    """A story of five columns whose last two end early, over a small story at the lower right."""
    page = PageSetter()
    page.running_head()
    page.text(FIVE[0], 70, "农科站温室大棚育出首批秧苗", 26)
    high, low = [(x, 110.0, 30) for x in FIVE[:3]], [(x, 110.0, 12) for x in FIVE[3:]]
    first, second = page.fill(high + low, EMS, 50), paragraphs(6, 51)
    page.text(FIVE[3], 298, "社区食堂开业", 18)
    page.columns(second, FIVE[3:], 324, EMS)
    return page, [("农科站温室大棚育出首批秧苗", first), ("社区食堂开业", second)]


def boxed() -> tuple[PageSetter, list[Story]]:
    """A framed story in the middle of a larger one, whose columns go on below the frame."""
    page = PageSetter()
    page.running_head()
    page.centred(40, 754, 70, "城北小学扩建运动场", 28)
    second = paragraphs(4, 53)
    middle = [(x, top, n) for x in FIVE[1:4] for top, n in ((116.0, 10), (460.0, 14))]
    first = page.fill([(FIVE[0], 116.0, 39), *middle, (FIVE[4], 116.0, 39)], EMS, 52)
    page.frame(FIVE[1] - 6, 270, FIVE[3] + EMS * SIZE + 6, 446)
    page.centred(FIVE[1], FIVE[3] + EMS * SIZE, 280, "步道夜间亮灯", 20)
    page.columns(second, FIVE[1:4], 310, EMS)
    return page, [("城北小学扩建运动场", first), ("步道夜间亮灯", second)]


def vertical() -> tuple[PageSetter, list[Story]]:
    """Vertical headlines left and right of their columns, back to back, over a third story."""
    page = PageSetter()
    page.running_head()
    first, second, third = paragraphs(8, 54), paragraphs(8, 55), paragraphs(16, 56)
    page.columns(first, FIVE[:2], 70, EMS)
    page.vertical(FIVE[2] - 2, 70, "老年大学招新", 24)
    page.vertical(FIVE[2] + 46, 70, "体育中心检修", 24)
    page.columns(second, FIVE[3:], 70, EMS)
    low = 70 + LEADING * max(rows(first, 2), rows(second, 2)) + 12
    page.centred(40, 754, low, "公交集团更新候车亭", 26)
    page.columns(third, FIVE, low + 40, EMS)
    return page, [("老年大学招新", first), ("体育中心检修", second), ("公交集团更新候车亭", third)]


def with_advertisements() -> tuple[PageSetter, list[Story]]:
    """Stories over framed advertisements of a few large words, one of them between columns."""
    page = PageSetter()
    page.running_head()
    page.centred(40, 754, 70, "河东镇通水", 30)
    low = [(x, 116.0, 11) for x in FIVE[3:]]
    first = page.fill([(x, 116.0, 30) for x in FIVE[:3]] + low, EMS, 57)
    page.frame(FIVE[3], 290, 754, 530)
    page.centred(FIVE[3], 754, 330, "清泉牌净水器", 34)
    page.centred(FIVE[3], 754, 420, "好水好生活", 26)
    page.frame(40, 600, 754, 780)
    page.centred(40, 754, 620, "全城同庆", 60)
    page.centred(40, 754, 720, "样例商厦周年店庆", 24)
    second = paragraphs(12, 58)
    page.centred(40, 754, 800, "健康步道完工", 24)
    page.columns(second, FIVE, 836, EMS)
    return page, [("河东镇通水", first), ("健康步道完工", second)]


def headline_over_some_columns() -> tuple[PageSetter, list[Story]]:
    """Kicker, headline and subline over three of five columns; a picture; a story below."""
    page = PageSetter()
    page.running_head()
    right = FIVE[2] + EMS * SIZE
    page.centred(40, right, 70, "城乡供水", 14)
    page.centred(40, right, 92, "新泵房周一启用", 28)
    page.centred(40, right, 126, "——市水务局介绍施工经过", 13)
    page.frame(FIVE[1], 200, right, 290)
    page.text(FIVE[1], 296, "图为市水务局工作人员检修泵房。本报记者 李二 摄", 9)
    under = [(x, top, n) for x in FIVE[1:3] for top, n in ((152.0, 3), (316.0, 20))]
    rest = [(x, 70.0, 38) for x in FIVE[3:]]
    first = page.fill([(FIVE[0], 152.0, 31), *under, *rest], EMS, 59)
    page.text(40, 620, "图书馆延长开放", 22)
    second = page.fill([(FIVE[0], 650.0, 27), *((x, 620.0, 29) for x in FIVE[1:])], EMS, 60)
    return page, [("新泵房周一启用", first), ("图书馆延长开放", second)]


def bricks() -> tuple[PageSetter, list[Story]]:
    """Seven stories like bricks, without a rule: columns of 11 and of 17 em, gutters of 14 points."""
    page, stories = PageSetter(), []
    page.running_head()
    narrow = tuple(40.0 + 124.0 * place for place in range(6))
    wide = tuple(40.0 + 184.0 * place for place in range(4))
    plan = (
        (narrow[:2], 11, 70.0, 17, "运动场完工"),
        (narrow[2:], 11, 70.0, 17, "温室大棚开门迎客"),
        (wide[:3], 17, 360.0, 16, "三年改造老旧管网"),
        (wide[3:], 17, 360.0, 16, "候车亭检修"),
        (narrow[:3], 11, 640.0, 15, "样例图书馆启用新馆"),
        (narrow[3:], 11, 640.0, 15, "老年大学春季招新"),
        (wide, 17, 900.0, 13, "河东镇家家通水"),
    )
    for place, (lefts, ems, top, high, heading) in enumerate(plan):
        page.centred(lefts[0], lefts[-1] + ems * SIZE, top, heading, 20)
        texts = page.fill([(left, top + 30, high) for left in lefts], ems, 61 + place)
        stories.append((heading, texts))
    return page, stories


PAGES: tuple[Callable[[], tuple[PageSetter, list[Story]]], ...] = (
    stacked,
    l_shaped,
    boxed,
    vertical,
    with_advertisements,
    headline_over_some_columns,
    bricks,
)


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize("build", PAGES)
def test_every_story_is_whole(
    tmp_path: Path, build: Callable[[], tuple[PageSetter, list[Story]]], in_pieces: bool
) -> None:
    page, stories = build()
    articles = read(tmp_path / "a.pdf", page.in_pieces(7) if in_pieces else page)
    assert sorted(a.headline or "" for a in articles) == sorted(heading for heading, _ in stories)
    found = {article.headline: article for article in articles}
    for heading, texts in stories:
        assert found[heading].paragraphs[0] == texts[0]
        assert found[heading].paragraphs[-1] == texts[-1]
        assert "".join(found[heading].paragraphs) == "".join(texts)


def test_kicker_subline_and_caption_on_a_page_of_two_stories(tmp_path: Path) -> None:
    page, _ = headline_over_some_columns()
    first = read(tmp_path / "a.pdf", page)[0]
    assert first.kicker == "城乡供水"
    assert first.subline == "——市水务局介绍施工经过"
    assert first.captions == ("图为市水务局工作人员检修泵房。本报记者 李二 摄",)


def test_editors_line_and_a_date_at_the_foot(tmp_path: Path) -> None:
    """The editors' line is no paragraph; a column that ends in a date keeps its last line."""
    page = PageSetter()
    page.running_head()
    page.centred(40, 754, 560, "城北小学扩建运动场", 26)
    texts = page.fill([(x, 600.0, 34) for x in FIVE[:4]], EMS, 70)
    tail = ["运动场的扩建工程始于", "2010年5月21日"]
    page.columns(tail, FIVE[4:], 1050, EMS)
    page.text(FIVE[4], 1010, "本版编辑 王小明 美编 李红", 9)
    (article,) = read(tmp_path / "a.pdf", page)
    assert article.paragraphs[: len(texts)] == tuple(texts)
    assert "2010年5月21日" in article.text
    assert "王小明" not in article.text
