from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.corrections import is_correction, link
from index.models import Article

RAIL = Article(
    paragraphs=("3月11日，轻轨二号线开通，开通首日二号线客流达9.4万人次。",),
    headline="临澜轻轨二号线昨日开通运营",
    kicker="全长23.6公里",
    newspaper="样例日报",
    date=date(2025, 3, 12),
    pages=("1", "4"),
)
LIBRARY_OPENS = Article(
    paragraphs=("临澜市图书馆新馆将于3月14日开馆，馆藏图书86万册。",),
    headline="市图书馆新馆本周五开馆",
    newspaper="样例日报",
    date=date(2025, 3, 12),
    pages=("1",),
)
OTHER_DAY = replace(RAIL, date=date(2025, 3, 10), paragraphs=("轻轨二号线即将开通。",))
OTHER_PAPER = replace(RAIL, newspaper="样例晚报", paragraphs=("晚报说，轻轨二号线开通。",))
SHELF = [RAIL, LIBRARY_OPENS, OTHER_DAY, OTHER_PAPER]


def correction(text: str, headline: str | None = "更正") -> Article:
    return Article(
        paragraphs=(text,),
        headline=headline,
        newspaper="样例日报",
        date=date(2025, 3, 13),
        pages=("2",),
    )


def corrected(text: str, headline: str | None = "更正") -> tuple[str, ...]:
    notice = correction(text, headline)
    return link([*SHELF, notice]).get(notice.id, ())


@pytest.mark.parametrize(
    "text",
    [
        "本报3月12日第1版《临澜轻轨二号线昨日开通运营》一文中，客流应为“8.4万人次”。特此更正。",
        "本报2025年3月12日第四版刊登的《临澜轻轨二号线 昨日开通运营》有误，特此更正。",
        "昨日本报01版《全长23.6公里 临澜轻轨二号线昨日开通运营》一文数字有误。",
        "本報3月12日《臨瀾輕軌二號線昨日開通運營》一文有誤，謹此更正。",
        "《临澜轻轨二号线昨日开通运营》（3月12日一版）中的客流应为8.4万人次。",
        "本报3月12日第1版《临澜轻轨二号线昨日开通》一文有误。",
        "本报昨天的报道中，“开通首日二号线客流达9.4万人次”有误，应为“8.4万人次”。",
    ],
)
def test_a_correction_finds_its_article(text: str) -> None:
    assert corrected(text) == (RAIL.id,)


@pytest.mark.parametrize(
    "text",
    [
        "本报3月11日第1版《临澜轻轨二号线昨日开通运营》一文有误。",
        "本报3月12日第6版《临澜轻轨二号线昨日开通运营》一文有误。",
        "本报3月12日第1版《临澜轻轨三号线昨日开通运营》一文有误。",
        "本报3月12日第1版一文中，记者姓名有误，特此更正。",
        "本报近日一文中，“开通首日二号线客流达9.4万人次”有误。",
    ],
)
def test_nothing_is_linked_when_one_thing_named_does_not_fit(text: str) -> None:
    assert corrected(text) == ()


def test_without_a_day_the_whole_headline_must_stand_in_one_recent_issue() -> None:
    text = "《市图书馆新馆本周五开馆》中的馆藏有误。"
    assert corrected(text) == (LIBRARY_OPENS.id,)
    assert corrected("《市图书馆新馆本周五》中的馆藏有误。") == ()
    assert corrected("《临澜轻轨二号线昨日开通运营》中的客流有误。") == (), "two issues have it"


def test_two_articles_in_one_correction() -> None:
    text = (
        "本报3月12日第1版《市图书馆新馆本周五开馆》中馆藏应为85万册；"
        "同日第1版《临澜轻轨二号线昨日开通运营》中客流应为8.4万人次。"
    )
    assert corrected(text) == (LIBRARY_OPENS.id, RAIL.id)


def test_english_corrections() -> None:
    ferry = Article(
        paragraphs=("The vessel seats 180 people and replaces a diesel boat.",),
        headline="Electric ferry cuts the trip",
        newspaper="The Sample Daily",
        date=date(2025, 3, 20),
        pages=("5",),
    )
    notice = Article(
        paragraphs=(
            "An article on March 20 on page 5 misstated the ferry's size: “The vessel seats 180 "
            "people” should read 160.",
        ),
        headline="Corrections",
        newspaper="The Sample Daily",
        date=date(2025, 3, 22),
    )
    assert link([ferry, notice, *SHELF]) == {notice.id: (ferry.id,)}


def test_a_year_left_out_is_the_last_one() -> None:
    old = replace(RAIL, date=date(2024, 12, 30))
    notice = replace(
        correction("本报12月30日第1版《临澜轻轨二号线昨日开通运营》有误，特此更正。"),
        date=date(2025, 1, 2),
    )
    assert link([old, RAIL, notice]) == {notice.id: (old.id,)}


@pytest.mark.parametrize(
    ("text", "headline", "expected"),
    [
        ("某文有误。", "更 正", True),
        ("某文有误。", "更正与说明", True),
        ("某文有误。", "勘誤", True),
        ("更正：本报3月12日一文有误。", None, True),
        ("本报3月12日一文有误，特此更正，并向读者致歉。", None, True),
        ("市民可申请更正户口登记信息。", "户口信息更正办法公布", False),
        ("会议强调，要及时更正错误。", None, False),
        ("特此更正。" + "报道全文。" * 300, None, False),
    ],
)
def test_what_is_a_correction(text: str, headline: str | None, expected: bool) -> None:
    assert is_correction(correction(text, headline)) is expected


def test_the_order_of_the_articles_makes_no_difference() -> None:
    notice = correction("本报3月12日第1版《临澜轻轨二号线昨日开通运营》一文有误。")
    assert link([notice, *SHELF]) == link([*reversed(SHELF), notice]) == {notice.id: (RAIL.id,)}
