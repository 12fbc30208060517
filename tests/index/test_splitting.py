from __future__ import annotations

from datetime import date

import pytest

from index.models import Article, Box, Document, Line, Page
from index.splitting import (
    close_letter_spacing,
    headline_parts,
    is_advertisement,
    is_caption,
    is_furniture,
    join_lines,
    split,
    split_page,
)


def document(text: str, source: str = "clip.txt") -> Document:
    lines = tuple(Line(line) for line in text.split("\n"))
    return Document(source=source, pages=(Page(1, lines),))


HEADLINES_AFTER = """\
（上接第1版）
今年全市将新修农村公路
三百公里，方便群众出行。

市交通局负责人说，工程
已全部招标，将于十月底前完
工。

样例市新修农村
公 路 三 百 公 里

本报讯（记者 林某）样例
大桥三月一日通车，两岸往来
只需五分钟。

据介绍，大桥长四百米，
耗资十二亿元，工期三年，由
市属企业承建。（下转第4版）

图为样例大桥全景。（资料照片）

民生

样例大桥三月一日正式通车

广告
样张家具城开业酬宾
电话：000-87654321

样例日报 2025年1月22日 星期三 第3版
"""

HEADLINES_BEFORE = """\
样 例 日 报
2025年1月22日 星期三 总第7342期 今日4版

样例大桥正式通车
新华社样例市1月21日电 样

例大桥二十一日通车，两岸往来
只需五分钟，过桥不收费。

教 育

乡村小学添了图书室
孩子们有了新去处

□ 本报记者 林某

记者走进乡村小学，孩子们正
在新建的图书室里读书。校长说，
书都是城里的学校捐的。

【捐书】

去年秋天，三十所学校结成对
子，每校每月送书一百册。
"""


def test_headlines_after_their_texts() -> None:
    road, bridge = split(document(HEADLINES_AFTER))
    assert road.headline is not None
    assert road.headline.replace(" ", "") == "样例市新修农村公路三百公里"
    assert road.paragraphs == (
        "今年全市将新修农村公路三百公里，方便群众出行。",
        "市交通局负责人说，工程已全部招标，将于十月底前完工。",
    )
    assert (road.continues_from, road.continues_to) == ("1", None)
    assert bridge.headline == "样例大桥三月一日正式通车"
    assert bridge.kicker == "民生"
    assert bridge.byline == "本报讯（记者 林某）"
    assert bridge.captions == ("图为样例大桥全景。（资料照片）",)
    assert bridge.paragraphs[-1].endswith("承建。")
    assert (bridge.continues_from, bridge.continues_to) == (None, "4")
    for article in (road, bridge):
        assert (article.newspaper, article.date) == ("样例日报", date(2025, 1, 22))
        assert article.pages == ("3",)
        assert "家具城" not in article.text


def test_headlines_before_their_texts() -> None:
    bridge, school = split(document(HEADLINES_BEFORE))
    assert bridge.headline == "样例大桥正式通车"
    assert bridge.dateline == date(2025, 1, 21)
    assert len(bridge.paragraphs) == 1
    assert school.headline is not None
    assert school.headline.replace(" ", "") == "乡村小学添了图书室孩子们有了新去处"
    assert school.kicker == "教育"
    assert school.byline == "□ 本报记者 林某"
    assert school.subheads == ("【捐书】",)
    assert school.pages == ("1",)


def test_the_same_page_split_twice_is_the_same() -> None:
    assert split(document(HEADLINES_BEFORE)) == split(document(HEADLINES_BEFORE))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_matter(ending: str) -> None:
    text = HEADLINES_AFTER.replace("\n", ending)
    page = Page(1, (Line(text),))
    assert split(Document("clip.txt", (page,))) == split(document(HEADLINES_AFTER))


def test_halves_within_a_file_are_joined() -> None:
    first = (
        "大桥通车\n\n大桥今天通车，过桥的人都说\n好，市长林某在桥头说，大桥\n的灯光（下转第2版）"
    )
    second = (
        "（上接第1版）在夜里很好看。\n\n林某说，大桥的灯光用的是水\n电，一年省十万元。\n\n大桥通车"
    )
    pages = tuple(
        Page(number, tuple(Line(line) for line in text.split("\n")))
        for number, text in enumerate((first, second), start=1)
    )
    (article,) = split(Document("edition.pdf", pages))
    assert article.pages == ("1", "2")
    assert "大桥的灯光在夜里很好看。" in article.paragraphs[0]


def test_articles_that_a_format_names_are_kept() -> None:
    named = Article(paragraphs=("一句话。",), headline="标题", source="page.html")
    assert split(Document("page.html", articles=(named,))) == [named]


@pytest.mark.parametrize(
    ("text", "headline", "paragraphs"),
    [
        ("样例大桥昨天通车。", None, ["样例大桥昨天通车。"]),
        ("The bridge opened on Tuesday.", None, ["The bridge opened on Tuesday."]),
        (
            "样例大桥通车\n\n样例大桥昨天通车，过桥不收费。\n\n工程历时三年。",
            "样例大桥通车",
            ["样例大桥昨天通车，过桥不收费。", "工程历时三年。"],
        ),
        (
            "今天下雨了。\n他没有带伞。\n她笑了。",
            None,
            ["今天下雨了。", "他没有带伞。", "她笑了。"],
        ),
        (
            "样例大桥昨天通车，两岸居民往来只需五分\n钟。工程历时三年，耗资十二亿元，由市属企\n业承建。",
            None,
            [
                "样例大桥昨天通车，两岸居民往来只需五分钟。工程历时三年，耗资十二亿元，由市属企业承建。"
            ],
        ),
    ],
)
def test_plain_texts_are_one_article(
    text: str, headline: str | None, paragraphs: list[str]
) -> None:
    (article,) = split(document(text))
    assert article.headline == headline
    assert list(article.paragraphs) == paragraphs


def test_an_empty_page_has_no_article() -> None:
    assert split(document("\n \n")) == []


def test_english_pages() -> None:
    page = """\
THE DAILY SAMPLE
Tuesday, January 21, 2025 Page A1

Bridge to Open in March
By Jane Doe
The mayor said on Tuesday that the
long delayed bridge across the Sam-
ple River would open to traffic in
March, three years after construc-
tion began. Local residents welcomed
the news.
Continued on page A4

Council Rejects New Budget
By John Smith
The city council rejected the budget
on Monday by seven votes to four,
sending the proposal back to the fi-
nance committee. A new draft is due
in two weeks."""
    bridge, council = split(document(page))
    assert bridge.headline == "Bridge to Open in March"
    assert bridge.byline == "By Jane Doe"
    assert bridge.continues_to == "A4"
    assert "the Sample River would" in bridge.text
    assert "Continued" not in bridge.text
    assert council.headline == "Council Rejects New Budget"
    assert council.text.startswith("The city council")
    assert council.date == date(2025, 1, 21)


def test_the_year_is_not_invented() -> None:
    (article,) = split(document("新华社北京1月21日电 大桥通车。"))
    assert (article.date, article.dateline) == (None, None)


def test_the_file_name_gives_what_is_not_printed() -> None:
    (article,) = split(document("大桥通车。", "样例日报_2025-01-22_A08.txt"))
    assert (article.newspaper, article.date) == ("样例日报", date(2025, 1, 22))
    assert article.pages == ("A8",)


def test_font_sizes_tell_headlines() -> None:
    bridge = [
        "大桥今天通车，过桥的人",
        "都说好，两岸往来只需要",
        "五分钟，过桥不收费用，",
        "夜里也有灯。",
    ]
    wheat = ["农技人员下田指导，今年", "小麦长势良好，预计亩产", "增加百分之五。"]
    lines = [
        Line("大桥通车", font_size=30.0),
        *(Line(text, font_size=10.0) for text in bridge),
        Line("小麦丰收", font_size=30.0),
        *(Line(text, font_size=10.0) for text in wheat),
    ]
    assert [a.headline for a in split_page(Page(1, tuple(lines)))] == ["大桥通车", "小麦丰收"]


def test_boxes_tell_indents() -> None:
    def line(text: str, left: float, top: float) -> Line:
        return Line(text, Box(left, top, left + 10.0 * len(text), top + 10.0), 10.0)

    lines = [
        line("大桥今天通车了", 20.0, 0.0),
        line("两岸往来只需要五分", 0.0, 12.0),
        line("钟，过桥不收费用。", 0.0, 24.0),
        line("工程历时三年。", 20.0, 36.0),
    ]
    assert join_lines(lines) == [
        "大桥今天通车了两岸往来只需要五分钟，过桥不收费用。",
        "工程历时三年。",
    ]


@pytest.mark.parametrize(
    ("printed", "closed"),
    [
        ("大 会 在 雄 壮 的 国 歌 声", "大会在雄壮的国歌声"),
        ("2024 年 8 月，", "2024年8月，"),
        ("沪指报 2 6 3 3 点", "沪指报2633点"),
        ("教 育", "教育"),
        ("（记者 张三 李四）", "（记者 张三 李四）"),
        ("减负赋能 实干担当", "减负赋能 实干担当"),
        ("a b c d e", "a b c d e"),
        ("The year 2024 was", "The year 2024 was"),
    ],
)
def test_letter_spacing(printed: str, closed: str) -> None:
    assert close_letter_spacing(printed) == closed


def test_headline_parts_by_size() -> None:
    sizes = (
        ("我市加快路桥建设", 14.0),
        ("样例大桥", 40.0),
        ("今天通车", 40.0),
        ("——过桥不收费", 16.0),
    )
    parts = headline_parts([Line(text, font_size=size) for text, size in sizes])
    assert parts.kicker == "我市加快路桥建设"
    assert parts.headline == "样例大桥今天通车"
    assert parts.subline == "——过桥不收费"


def test_what_is_set_apart() -> None:
    assert is_caption("图为样例大桥全景。新华社记者 林某 摄")
    assert not is_caption("样例大桥昨天通车。")
    assert is_furniture("样例日报 2025年1月22日 星期三 第4版")
    assert not is_furniture("2010年12月8日，刘某")
    assert is_advertisement(["遗失声明", "林某遗失学生证，声明作废。"])
    assert not is_advertisement(["样例大桥昨天通车，过桥不收费。"])


def test_an_unsure_edge_lowers_the_confidence() -> None:
    sure, _ = split(document(HEADLINES_AFTER))
    assert 0.5 <= sure.confidence <= 1.0
