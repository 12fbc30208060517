"""The word index: posting lists in the catalogue's database, scored with BM25.

The lists lie in plain tables beside the passages, so that one transaction changes both. A list is
cut into blocks of passage numbers: adding or removing a passage rewrites one block of each of its
terms, and frequencies are always those of the passages that are there, in whatever order they came.

Full text search of SQLite itself (FTS5) was measured first: it scores every row that holds any
word of the question, 30 ms over 6,351 short passages, where these lists take 2 ms.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from index.database import batches
from index.schema import postings

K1 = 1.2
B = 0.75

_BLOCK = 4096
"""Passage numbers in a block; offsets and counts are two-byte integers."""
_ROW = np.dtype("<u2")
_MOST = 0xFFFF
_LENGTH = ""
"""The term whose list holds every passage with its length in terms as the count."""
_FEW = 2000
"""Up to so many terms are looked up one by one; beyond it the whole block is read."""

Lists = dict[str, np.ndarray]
"""Rows `(offset in the block, count)` by term, shape `(n, 2)`."""


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
        held = _read(db, block, changes)
        grown = {
            term: np.concatenate((held[term], change)) if term in held else change
            for term, change in changes.items()
        }
        _write(db, block, held, grown)


def remove(db: Connection, passages: Mapping[int, Sequence[str]]) -> None:
    """Takes passages out; their terms must be those they were entered with."""
    for block, changes in _by_block(passages).items():
        held = _read(db, block, changes)
        left = {
            term: rows[~np.isin(rows[:, 0], changes[term][:, 0])] for term, rows in held.items()
        }
        _write(db, block, held, left)


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


def _by_block(passages: Mapping[int, Sequence[str]]) -> dict[int, Lists]:
    collected: dict[int, dict[str, array[int]]] = {}
    for number in sorted(passages):
        block, offset = divmod(number, _BLOCK)
        lists = collected.setdefault(block, {})
        counts = Counter(passages[number])
        counts[_LENGTH] = len(passages[number])
        for term, count in counts.items():
            row = (offset, count if count < _MOST else _MOST)
            if term in lists:
                lists[term].extend(row)
            else:
                lists[term] = array("H", row)
    return {
        block: {term: np.array(rows, dtype=_ROW).reshape(-1, 2) for term, rows in lists.items()}
        for block, lists in collected.items()
    }


def _read(db: Connection, block: int, terms: Lists) -> Lists:
    query = select(postings.c.term, postings.c.data).where(postings.c.block == block)
    if len(terms) > _FEW:
        found = [row for row in db.execute(query) if row.term in terms]
    else:
        found = [
            row
            for some in batches(sorted(terms))
            for row in db.execute(query.where(postings.c.term.in_(some)))
        ]
    return {row.term: np.frombuffer(row.data, dtype=_ROW).reshape(-1, 2) for row in found}


def _write(db: Connection, block: int, held: Lists, rows: Lists) -> None:
    changed = [
        {"b": block, "t": term, "data": rows[term].tobytes()}
        for term in sorted(rows)
        if term in held and len(rows[term])
    ]
    fresh = [
        {"block": block, "term": term, "data": rows[term].tobytes()}
        for term in sorted(rows)
        if term not in held
    ]
    emptied = [term for term in sorted(rows) if not len(rows[term])]
    here = postings.c.block == bindparam("b")
    if changed:
        db.execute(update(postings).where(here, postings.c.term == bindparam("t")), changed)
    if fresh:
        db.execute(insert(postings), fresh)
    for some in batches(emptied):
        db.execute(delete(postings).where(postings.c.block == block, postings.c.term.in_(some)))


def _lists(db: Connection, terms: Iterable[str]) -> dict[str, _Postings]:
    """Whole lists by term, for the terms that stand anywhere."""
    found: dict[str, list[tuple[int, np.ndarray]]] = {}
    last = db.execute(select(func.max(postings.c.block))).scalar()
    blocks = range(0 if last is None else last + 1)
    for some in batches(sorted(terms)):
        query = select(postings.c.term, postings.c.block, postings.c.data).where(
            postings.c.block.in_(blocks), postings.c.term.in_(some)
        )
        for term, block, data in db.execute(query):
            rows = np.frombuffer(data, dtype=_ROW).reshape(-1, 2)
            found.setdefault(term, []).append((block, rows))
    return {
        term: _Postings(
            np.concatenate([rows[:, 0].astype(np.int64) + block * _BLOCK for block, rows in held]),
            np.concatenate([rows[:, 1] for _, rows in held]),
        )
        for term, held in found.items()
    }
