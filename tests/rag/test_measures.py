from __future__ import annotations

import pytest

from rag.evaluation import measures


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("共有１２人参加", "12人"),
        ("共有十二人参加", "12人"),
        ("花费1,300多万元", "1300多万元"),
        ("发布于二〇二四年", "2024年"),
        ("共 6 批", "六批"),
        ("澄江圖書館開館", "澄江图书馆开馆"),
        ("The GDP grew", "the gdp"),
    ],
)
def test_forms_of_the_same_answer_are_folded(text: str, accepted: str) -> None:
    assert measures.holds(text, [accepted])


def test_another_number_is_another_answer() -> None:
    assert not measures.holds("共有十三人", ["12人"])


def test_every_group_needs_one_accepted_string() -> None:
    groups = [["6批"], ["17起", "十七起"]]
    assert measures.is_right("6批17起", False, groups)
    assert not measures.is_right("6批", False, groups)
    assert not measures.is_right("6批17起", True, groups)


def test_no_groups_means_that_a_refusal_is_right() -> None:
    assert measures.is_right("", True, [])
    assert not measures.is_right("五点", False, [])


def test_retrieval_measures_do_not_apply_without_gold() -> None:
    assert measures.hit_at_1(set(), [{"a"}]) is None
    assert measures.recall_at(5, set(), []) is None
    assert measures.reciprocal_rank(10, set(), []) is None
    assert measures.mean([None, None]) is None


def test_retrieval_measures_count_documents() -> None:
    ranked = [{"a"}, {"b", "c"}, {"d"}]
    assert measures.hit_at_1({"b"}, ranked) == 0
    assert measures.recall_at(2, {"c", "d"}, ranked) == 0.5
    assert measures.reciprocal_rank(10, {"c"}, ranked) == 0.5
    assert measures.mean([1.0, None, 0.0]) == 0.5


def test_percentiles_and_intervals() -> None:
    assert measures.percentile([3, 1, 2], 0.5) == 2
    assert measures.percentile([], 0.5) is None
    low, high = measures.wilson(9, 10) or (0, 0)
    assert low < 0.9 < high < 1
    assert measures.wilson(0, 0) is None
