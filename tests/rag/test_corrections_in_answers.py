from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.models import Article
from rag.corrections import Retraction, annotate, blank_out, retractions

NOTICE = Article(
    (
        "本报3月12日第1版《二号线开通》一文中，“首日客流达9.4万人次”有误，应为“8.4万人次”。",
        "特此更正。",
    ),
    headline="更正",
)


def test_what_is_wrong_and_what_is_right_are_read_from_a_correction() -> None:
    assert retractions([NOTICE]) == [Retraction("首日客流达9.4万人次", "8.4万人次")]


def test_an_ordinary_quotation_retracts_nothing() -> None:
    said = Article(("他说，“首日客流达9.4万人次”，应为全年最高。",))
    assert retractions([said]) == []


def test_a_statement_is_annotated_but_its_quotation_in_the_correction_is_not() -> None:
    retracted = retractions([NOTICE])
    assert annotate("首日客流达9.4万人次。", retracted) == (
        "首日客流达9.4万人次（已更正，应为8.4万人次）。"
    )
    assert annotate(NOTICE.text, retracted) == NOTICE.text


@given(st.text("甲乙9.4万人次", max_size=30), st.text("9.4万人次", min_size=1, max_size=5))
def test_blanking_keeps_every_offset(text: str, wrong: str) -> None:
    blanked = blank_out(text, [Retraction(wrong, "")])
    assert len(blanked) == len(text)
    assert wrong not in blanked
