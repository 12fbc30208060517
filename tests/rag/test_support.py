"""Invariants of the check, and its parts on small texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.support import check, check_against
from rag.support.numbers import equal
from rag.support.numerals import amount
from rag.support.reading import read

NEWS = (
    "样例日报讯 全市去年新建学校12所。今年前8个月，出口同比增长3.2%，进口下降1.5%。\n"
    "教育局局长周明远说：“校舍安全不能打折扣，所有工程必须按期完工。”"
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一亿二千万", 120_000_000),
        ("1亿2000万", 120_000_000),
        ("3.2万", 32_000),
        ("三十六", 36),
        ("十二万亿", 12e12),
        ("二〇二四", 2024),
        ("一百零五", 105),
        ("三点五", 3.5),
    ],
)
def test_numerals(text: str, value: float) -> None:
    assert amount(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增长3.2%", "增长百分之三点二"),
        ("两成", "20%"),
        ("４至６块", "4-6元"),
        ("1,268部", "1268部"),
        ("2.3万人", "23000人"),
        ("118公里", "118千米"),
        ("131万辆", "1313851辆"),
        ("第36届", "第三十六届"),
        ("2024年8月", "二〇二四年八月"),
        ("2024-08-01", "2024年8月1日"),
    ],
)
def test_facts_written_differently_are_equal(one: str, other: str) -> None:
    assert check(f"数字是{one}。", f"数字是{other}。").verdict == "supported"


@pytest.mark.parametrize(
    ("one", "other"),
    [("3.2%", "3.2个百分点"), ("4.6亿元", "4.6万元"), ("12人", "12万人"), ("5亿元", "5亿美元"), ("8月", "9月")],
)  # fmt: skip
def test_other_unit_or_magnitude_is_another_fact(one: str, other: str) -> None:
    assert check(f"总数是{one}。", f"总数是{other}。").verdict == "unsupported"


def test_every_sentence_and_run_supports_itself_and_is_quoted() -> None:
    for sentence in read(NEWS).sentences:
        text = NEWS[sentence.start : sentence.end]
        support = check(text, NEWS)
        assert support.verdict == "supported", (text, support.reasons)
        assert NEWS[support.start : support.end] == text


def test_reason_tells_both_figures() -> None:
    support = check("今年前8个月，出口同比增长3.3%。", NEWS)
    assert support.verdict == "unsupported"
    assert support.start == support.end == -1
    assert support.reasons == ("证据中是“增长3.2%”，句子写的是“增长3.3%”",)


def test_added_clause_is_not_borne_out() -> None:
    claim = "全市去年新建学校12所，市长亲自出席了落成典礼并剪彩。"
    assert check(claim, NEWS).verdict != "supported"


def test_altered_quotation_is_not_borne_out() -> None:
    claim = "周明远说：“校舍安全不能打折扣，所有工程可以延期完工。”"
    assert check(claim, NEWS).verdict != "supported"


def test_reasons_are_in_the_language_of_the_claim() -> None:
    reasons = check("Exports rose 9 percent.", "Exports rose 3 percent.").reasons
    assert reasons
    assert all("evidence" in reason for reason in reasons)


@pytest.mark.parametrize(("claim", "evidence"), [("", NEWS), ("。", NEWS), ("12所", ""), ("", "")])
def test_nothing_to_check_or_to_check_with_is_unsupported(claim: str, evidence: str) -> None:
    support = check(claim, evidence)
    assert support.verdict == "unsupported"
    assert support.reasons


def test_several_evidences_are_checked_each_by_itself() -> None:
    verdicts = [s.verdict for s in check_against("新建学校12所。", ["别的事情。", NEWS])]
    assert verdicts == ["unsupported", "supported"]


def test_rounding_goes_one_way() -> None:
    (fine,), (round_,) = (read(t).sentences[0].facts for t in ("1313851辆", "131万辆"))
    assert equal(round_, fine)  # type: ignore[arg-type]
    assert not equal(fine, round_)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_gets_a_verdict_and_offsets_inside_the_evidence(claim: str, evidence: str) -> None:
    support = check(claim, evidence)
    assert support.verdict in {"supported", "partial", "unsupported"}
    assert -1 <= support.start <= support.end <= len(evidence)
    assert (support.start < 0) == (support.end < 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9_999), st.integers(2, 9_999))
def test_a_number_is_borne_out_by_itself_only(mine: int, theirs: int) -> None:
    verdict = check(f"当天共有{mine}名观众入场。", f"当天共有{theirs}名观众入场。").verdict
    assert (verdict == "supported") == (mine == theirs)
