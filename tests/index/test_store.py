from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import LibraryUnavailable
from index.models import Filters
from index.store import VectorStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    opened = VectorStore(tmp_path / "vectors")
    yield opened
    opened.close()


def corner(axis: int) -> np.ndarray:
    vector = np.full(8, 0.01, dtype=np.float32)
    vector[axis] = 1.0
    return vector / np.linalg.norm(vector)


def fill(store: VectorStore) -> None:
    days = [20250101, 20250102, 20250103, 0]
    papers = ["样例日报", "样例晚报", "样例日报", ""]
    store.put(
        [f"p{i}" for i in range(4)],
        np.stack([corner(i) for i in range(4)]),
        [{"article": f"a{i}", "date": days[i], "newspaper": papers[i]} for i in range(4)],
    )


def ids(store: VectorStore, filters: Filters) -> set[str]:
    return {passage_id for passage_id, _ in store.nearest(corner(0), 10, filters)}


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    fill(store)
    found = store.nearest(corner(2), 2, Filters())
    assert found[0][0] == "p2"
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert len(found) == 2
    assert store.exact(corner(2), ["p2", "p1", "gone"])[0][0] == "p2"


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(date_from=date(2025, 1, 2)), {"p1", "p2"}),
        (Filters(date_to=date(2025, 1, 2)), {"p0", "p1"}),
        (Filters(date_from=date(2025, 1, 2), date_to=date(2025, 1, 2)), {"p1"}),
        (Filters(newspaper="樣例日報"), {"p0", "p2"}),
        (Filters(newspaper="样例日报", date_from=date(2025, 1, 2)), {"p2"}),
        (Filters(article_ids=frozenset({"a3", "a0"})), {"p0", "p3"}),
        (Filters(), {"p0", "p1", "p2", "p3"}),
    ],
)
def test_filters_let_through_what_they_name(
    store: VectorStore, filters: Filters, wanted: set[str]
) -> None:
    fill(store)
    assert ids(store, filters) == wanted


def test_put_replaces_vector_and_metadata(store: VectorStore) -> None:
    fill(store)
    store.put(["p0"], corner(5)[None], [{"article": "a0", "date": 20260101, "newspaper": ""}])
    assert store.count() == 4
    assert store.nearest(corner(5), 1, Filters())[0][0] == "p0"
    assert ids(store, Filters(newspaper="样例日报")) == {"p2"}


def test_remove_takes_out_and_ignores_what_is_not_there(store: VectorStore) -> None:
    fill(store)
    store.remove(["p1", "never"])
    store.remove([])
    assert store.ids() == {"p0", "p2", "p3"}


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.nearest(corner(0), 3, Filters()) == []
    assert store.exact(corner(0), []) == []
    assert store.ids() == set()
    assert store.nearest(corner(0), 0, Filters()) == []


def test_what_was_put_is_there_after_reopening(tmp_path: Path, store: VectorStore) -> None:
    fill(store)
    store.reopen()
    assert store.count() == 4
    assert store.nearest(corner(3), 1, Filters())[0][0] == "p3"


def test_vectors_compared_otherwise_are_refused(tmp_path: Path) -> None:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    client: Any = chromadb.PersistentClient(str(tmp_path / "other"), settings=settings)
    client.create_collection("passages", embedding_function=None)
    client.close()
    with pytest.raises(LibraryUnavailable, match="not by cosine"):
        VectorStore(tmp_path / "other")
