"""A figure belongs to its period, a relation to its word."""

from __future__ import annotations

import pytest

from rag.support import check

REPORT = (
    "2023年上半年，澄江港完成货物吞吐量120万吨，比2022年上半年增长8%。"
    "2022年，全港完成集装箱运输36万箱。2019—2023年，港口营业收入年均增长6.5%。"
    "去年前9个月，南屏机场接待旅客210万人次。"
)


@pytest.mark.parametrize(
    "claim",
    [
        "2023年上半年，澄江港完成货物吞吐量120万吨。",
        "澄江港2023年上半年货物吞吐量为120万吨，增长8%。",
        "2022年，全港完成集装箱运输36万箱。",
        "2019—2023年，港口营业收入年均增长6.5%。",
        "去年前9个月，南屏机场接待旅客210万人次。",
    ],
)
def test_a_figure_with_its_own_period_is_supported(claim: str) -> None:
    assert check(claim, REPORT).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("2023年，澄江港完成货物吞吐量120万吨。", "2023年上半年"),
        ("2023年，全港完成集装箱运输36万箱。", "2022年"),
        ("2023年，港口营业收入增长6.5%。", "2023年"),
        ("2019—2023年，港口营业收入增长6.5%。", "年均"),
    ],
)
def test_a_figure_of_another_period_is_not(claim: str, reason: str) -> None:
    support = check(claim, REPORT)
    assert support.verdict == "unsupported"
    assert reason in " ".join(support.reasons)


def test_a_day_within_the_year_is_no_other_period() -> None:
    evidence = "2023年5月2日，澄江大桥发生碰撞事故，造成3人受伤。"
    assert check("2023年澄江大桥碰撞事故造成3人受伤。", evidence).verdict == "supported"


def test_the_year_compared_with_is_not_the_figure_s_own() -> None:
    evidence = "与2021年相比，2022年澄江的游客达到50万人次。"
    assert check("2022年澄江的游客达到50万人次。", evidence).verdict == "supported"


PLAY = "《江上的灯》由林秋执导，方怡、何川主演，出品方为样例影业。何川出席了首映礼。"


@pytest.mark.parametrize(
    "claim", ["《江上的灯》的导演是林秋。", "《江上的灯》的主演是方怡、何川。"]
)
def test_a_relation_that_the_evidence_has_in_other_words(claim: str) -> None:
    assert check(claim, PLAY).verdict == "supported"


@pytest.mark.parametrize("claim", ["《江上的灯》的编剧是何川。", "《江上的灯》的摄影是方怡。"])
def test_a_relation_that_only_the_claim_has(claim: str) -> None:
    assert check(claim, PLAY).verdict != "supported"


def test_a_deed_that_only_the_claim_has() -> None:
    evidence = "市长陈明对前市长周立病逝表示哀悼。"
    assert check("陈明枪击周立。", evidence).verdict != "supported"


def test_who_takes_a_title_over_is_not_refuted_by_who_has_it() -> None:
    evidence = "现任馆长陈明月底退休。林秋将成为书院第三任馆长。馆长陈明表示祝贺。"
    assert check("书院第三任馆长是林秋。", evidence).verdict == "supported"
    assert check("书院第三任馆长是周立。", evidence).verdict != "supported"


def test_a_day_of_the_week_is_the_same_in_either_spelling() -> None:
    evidence = "南屏书市每周四至周日开放。"
    assert check("南屏书市星期四至周日开放。", evidence).verdict == "supported"
    assert check("南屏书市周五也开放。", evidence).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("南屏书市星期三至周日开放。", "南屏书市每周四至周日开放。"),
        ("南屏书市每周一休息。", "南屏书市每周二休息。"),
        ("The fair is closed on Monday.", "The fair is closed on Tuesday."),
    ],
)
def test_another_day_of_the_week_is_not_supported(claim: str, evidence: str) -> None:
    assert check(claim, evidence).verdict == "unsupported"


def test_three_times_a_week_is_no_day_of_it() -> None:
    evidence = "南屏书市每周四开放，讲座每周三次。"
    assert check("南屏书市讲座每周三次。", evidence).verdict == "supported"
