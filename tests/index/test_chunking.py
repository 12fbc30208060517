from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.chunking import heading, passages
from index.models import Article
from index.sentences import sentence_spans

PIECES = [
    "城北新桥通车了。",
    "记者说",
    "，",
    "市长王一表示满意！",
    "\n",
    "\n\n",
    "《规划》",
    "3.5亿元",
    " ",
]
TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(alphabet="天地人。，！？；a. B1\n ", max_size=40)),
    max_size=120,
).map("".join)


def article(text: str, **fields: object) -> Article:
    return Article(tuple(text.split("\n")), **fields)  # type: ignore[arg-type]


@given(TEXTS, st.integers(50, 300))
def test_passages_cover_the_text_in_order(text: str, limit: int) -> None:
    whole = article(text)
    found = passages(whole, limit)
    assert all(whole.text[p.start : p.end] == p.text and p.text.strip() for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join("".join(p.text.split()) for p in found) == "".join(whole.text.split())


@given(TEXTS, st.integers(50, 300))
def test_a_sentence_stays_whole_up_to_twice_the_limit(text: str, limit: int) -> None:
    whole = article(text)
    borders = {border for p in passages(whole, limit) for border in (p.start, p.end)}
    for start, end in sentence_spans(whole.text):
        if end - start <= 2 * limit:
            assert not any(start < border < end for border in borders)


@given(TEXTS, st.integers(50, 300))
def test_a_passage_is_at_most_twice_the_limit(text: str, limit: int) -> None:
    assert all(len(p.text) <= 2 * limit + 2 for p in passages(article(text), limit))


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    sentence = "全市各区新建的道路桥梁和公园绿地都已经完工，" * 40 + "特此公告。"
    found = passages(article(sentence), 100)
    assert len(found) > 5
    assert all(p.text.endswith(("，", "。")) for p in found)


def test_small_paragraphs_share_a_passage_and_a_short_rest_joins_the_last() -> None:
    text = "\n".join(["今天上午天气晴朗，市民纷纷出门散步。"] * 16 + ["完。"])
    found = passages(article(text), 300)
    assert len(found) == 1
    assert found[0].text.endswith("完。")


def test_a_subhead_opens_a_passage_and_never_closes_one() -> None:
    body = "工程队日夜施工，进度比计划提前了十天左右。" * 4
    whole = Article((body, "资金从哪里来", body, body), subheads=("资金从哪里来",))
    found = passages(whole, 120)
    assert any(p.text.startswith("资金从哪里来") for p in found)
    assert not any(p.text.endswith("资金从哪里来") for p in found)


def test_a_full_passage_ends_with_a_paragraph_where_it_can() -> None:
    first, second = "甲队昨日完成了全部的工作。" * 8, "乙队今天才刚刚开始工作。" * 8
    found = passages(article(f"{first}\n{second}"), 150)
    assert [p.text for p in found] == [first, second]


def test_headline_and_date_are_carried_in_the_articles_language() -> None:
    day = date(2025, 1, 2)
    chinese = Article(("水库开始蓄水。",), headline="水库蓄水", date=day)
    english = Article(("The dam is closed.",), headline="Dam closed", date=day)
    assert heading(chinese) == "水库蓄水 2025年1月2日"
    assert heading(english) == "Dam closed 2025-01-02"
    assert [p.heading for p in passages(chinese)] == ["水库蓄水 2025年1月2日"]
    assert heading(Article(("无题无日期。",))) == ""


def test_an_article_without_text_has_no_passages() -> None:
    assert passages(Article(())) == []
    assert passages(Article(("  ", ""))) == []
