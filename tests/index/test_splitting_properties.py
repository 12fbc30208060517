"""Whatever the page, no character of the text is lost or doubled, and nothing depends on chance."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from index.models import Article, Line, Page
from index.splitting import close_letter_spacing, split_page
from index.splitting.blocks import make_blocks
from index.splitting.jumps import strip_jumps
from index.splitting.lines import measure
from index.splitting.roles import assign_roles

SENTENCES = [
    "样例大桥昨天通车，两岸往来只需五分钟。",
    "市长说：“过桥不收费。”",
    "今年小麦长势良好，农技人员下田指导，预计亩产增加百分之五。",
    "图书室里有三千册书，都是城里的学校捐的，孩子们放学以后常来这里读书写字。",
    "去年秋天，三十所学校结成对子；每校每月送书100册。",
    "记者在现场看到，工人们正在安装路灯，灯杆高12米。",
    "小智治事，大智治制。",
]
HEADLINES = ["样例大桥通车", "小麦丰收在望", "乡村小学添了图书室", "路灯亮了 路好走了"]
MARKS = ["（下转第4版）", "（上接第1版）", "下转第5版", "(下转A08版)"]
OPENINGS = ["", "本报讯（记者 林某）", "新华社样例市1月21日电 ", "（上接第1版）"]


def wrapped(text: str, width: int) -> list[str]:
    first = text[: width - 2]
    rest = text[width - 2 :]
    return [first, *(rest[i : i + width] for i in range(0, len(rest), width))]


@st.composite
def stories(draw: st.DrawFn) -> list[str]:
    width = draw(st.sampled_from([10, 13, 16, 20]))
    head = draw(st.sampled_from(HEADLINES))
    body: list[str] = []
    opening = draw(st.sampled_from(OPENINGS))
    for _ in range(draw(st.integers(1, 4))):
        count = draw(st.integers(1, 3))
        text = opening + "".join(draw(st.sampled_from(SENTENCES)) for _ in range(count))
        opening = ""
        body.extend(wrapped(text, width))
        if draw(st.booleans()):
            body.append("")
    if draw(st.booleans()):
        body[-1:] = [body[-1] + draw(st.sampled_from(["", "（下转第4版）"]))]
    head_lines = [" ".join(head) if draw(st.booleans()) else head, ""]
    return [*head_lines, *body, ""] if draw(st.booleans()) else [*body, "", *head_lines]


pages = st.lists(stories(), min_size=1, max_size=4).map(lambda parts: [*chain.from_iterable(parts)])
noise = st.lists(
    st.one_of(
        st.sampled_from([*SENTENCES, *HEADLINES, *MARKS, "", "……", "（完）", "广告", "——"]),
        st.text("大桥通车，。“”（）《》 \u3000aB1-…版第上接下转", max_size=24),
    ),
    max_size=25,
)


def characters(*texts: str) -> Counter[str]:
    return Counter(re.sub(r"\s+", "", "".join(texts)))


def bare(lines: list[str]) -> Counter[str]:
    return characters(strip_jumps("\n".join(lines))[0])


def page(lines: list[str]) -> Page:
    return Page(1, tuple(Line(line) for line in lines))


def everything(article: Article) -> list[str]:
    parts = [article.kicker, article.headline, article.subline]
    return [*article.paragraphs, *article.captions, *(part for part in parts if part)]


@given(pages)
@settings(max_examples=60, deadline=None)
def test_no_character_is_lost_or_doubled(lines: list[str]) -> None:
    articles = split_page(page(lines))
    assert characters(*(text for a in articles for text in everything(a))) == bare(lines)


@given(noise)
@settings(max_examples=100, deadline=None)
def test_every_line_goes_to_exactly_one_block(lines: list[str]) -> None:
    printed = measure([Line(line) for line in lines])
    blocks = make_blocks(assign_roles(printed))
    assert [line for block in blocks for line in block.lines] == printed
    assert characters(*(line.text for line in printed)) == bare(lines)


@given(noise)
@settings(max_examples=60, deadline=None)
def test_any_page_can_be_split_and_comes_out_the_same_twice(lines: list[str]) -> None:
    first = split_page(page(lines))
    assert split_page(page(lines)) == first
    assert all(0 <= article.confidence <= 1 for article in first)
    for ending in ("\n", "\r\n", "\r"):
        assert split_page(Page(1, (Line(ending.join(lines)),))) == first


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_closing_changes_white_space_only_and_only_once(text: str) -> None:
    closed = close_letter_spacing(text)
    assert characters(closed) == characters(text)
    assert close_letter_spacing(closed) == closed
