"""Dates named by questions and passages, and how well they fit each other."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.temporal import (
    TimeSpan,
    is_current,
    resolve,
    resolve_in_article,
    time_weight,
    with_absolute_dates,
)

TODAY = date(2024, 11, 12)  # a Tuesday


def spans(text: str, today: date = TODAY) -> list[str]:
    return [f"{span.start}..{span.end}" for span in resolve(text, today)]


def day(text: str) -> str:
    return f"{text}..{text}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年11月12日样例市下雪了吗？", day("2024-11-12")),
        ("2024-11-12发生了什么", day("2024-11-12")),
        ("２０２４年１１月１２日", day("2024-11-12")),
        ("二〇二四年三月五日的会议", day("2024-03-05")),
        ("24年3月的数据", "2024-03-01..2024-03-31"),
        ("11月12日谁来访", day("2024-11-12")),
        ("11月13日谁来访", day("2023-11-13")),
        ("3月的产量", "2024-03-01..2024-03-31"),
        ("十二月的产量", "2023-12-01..2023-12-31"),
        ("2023年的产量", "2023-01-01..2023-12-31"),
        ("2023年中国经济如何", "2023-01-01..2023-12-31"),
        ("二〇二四年的计划", "2024-01-01..2024-12-31"),
        ("2023年11月21日至2024年1月期间", "2023-11-21..2024-01-31"),
        ("2022年2月26日至3月17日", "2022-02-26..2022-03-17"),
        ("2020年10月17日至18日", "2020-10-17..2020-10-18"),
        ("1—11月的出口", "2024-01-01..2024-11-30"),
        ("今年3月至5月", "2024-03-01..2024-05-31"),
        ("去年11月至今年2月", "2023-11-01..2024-02-29"),
        ("2月下旬", "2024-02-21..2024-02-29"),
        ("今年2月下旬的比赛", "2024-02-21..2024-02-29"),
        ("2020年11月上半月", "2020-11-01..2020-11-15"),
        ("五年前7月底", "2019-07-24..2019-07-31"),
        ("上半年的利润", "2024-01-01..2024-06-30"),
        ("去年下半年的利润", "2023-07-01..2023-12-31"),
        ("一季度的利润", "2024-01-01..2024-03-31"),
        ("2023年第四季度", "2023-10-01..2023-12-31"),
        ("2024年前三季度", "2024-01-01..2024-09-30"),
        ("前11个月", "2024-01-01..2024-11-30"),
        ("上个季度", "2024-07-01..2024-09-30"),
        ("今天的头版", day("2024-11-12")),
        ("昨天的头版", day("2024-11-11")),
        ("昨日的头版", day("2024-11-11")),
        ("前天的头版", day("2024-11-10")),
        ("去年谁夺冠", "2023-01-01..2023-12-31"),
        ("前年的8月", "2022-08-01..2022-08-31"),
        ("去年12月12日谁到访", day("2023-12-12")),
        ("三年前的2月", "2021-02-01..2021-02-28"),
        ("两年前八月", "2022-08-01..2022-08-31"),
        ("三年前的这个月", "2021-11-01..2021-11-30"),
        ("四年前的昨天", day("2020-11-11")),
        ("一年前的这个星期", "2023-11-06..2023-11-12"),
        ("上周谁来访", "2024-11-04..2024-11-10"),
        ("上周五谁来访", day("2024-11-08")),
        ("上周末的车展", "2024-11-09..2024-11-10"),
        ("本周的天气", "2024-11-11..2024-11-17"),
        ("上个月的产量", "2024-10-01..2024-10-31"),
        ("本月的产量", "2024-11-01..2024-11-30"),
        ("四个月前的公告", "2024-07-01..2024-07-31"),
        ("三天前的公告", day("2024-11-09")),
        ("近三年的产量", "2021-01-01..2024-11-12"),
        ("过去两年的产量", "2022-01-01..2024-11-12"),
        ("近6个月的产量", "2024-05-01..2024-11-12"),
        ("今年以来的产量", "2024-01-01..2024-11-12"),
        ("自2020年以来", "2020-01-01..2024-11-12"),
        ("今年年初", "2024-01-01..2024-02-29"),
        ("2020年底的产量", "2020-11-01..2020-12-31"),
        ("2020年春节的客流", "2020-01-24..2020-01-31"),
        ("去年国庆假期的客流", "2023-10-01..2023-10-08"),
        ("截至2020年3月15日", "0001-01-01..2020-03-15"),
        ("2019年5月前", "0001-01-01..2019-05-31"),
        ("2023年2月14日前还是后", day("2023-02-14")),
        ("民國以前不算，2023年3月5號呢", day("2023-03-05")),
        ("上週五發生了什麼", day("2024-11-08")),
    ],
)
def test_a_chinese_expression_means_these_days(text: str, expected: str) -> None:
    assert spans(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What happened on 5 May 2023?", day("2023-05-05")),
        ("What happened on May 5, 2023?", day("2023-05-05")),
        ("What happened on 5 May?", day("2024-05-05")),
        ("What was decided in March 2024?", "2024-03-01..2024-03-31"),
        ("Who won in 2023?", "2023-01-01..2023-12-31"),
        ("How many in Q1 2024?", "2024-01-01..2024-03-31"),
        ("What happened yesterday?", day("2024-11-11")),
        ("What happened last week?", "2024-11-04..2024-11-10"),
        ("What happened last Friday?", day("2024-11-08")),
        ("What opened this year?", "2024-01-01..2024-12-31"),
        ("What closed two years ago?", "2022-01-01..2022-12-31"),
        ("How did it grow in the past three years?", "2021-01-01..2024-11-12"),
        ("How did it grow since March 2020?", "2020-03-01..2024-11-12"),
        ("How did it grow between 2019 and 2021?", "2019-01-01..2021-12-31"),
    ],
)
def test_an_english_expression_means_these_days(text: str, expected: str) -> None:
    assert spans(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "连续5日涨停的是哪家",
        "工期12个月的工程是哪个",
        "他出现在哪里",
        "两件事发生在同一个月吗",
        "两件事发生在同一月吗",
        "他现年几岁",
        "第13月",
        "May I ask who may win?",
        "公告发布当月讨论了什么",
        "三千年前的遗址",
        "2月31日",
        "周六福珠宝的年报",
        "",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert resolve(text, TODAY) == []


def test_several_times_are_kept_apart_and_lend_each_other_their_year() -> None:
    assert spans("2020年11月和2021年6月") == ["2020-11-01..2020-11-30", "2021-06-01..2021-06-30"]
    assert spans("2024年2月和3月") == ["2024-02-01..2024-02-29", "2024-03-01..2024-03-31"]
    assert spans("2020年2月3日和4日") == [day("2020-02-03"), day("2020-02-04")]


def test_vague_words_give_soft_spans_that_end_today() -> None:
    for text in ("最近", "近日", "近期", "目前", "几个月前", "两年多前", "几天前"):
        found = resolve(text, TODAY)
        assert len(found) == 1
        assert found[0].soft


def test_offsets_point_at_the_words() -> None:
    text = "请问，去年12月的头版是什么？"
    (span,) = resolve(text, TODAY)
    assert text[span.text_start : span.text_end] == "去年12月"


@pytest.mark.parametrize(
    ("question", "current"),
    [
        ("目前有多少家企业上市？", True),
        ("现任样例市市长是谁？", True),
        ("最新的油价是多少？", True),
        ("Who is currently the mayor?", True),
        ("What is the latest figure?", True),
        ("他出现在哪里？", False),
        ("2020年3月15日目前的病例数是多少？", False),
        ("去年的油价是多少？", False),
    ],
)
def test_a_question_for_the_present_is_told(question: str, current: bool) -> None:
    assert is_current(question) is current


def article(text: str, published: date | None) -> list[str]:
    return [f"{span.start}..{span.end}" for span in resolve_in_article(text, published)]


def test_an_articles_own_date_is_what_its_words_count_from() -> None:
    assert article("昨日，样例大桥通车。", date(2025, 1, 22)) == [day("2025-01-21")]
    assert article("去年12月开工。", date(2025, 1, 22)) == ["2024-12-01..2024-12-31"]
    assert article("记者21日获悉。", date(2025, 1, 22)) == [day("2025-01-21")]
    assert article("记者31日获悉。", date(2025, 2, 2)) == [day("2025-01-31")]


def test_a_date_without_a_year_is_the_nearest_to_the_issue() -> None:
    assert article("12月25日开幕。", date(2025, 1, 22)) == [day("2024-12-25")]
    assert article("将于3月5日开幕。", date(2025, 1, 22)) == [day("2025-03-05")]
    assert article("将于1月5日开幕。", date(2024, 12, 22)) == [day("2025-01-05")]


def test_a_year_is_lent_within_a_sentence_only_when_the_issue_is_dated() -> None:
    text = "2019年他来到样例市。12月3日，他获奖。"
    assert article(text, date(2024, 12, 4))[1] == day("2024-12-03")
    assert article(text, None)[1] == day("2019-12-03")


def test_an_undated_passage_counts_from_its_first_full_date() -> None:
    assert article("2023年8月18日，协会表态。上月，协会成立。", None)[1] == "2023-07-01..2023-07-31"
    assert article("昨日，样例大桥通车。", None) == []


def test_weight_prefers_what_fits_and_never_excludes() -> None:
    asked = resolve("2023年4月28日的会议", TODAY)
    exact = time_weight(asked, date(2023, 4, 28), [])
    next_day = time_weight(asked, date(2023, 4, 29), [])
    year_only = time_weight(asked, None, resolve_in_article("2023年的会议", None))
    far = time_weight(asked, date(2019, 1, 1), [])
    unknown = time_weight(asked, None, [])
    assert exact == next_day == 1.0
    assert exact > year_only > unknown > far > 0.3


def test_a_date_named_in_the_text_counts_as_much_as_the_issue_date() -> None:
    asked = resolve("2023年4月的会议", TODAY)
    told = resolve_in_article("会议于2023年4月28日举行。", date(2024, 4, 28))
    assert time_weight(asked, date(2024, 4, 28), told) == 1.0


def test_a_question_without_time_weighs_nothing() -> None:
    assert time_weight([], date(2020, 1, 1), []) == 1.0


def test_recent_prefers_the_newer_article() -> None:
    asked = resolve("最近的会议", TODAY)
    weights = [time_weight(asked, date(year, 6, 1), []) for year in (2018, 2021, 2023, 2024)]
    assert weights == sorted(weights)


def test_a_supplied_year_does_not_bury_the_same_day_of_another() -> None:
    asked = resolve("3月23日新增多少", TODAY)
    other_year = time_weight(asked, date(2020, 3, 23), [])
    other_day = time_weight(asked, date(2020, 7, 1), [])
    assert time_weight(asked, date(2024, 3, 23), []) > other_year > other_day


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("去年12月谁夺冠？", "2023年12月谁夺冠？"),
        ("今年2月下旬，谁夺冠？", "2024年2月下旬，谁夺冠？"),
        ("三年前的2月谁夺冠？", "2021年2月谁夺冠？"),
        ("四年前的昨天", "2020年11月11日"),
        ("四个月前的公告", "2024年7月的公告"),
        ("昨天的头版", "2024年11月11日的头版"),
        ("今年以来的产量", "2024年以来的产量"),
        ("上半年的利润", "2024年上半年的利润"),
        ("二〇二四年三月五日的会议", "2024年3月5日的会议"),
        ("2024年2月和3月", "2024年2月和2024年3月"),
        ("What closed last year?", "What closed 2023?"),
        # figures would promise what is not known, or are there already
        ("11月13日谁来访", "11月13日谁来访"),
        ("最近的会议", "最近的会议"),
        ("2023年4月的会议", "2023年4月的会议"),
    ],
)
def test_relative_times_are_put_in_figures(question: str, expected: str) -> None:
    assert with_absolute_dates(question, TODAY) == expected


@given(st.text(max_size=80), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_any_text_gives_ordered_spans_inside_it(text: str, today: date) -> None:
    for found in (resolve(text, today), resolve_in_article(text, today)):
        assert all(0 <= s.text_start < s.text_end <= len(text) for s in found)
        assert all(a.text_end <= b.text_start for a, b in pairwise(found))
        assert all(s.start <= s.end for s in found)


@given(
    st.lists(
        st.sampled_from("年月日号上下去今前昨本周季度半初底旬至和的以来后个三十二〇1290"),
        max_size=14,
    )
)
def test_any_pile_of_time_words_is_read_without_error(pieces: list[str]) -> None:
    text = "".join(pieces)
    for found in (resolve(text, TODAY), resolve_in_article(text, None)):
        assert all(s.start <= s.end for s in found)
    with_absolute_dates(text, TODAY)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(-3000, 3000))
def test_weight_is_a_factor(asked: date, days: int) -> None:
    spans_asked = resolve(f"{asked.year}年{asked.month}月{asked.day}日", TODAY)
    issue = asked + timedelta(days=days)
    assert 0 < time_weight(spans_asked, issue, []) <= 1
    assert spans_asked[0] == TimeSpan(asked, asked, "day", 0, spans_asked[0].text_end)


@pytest.mark.bench
def test_the_dates_of_a_passage_are_found_in_half_a_millisecond() -> None:
    prose = "样例市的大桥跨过样例河，连接东西两岸，市民出行更加方便。" * 4
    passage = f"样例市统计局1月21日公布，去年全市生产总值增长5.2%。{prose}昨日，大桥通车。{prose}"
    begin = time.process_time()
    for _ in range(200):
        resolve_in_article(passage[:300], date(2025, 1, 22))
    assert (time.process_time() - begin) / 200 < 0.0005
