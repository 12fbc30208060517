from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("水庫開始蓄水", "水库开始蓄水"),
        ("ＧＤＰ增长４６．３％", "gdp增长46.3%"),
        ("3,500公里", "3500公里"),
        ("2025 年 1 月 22 日", "2025年1月22日"),
    ],
)
def test_variants_of_one_text_have_the_same_words(one: str, other: str) -> None:
    assert set(terms(one)) >= set(terms(other)) - {"日", "月", "年"}


def test_numbers_keep_decimals_and_per_cent() -> None:
    assert {"46.3%", "1.5", "2025", "gdp"} <= set(terms("2025年GDP增长46.3%，达1.5亿元"))


def test_latin_words_are_found_whole_and_in_parts() -> None:
    assert {"covid-19", "covid", "19", "h20"} <= set(terms("COVID-19与H20芯片"))
    assert {"the", "bridge", "opened"} <= set(terms("The bridge opened."))


@pytest.mark.parametrize(
    "written", ["2025年1月22日", "2025-01-22", "2025/1/22", "２０２５年０１月２２日"]
)
def test_a_date_has_one_form(written: str) -> None:
    assert {"2025年", "1月", "1月22日"} <= set(terms(written))


def test_a_name_that_the_dictionary_does_not_know_is_found_by_pairs() -> None:
    assert {"岚山", "山芯", "芯谷"} <= set(terms("岚山芯谷"))


def test_punctuation_gives_nothing() -> None:
    assert terms("，。！？——《》、…  \n()") == []


@given(st.text())
def test_no_term_is_empty_and_folding_is_idempotent(text: str) -> None:
    found = terms(text)
    assert all(found)
    assert not any(character.isspace() for term in found for character in term)
