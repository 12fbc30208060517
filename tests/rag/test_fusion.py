from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fusion import K, fuse

rankings = st.lists(
    st.lists(st.text("abcdef", min_size=1, max_size=2), unique=True, max_size=8), max_size=4
)


def test_a_result_of_both_rankings_outranks_one_of_a_single_ranking() -> None:
    fused = fuse([["a", "b"], ["b", "c"]], [1, 1])
    assert fused[0][0] == "b"
    assert fused[0][1] == pytest.approx(1 / (K + 2) + 1 / (K + 1))


def test_a_weight_of_zero_silences_a_ranking_but_keeps_its_results() -> None:
    assert [name for name, _ in fuse([["a"], ["b"]], [0, 1])] == ["b", "a"]


@given(rankings)
def test_every_id_comes_out_once_best_first(given_rankings: list[list[str]]) -> None:
    fused = fuse(given_rankings, [1.0] * len(given_rankings))
    assert {name for name, _ in fused} == {name for r in given_rankings for name in r}
    assert len({name for name, _ in fused}) == len(fused)
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
