from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.layout import articles_of
from index.models import Article, Document
from index.reading.pdf import read_pdf
from tests.pdf_pages import SIZE, PageSetter, paragraphs, width_of, write_pdf

LEFTS4 = (40.0, 228.0, 416.0, 604.0)
EMS = 15


def laid_out(path: Path, *pages: PageSetter) -> list[Article]:
    document = read_pdf(write_pdf(path, pages))
    return articles_of(document.pages, document)


def by_headline(articles: Sequence[Article]) -> dict[str | None, Article]:
    return {article.headline: article for article in articles}


def two_stories() -> PageSetter:
    """A story over four columns, a rule, and a second one of four columns below it."""
    page = PageSetter()
    page.running_head()
    page.centred(40, 754, 70, "城乡供水", 16)
    page.centred(40, 754, 94, "新泵房周一启用惠及八镇", 30)
    page.centred(40, 754, 132, "——市水务局介绍施工经过", 14)
    bottom = page.columns(paragraphs(8, 1), LEFTS4, 160, EMS)
    page.rule(40, bottom + 6, 754)
    page.centred(40, 754, bottom + 14, "图书馆延长开放时间", 26)
    page.columns(paragraphs(7, 2), LEFTS4, bottom + 50, EMS)
    return page


def side_by_side() -> PageSetter:
    """Two stories of two columns beside each other, nothing drawn between them."""
    page = PageSetter()
    page.running_head()
    page.centred(40, 378, 70, "小学运动场完工", 26)
    page.columns(
        ["本报讯（记者 王一）" + p if i == 0 else p for i, p in enumerate(paragraphs(5, 3))],
        LEFTS4[:2],
        104,
        EMS,
    )
    page.centred(416, 754, 70, "老年大学招新", 26)
    page.columns(
        ["新华社样例1月21日电 " + p if i == 0 else p for i, p in enumerate(paragraphs(5, 4))],
        LEFTS4[2:],
        104,
        EMS,
    )
    return page


def test_headline_kicker_and_subline(tmp_path: Path) -> None:
    first, second = laid_out(tmp_path / "a.pdf", two_stories())
    assert first.headline == "新泵房周一启用惠及八镇"
    assert first.kicker == "城乡供水"
    assert first.subline == "——市水务局介绍施工经过"
    assert first.paragraphs == tuple(paragraphs(8, 1))
    assert second.headline == "图书馆延长开放时间"
    assert second.paragraphs == tuple(paragraphs(7, 2))


def test_running_head_tells_newspaper_date_and_page(tmp_path: Path) -> None:
    for article in laid_out(tmp_path / "a.pdf", two_stories()):
        assert article.newspaper == "样例日报"
        assert article.date == date(2025, 1, 22)
        assert article.pages == ("3",)
        assert "样例日报" not in article.text


def test_stories_side_by_side_without_a_rule(tmp_path: Path) -> None:
    found = by_headline(laid_out(tmp_path / "a.pdf", side_by_side()))
    assert set(found) == {"小学运动场完工", "老年大学招新"}
    assert found["小学运动场完工"].text.endswith(paragraphs(5, 3)[-1])
    assert found["老年大学招新"].byline == "新华社样例1月21日电"
    assert found["老年大学招新"].dateline == date(2025, 1, 21)


def test_letter_spaced_headline_of_two_lines(tmp_path: Path) -> None:
    page = PageSetter()
    page.centred(40, 754, 70, "农科站温室", 30, 36)
    page.centred(40, 754, 106, "大棚育出首批秧苗", 30)
    page.columns(paragraphs(8, 5), LEFTS4, 150, EMS)
    (article,) = laid_out(tmp_path / "a.pdf", page)
    assert article.headline == "农科站温室 大棚育出首批秧苗"


def test_vertical_headline(tmp_path: Path) -> None:
    page = two_stories()
    top = 700.0
    page.rule(40, top - 8, 754)
    page.vertical(44, top, "候车亭全部换新", 20)
    page.columns(paragraphs(8, 6), LEFTS4[1:], top, EMS)
    article = by_headline(laid_out(tmp_path / "a.pdf", page))["候车亭全部换新"]
    assert article.paragraphs == tuple(paragraphs(8, 6))


def test_headline_beside_and_within_its_columns(tmp_path: Path) -> None:
    """The first and last column begin beside the headline, the middle ones under it."""
    page = PageSetter()
    page.running_head()
    page.centred(228, 566, 70, "公交集团", 34)
    page.centred(228, 566, 108, "更新候车亭", 34)
    texts = paragraphs(12, 7)
    from tests.pdf_pages import LEADING, set_lines

    lines = set_lines(texts, EMS)
    tops = (70.0, 70.0 + 6 * LEADING, 70.0 + 6 * LEADING, 70.0)
    room = -(-(len(lines) + 12) // 4)
    rest = list(lines)
    for left, top in zip(LEFTS4, tops, strict=True):
        count = room if top == 70.0 else room - 6
        for row, (text, indent) in enumerate(rest[:count]):
            page.text(left + indent * SIZE, top + row * LEADING, text)
        rest = rest[count:]
    (article,) = laid_out(tmp_path / "a.pdf", page)
    assert article.headline == "公交集团 更新候车亭"
    assert article.paragraphs == tuple(texts)


def test_second_halves_without_headline_stay_apart(tmp_path: Path) -> None:
    page = PageSetter()
    page.running_head()
    page.columns(
        ["（上接第1版）" + paragraphs(6, 8)[0], *paragraphs(6, 8)[1:]], LEFTS4[:2], 70, EMS
    )
    page.centred(416, 754, 70, "社区食堂开业", 26)
    texts = paragraphs(6, 9)
    page.columns([*texts[:-1], texts[-1] + "（下转第5版）"], LEFTS4[2:], 104, EMS)
    found = by_headline(laid_out(tmp_path / "a.pdf", page))
    assert found[None].continues_from == "1"
    assert found[None].paragraphs == tuple(paragraphs(6, 8))
    assert found["社区食堂开业"].continues_to == "5"
    assert found["社区食堂开业"].paragraphs == tuple(texts)


def test_framed_advertisement_and_pointers_are_left_out(tmp_path: Path) -> None:
    page = two_stories()
    page.frame(40, 800, 380, 870)
    page.text(60, 806, "遗失声明", 16)
    page.text(60, 830, "样例市甲乙商行遗失营业执照副本，声明作废。")
    page.frame(416, 800, 754, 870)
    page.text(430, 806, "导读", 14)
    page.text(430, 828, "健康步道完工 见第6版")
    page.text(430, 846, "体育中心检修 见第7版")
    articles = laid_out(tmp_path / "a.pdf", page)
    assert len(articles) == 2
    assert not any("声明" in a.text or "第6版" in a.text for a in articles)


def test_framed_story_is_an_article_of_its_own(tmp_path: Path) -> None:
    page = two_stories()
    page.frame(400, 700, 760, 930)
    page.centred(400, 760, 710, "步道夜间亮灯", 22)
    page.columns(paragraphs(6, 11), (416.0, 594.0), 744, EMS)
    found = by_headline(laid_out(tmp_path / "a.pdf", page))
    assert found["步道夜间亮灯"].paragraphs == tuple(paragraphs(6, 11))
    assert found["图书馆延长开放时间"].paragraphs == tuple(paragraphs(7, 2))


@pytest.mark.parametrize("shift", range(4))
def test_subheads_wherever_they_fall(tmp_path: Path, shift: int) -> None:
    """Subheads stand in mid-column and, for some of the shifts, at a column's head."""
    from tests.pdf_pages import LEADING, set_lines

    page = PageSetter()
    page.running_head()
    page.centred(40, 754, 70, "三年改造老旧管网", 32)
    texts = paragraphs(16, 12)
    lines: list[tuple[str, int, float]] = []
    heads = ("先易后难分批推进", "群众参与共同监督", "数字平台全程留痕")
    for place, text in enumerate(texts):
        if place in (4 + shift, 8 + shift, 11 + shift):
            lines.append((heads[[4, 8, 11].index(place - shift)], 3, 11.5))
        lines.extend((line, indent, SIZE) for line, indent in set_lines([text], EMS))
    high = -(-len(lines) // 4)
    for place, (text, indent, size) in enumerate(lines):
        column, row = divmod(place, high)
        page.text(LEFTS4[column] + indent * SIZE, 120 + row * LEADING, text, size)
    (article,) = laid_out(tmp_path / "a.pdf", page)
    assert article.headline == "三年改造老旧管网"
    assert set(article.subheads) == set(heads)
    assert [p for p in article.paragraphs if p not in heads] == texts


def test_caption_is_kept_apart(tmp_path: Path) -> None:
    page = PageSetter()
    page.running_head()
    page.centred(40, 378, 70, "温室大棚开门迎客", 26)
    page.text(40, 260, "图为农科站技术员查看秧苗长势。本报记者 李二 摄", 9)
    page.columns(paragraphs(5, 13), LEFTS4[:2], 284, EMS)
    page.centred(416, 754, 70, "老年大学招新", 26)
    page.columns(paragraphs(9, 4), LEFTS4[2:], 104, EMS)
    article = by_headline(laid_out(tmp_path / "a.pdf", page))["温室大棚开门迎客"]
    assert article.captions == ("图为农科站技术员查看秧苗长势。本报记者 李二 摄",)
    assert article.paragraphs == tuple(paragraphs(5, 13))


def test_hanging_full_stop_does_not_join_columns(tmp_path: Path) -> None:
    """Columns stand one em apart and some lines end in a full stop that fills the gutter."""
    lefts = tuple(40 + (EMS + 1) * SIZE * place for place in range(4))
    page = PageSetter()
    page.running_head()
    page.centred(40, 640, 70, "河东镇通水", 30)
    page.columns(paragraphs(20, 14), lefts, 110, EMS)
    (article,) = laid_out(tmp_path / "a.pdf", page)
    assert article.paragraphs == tuple(paragraphs(20, 14))


PAGES: tuple[Callable[[], PageSetter], ...] = (two_stories, side_by_side)


@pytest.mark.parametrize("build", PAGES)
def test_no_character_is_lost_or_doubled(tmp_path: Path, build: Callable[[], PageSetter]) -> None:
    page = build()
    articles = laid_out(tmp_path / "a.pdf", page)
    body = Counter("".join(run[2] for run in page.runs if run[3] == SIZE and run[1] > 60))
    found = Counter("".join(p for a in articles for p in a.paragraphs))
    assert found - body == Counter()
    assert {c for c in body - found if not c.isspace()} == set()


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), build=st.sampled_from(PAGES))
def test_order_of_drawing_does_not_matter(
    tmp_path: Path, seed: int, build: Callable[[], PageSetter]
) -> None:
    whole = laid_out(tmp_path / "whole.pdf", build())
    pieces = laid_out(tmp_path / "pieces.pdf", build().in_pieces(seed))
    assert [a.headline for a in pieces] == [a.headline for a in whole]
    # A narrow space between runs can be seen only where the stream draws one after the other.
    assert [a.text.replace(" ", "") for a in pieces] == [a.text.replace(" ", "") for a in whole]


def test_same_page_twice_is_the_same(tmp_path: Path) -> None:
    document = read_pdf(write_pdf(tmp_path / "a.pdf", [two_stories()]))
    once = articles_of(document.pages, document)
    turned = replace(
        document,
        pages=tuple(replace(p, lines=tuple(reversed(p.lines))) for p in document.pages),
    )
    assert articles_of(document.pages, document) == once
    assert [a.paragraphs for a in articles_of(turned.pages, turned)] == [a.paragraphs for a in once]


def test_picture_story_has_its_caption_as_text(tmp_path: Path) -> None:
    page = side_by_side()
    page.rule(40, 600, 754)
    page.centred(40, 754, 610, "河东镇晒秋", 24)
    page.text(40, 860, "图为河东镇村民晾晒玉米。本报记者 李二 摄", 9)
    found = by_headline(laid_out(tmp_path / "a.pdf", page))
    assert found["河东镇晒秋"].paragraphs == ("图为河东镇村民晾晒玉米。本报记者 李二 摄",)


def test_document_without_positions_gives_nothing() -> None:
    assert articles_of((), Document("a.pdf")) == []


def test_width_helper_counts_half_width() -> None:
    assert SIZE < width_of("水a") < 2 * SIZE
