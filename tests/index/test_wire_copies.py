from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.models import Article
from index.wire_copies import CopyFinder, groups, is_copy, signature

CABLE = Article(
    headline="“信风一号”海底光缆全线贯通",
    newspaper="样例日报",
    date=date(2025, 3, 13),
    paragraphs=(
        "样例社海岬市3月12日电（记者 顾行舟）连接海岬市与南洋三座岛屿的“信风一号”海底光缆12日"
        "全线贯通。这条光缆全长4860公里，设计容量为每秒96太比特，计划于今年9月投入使用。",
        "工程于2023年5月开工，由“远星”号等3艘敷设船施工，最大敷设水深5320米。项目总工程师梁既明说，"
        "光缆在浅海段埋入海床3米，以防渔具和船锚损伤。",
        "投入使用后，海岬市至最远登陆点的通信时延将由现在的74毫秒降至51毫秒。",
    ),
)
MARKET = Article(
    headline="沪深股指小幅收跌",
    paragraphs=(
        "28日沪深股指小幅收跌。上证综指收盘报2945.59点，跌8.08点，跌幅为0.27%。深证成指收盘报"
        "10149.91点，跌24.25点，跌幅为0.24%。两市分别成交1546亿元和2768亿元，总量较前一交易日略有减少。",
    ),
)


def changed(article: Article, old: str, new: str) -> Article:
    assert old in article.text
    return replace(article, paragraphs=tuple(article.text.replace(old, new).split("\n")))


def test_a_shortened_copy_under_another_headline_is_one_report() -> None:
    copy = replace(
        CABLE,
        headline="光缆贯通",
        newspaper="样例晚报",
        paragraphs=(CABLE.paragraphs[0].replace("（记者 顾行舟）", " "), CABLE.paragraphs[1]),
    )
    assert groups([CABLE, MARKET, copy]) == {CABLE.id: (copy.id,), copy.id: (CABLE.id,)}


def test_a_traditional_copy_is_one_report() -> None:
    from opencc import OpenCC

    copy = replace(CABLE, paragraphs=tuple(map(OpenCC("s2t").convert, CABLE.paragraphs)))
    assert is_copy(CABLE, copy)


@pytest.mark.parametrize(
    ("old", "new"),
    [("4860公里", "4680公里"), ("3艘", "5艘"), ("74毫秒", "47毫秒"), ("三座岛屿", "五座岛屿")],
)
def test_one_other_figure_keeps_two_reports_apart(old: str, new: str) -> None:
    assert not is_copy(CABLE, changed(CABLE, old, new))


@pytest.mark.parametrize(("old", "new"), [("降至", "升至"), ("投入使用后", "未投入使用后")])
def test_the_opposite_or_a_negation_keeps_two_reports_apart(old: str, new: str) -> None:
    assert not is_copy(CABLE, changed(CABLE, old, new))


def test_two_market_reports_with_other_figures_are_kept_apart() -> None:
    figures = iter(["29", "2951.02", "5.43", "0.18", "10171.3", "21.4", "0.21", "1602", "2811"])
    other = re.sub(r"\d[\d.]*", lambda match: next(figures), MARKET.text)
    assert groups([MARKET, replace(MARKET, paragraphs=(other,))]) == {}


def test_a_template_that_returns_after_weeks_is_no_copy() -> None:
    assert not is_copy(CABLE, replace(CABLE, date=date(2025, 5, 13)))


def test_short_notices_must_be_the_same() -> None:
    rain = Article(paragraphs=("今天多云转小雨，南风三级。",), newspaper="甲报")
    assert is_copy(rain, replace(rain, newspaper="乙报"))
    assert not is_copy(rain, changed(rain, "小雨", "大雨"))


def test_an_article_without_words_is_no_copy_of_anything() -> None:
    blank = Article(paragraphs=("……",))
    assert groups([blank, replace(blank, headline="甲"), CABLE]) == {}


def test_a_kept_signature_finds_the_same_copies() -> None:
    copy = replace(CABLE, newspaper="样例晚报")
    signatures = {article.id: signature(article) for article in (CABLE, copy)}
    assert groups([CABLE, copy], signatures) == groups([CABLE, copy])
    finder = CopyFinder()
    finder.add(CABLE.id, signatures[CABLE.id])
    assert finder.candidates(signatures[copy.id]) == {CABLE.id}
    assert finder.candidates(signature(MARKET)) == frozenset()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(range(6)), min_size=2, max_size=6, unique=True))
def test_the_relation_is_symmetric_and_does_not_depend_on_order(order: list[int]) -> None:
    versions = [
        CABLE,
        replace(CABLE, newspaper="样例晚报"),
        replace(CABLE, paragraphs=CABLE.paragraphs[:2]),
        changed(CABLE, "4860", "4680"),
        MARKET,
        replace(MARKET, newspaper="样例晚报"),
    ]
    chosen = [versions[number] for number in order]
    found = groups(chosen)
    assert {one: set(others) for one, others in found.items()} == {
        one: set(others) for one, others in groups(chosen[::-1]).items()
    }
    assert all(one in found[other] for one, others in found.items() for other in others)
