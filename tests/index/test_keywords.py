from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from index import keywords, schema
from index.database import connect

TERMS = st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=8)
PASSAGES = st.dictionaries(st.integers(0, 9000), TERMS, max_size=12)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    engine = connect(tmp_path / "words.sqlite3")
    with engine.begin() as opened:
        schema.upgrade(opened)
        yield opened
    engine.dispose()


def bm25(passages: dict[int, list[str]], question: set[str]) -> dict[int, float]:
    """The formula written out, a passage at a time."""
    mean = max(sum(map(len, passages.values())) / max(len(passages), 1), 1.0)
    scores = {}
    for number, terms in passages.items():
        score = 0.0
        for term in question & set(terms):
            holding = sum(term in other for other in passages.values())
            rarity = math.log(1 + (len(passages) - holding + 0.5) / (holding + 0.5))
            count = Counter(terms)[term]
            norm = keywords.K1 * (1 - keywords.B + keywords.B * len(terms) / mean)
            score += rarity * count * (keywords.K1 + 1) / (count + norm)
        if score:
            scores[number] = score
    return scores


@settings(max_examples=40, deadline=None)
@given(PASSAGES, PASSAGES, st.sets(st.sampled_from("甲乙丙丁戊己庚")))
def test_scores_are_those_of_the_formula_whatever_was_there_before(
    kept: dict[int, list[str]], gone: dict[int, list[str]], question: set[str]
) -> None:
    gone = {number: terms for number, terms in gone.items() if number not in kept}
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        schema.upgrade(db)
        keywords.add(db, gone)
        keywords.add(db, kept)
        keywords.remove(db, gone)
        found = dict(keywords.search(db, question, 100))
        assert keywords.numbers(db).tolist() == sorted(kept)
    wanted = bm25(kept, question)
    assert found.keys() == wanted.keys()
    assert all(found[n] == pytest.approx(wanted[n], rel=1e-4) for n in wanted)


def test_the_best_come_first_and_equal_scores_by_number(db: Connection) -> None:
    keywords.add(db, {3: ["桥", "河"], 1: ["桥", "河"], 7: ["桥", "桥"], 5: ["山", "水"]})
    assert [number for number, _ in keywords.search(db, ["桥"], 10)] == [7, 1, 3]
    assert [number for number, _ in keywords.search(db, ["桥"], 2)] == [7, 1]


def test_only_allowed_passages_are_found(db: Connection) -> None:
    keywords.add(db, {number: ["桥"] for number in range(50)})
    found = keywords.search(db, ["桥"], 10, np.array([4, 40, 400]))
    assert [number for number, _ in found] == [4, 40]


def test_an_unknown_word_and_an_empty_index_find_nothing(db: Connection) -> None:
    assert keywords.search(db, ["桥"], 5) == []
    keywords.add(db, {0: ["山"]})
    assert keywords.search(db, ["桥"], 5) == []
    assert keywords.search(db, [], 5) == []
    assert keywords.search(db, ["山"], 0) == []


def test_a_common_word_still_counts(db: Connection) -> None:
    keywords.add(db, {0: ["桥"], 1: ["桥"]})
    assert len(keywords.search(db, ["桥"], 5)) == 2
