"""The word index: posting lists in the catalogue's database, scored with BM25.

The lists lie in plain tables beside the passages, so that one transaction changes both. A list is
cut into blocks of passage numbers: adding or removing a passage rewrites one block of each of its
terms, and frequencies are always those of the passages that are there, in whatever order they came.

Full text search of SQLite itself (FTS5) was measured first: it scores every row that holds any
word of the question, 30 ms over 6,351 short passages, where these lists take 2 ms.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from index.database import batches
from index.schema import postings

K1 = 1.2
B = 0.75

_BLOCK = 4096
"""Passage numbers in a block; offsets and counts are two-byte integers."""
_ROW = np.dtype("<u2")
_LENGTH = ""
"""The term whose list holds every passage with its length in terms as the count."""


@dataclass(frozen=True, slots=True)
class _Postings:
    """One term's list over all blocks: passage numbers and how often the term stands there."""

    numbers: np.ndarray
    counts: np.ndarray


def add(db: Connection, passages: Mapping[int, Sequence[str]]) -> None:
    """Enters new passages.

    Args:
        db: A connection in a transaction.
        passages: Terms of each passage by its number; a number must not be in the index.
    """
    for block, changes in _by_block(passages).items():
        rows = _read(db, block, changes)
        for term, change in changes.items():
            kept = rows.get(term)
            rows[term] = change if kept is None else np.concatenate((kept, change))
        _write(db, block, rows)


def remove(db: Connection, passages: Mapping[int, Sequence[str]]) -> None:
    """Takes passages out; their terms must be those they were entered with."""
    for block, changes in _by_block(passages).items():
        rows = _read(db, block, changes)
        for term, kept in rows.items():
            rows[term] = kept[~np.isin(kept[:, 0], changes[term][:, 0])]
        _write(db, block, rows)


def search(
    db: Connection, terms: Iterable[str], k: int, allowed: np.ndarray | None = None
) -> list[tuple[int, float]]:
    """The `k` passages that the terms fit best.

    Args:
        db: A connection.
        terms: Search terms; repeated ones count once.
        k: How many passages at most.
        allowed: Numbers of the passages that may be found; None for all.

    Returns:
        Passage numbers with their BM25 score (over 0), best first; equal scores by number.
    """
    lists = _lists(db, {*terms, _LENGTH})
    lengths = lists.pop(_LENGTH, None)
    if lengths is None or not lists or k <= 0:
        return []
    size = int(lengths.numbers.max()) + 1
    total = len(lengths.numbers)
    long = np.zeros(size, dtype=np.float32)
    long[lengths.numbers] = lengths.counts
    norm = K1 * (1 - B + B * long / max(float(lengths.counts.mean()), 1.0))
    scores = np.zeros(size, dtype=np.float32)
    for found in lists.values():
        counts = found.counts.astype(np.float32)
        weight = rarity(total, len(found.numbers))
        scores[found.numbers] += weight * counts * (K1 + 1) / (counts + norm[found.numbers])
    if allowed is not None:
        masked = np.zeros_like(scores)
        allowed = allowed[allowed < size]
        masked[allowed] = scores[allowed]
        scores = masked
    return _best(scores, k)


def rarity(total: int, holding: int) -> float:
    """Inverse document frequency as Lucene defines it; over 0 even for a word in every passage."""
    return math.log1p((total - holding + 0.5) / (holding + 0.5))


def numbers(db: Connection) -> np.ndarray:
    """Numbers of all passages in the index, ascending."""
    lengths = _lists(db, {_LENGTH}).get(_LENGTH)
    return np.sort(lengths.numbers) if lengths else np.zeros(0, dtype=np.int64)


def _best(scores: np.ndarray, k: int) -> list[tuple[int, float]]:
    found = np.flatnonzero(scores)
    if len(found) > k:
        edge = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= edge]
    ordered = found[np.lexsort((found, -scores[found]))][:k]
    return [(int(number), float(scores[number])) for number in ordered]


def _by_block(passages: Mapping[int, Sequence[str]]) -> dict[int, dict[str, np.ndarray]]:
    """Rows `(offset, count)` by block and term, shape (n, 2)."""
    collected: dict[int, dict[str, list[tuple[int, int]]]] = {}
    for number in sorted(passages):
        block, offset = divmod(number, _BLOCK)
        lists = collected.setdefault(block, {})
        for term, count in {**Counter(passages[number]), _LENGTH: len(passages[number])}.items():
            lists.setdefault(term, []).append((offset, min(count, 0xFFFF)))
    return {
        block: {term: np.array(rows, dtype=_ROW) for term, rows in lists.items()}
        for block, lists in collected.items()
    }


def _read(db: Connection, block: int, terms: Iterable[str]) -> dict[str, np.ndarray]:
    rows: dict[str, np.ndarray] = {}
    for some in batches(sorted(terms)):
        query = select(postings.c.term, postings.c.data).where(
            postings.c.block == block, postings.c.term.in_(some)
        )
        for term, data in db.execute(query):
            rows[term] = np.frombuffer(data, dtype=_ROW).reshape(-1, 2)
    return rows


def _write(db: Connection, block: int, rows: Mapping[str, np.ndarray]) -> None:
    for some in batches(sorted(rows)):
        db.execute(delete(postings).where(postings.c.block == block, postings.c.term.in_(some)))
    fresh = [
        {"term": term, "block": block, "data": data.tobytes()}
        for term, data in sorted(rows.items())
        if len(data)
    ]
    if fresh:
        db.execute(insert(postings), fresh)


def _lists(db: Connection, terms: Iterable[str]) -> dict[str, _Postings]:
    blocks: dict[str, list[tuple[int, np.ndarray]]] = {}
    for some in batches(sorted(terms)):
        query = select(postings.c.term, postings.c.block, postings.c.data).where(
            postings.c.term.in_(some)
        )
        for term, block, data in db.execute(query):
            rows = np.frombuffer(data, dtype=_ROW).reshape(-1, 2)
            blocks.setdefault(term, []).append((block, rows))
    return {
        term: _Postings(
            np.concatenate([rows[:, 0].astype(np.int64) + block * _BLOCK for block, rows in found]),
            np.concatenate([rows[:, 1] for _, rows in found]),
        )
        for term, found in blocks.items()
    }
