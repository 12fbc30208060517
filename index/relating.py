"""Wire copies and corrections in the library, kept up to date as articles come and go.

Every pair of articles is compared once, when the later of the two comes: an article carries its
signature when it has been compared, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import bindparam, delete, insert, select, update

from index.catalogue import Catalogue, put_meta
from index.corrections import is_correction, link
from index.models import Article, Progress
from index.payload import loads
from index.schema import articles, relations
from index.wire_copies import is_copy, signature

_BANDS = (42, 3)
"""Bands and rows of a signature's halves; `index.wire_copies.CopyFinder` reasons the figures."""


def relate(catalogue: Catalogue, progress: Progress) -> None:
    """Compares the articles that are new, and links corrections if articles have come or gone."""
    facts = catalogue.meta()
    generation = facts.get("generation", "0")
    if facts.get("related", "0") == generation:
        return
    with catalogue.reading() as db:
        rows = list(db.execute(select(articles.c.id, articles.c.signature, articles.c.correction)))
        new = [row.id for row in rows if row.signature is None]
    held = catalogue.articles(new)
    signatures = {row.id: row.signature for row in rows if row.signature is not None}
    for number, (article_id, article) in enumerate(held.items()):
        if number % 100 == 0:
            progress("compare", number, len(held))
        signatures[article_id] = signature(article)
    copies = _copies(catalogue, signatures, held)
    corrections = {id_: is_correction(article) for id_, article in held.items()}
    linked = (
        _links(catalogue)
        if any(corrections.values()) or any(row.correction for row in rows)
        else []
    )
    with catalogue.writing() as db:
        if held:
            values = [
                {"key": id_, "signature": signatures[id_], "correction": int(corrections[id_])}
                for id_ in held
            ]
            db.execute(update(articles).where(articles.c.id == bindparam("key")), values)
        db.execute(delete(relations).where(relations.c.kind != "also_in"))
        fresh = [
            _row(one, "also_in", other) for pair in copies for one, other in (pair, pair[::-1])
        ]
        for one, other in linked:
            fresh += [_row(one, "corrects", other), _row(other, "corrected_by", one)]
        if fresh:
            db.execute(insert(relations), fresh)
        put_meta(db, {"related": generation})


def candidates(signatures: dict[str, bytes], new: set[str]) -> Iterator[tuple[str, str]]:
    """Pairs of ids with at least one new one that agree in a whole band of a signature's half."""
    ids = sorted(signatures)
    if not new or len(ids) < 2:
        return
    matrix = np.frombuffer(b"".join(signatures[id_] for id_ in ids), dtype="<u4")
    bands, rows = _BANDS
    halves = matrix.reshape(len(ids), 2, -1)[:, :, : bands * rows]
    columns = halves.reshape(len(ids), 2 * bands, rows)
    fresh = np.array([id_ in new for id_ in ids])
    seen: set[tuple[int, int]] = set()
    for column in range(2 * bands):
        for members in _agreeing(columns[:, column, :]):
            for one in members[fresh[members]].tolist():
                seen.update((min(one, other), max(one, other)) for other in members.tolist())
    yield from ((ids[one], ids[other]) for one, other in sorted(seen) if one != other)


def _agreeing(keys: np.ndarray) -> Iterator[np.ndarray]:
    """Row numbers of each set of two or more equal rows."""
    order = np.lexsort(keys.T)
    ordered = keys[order]
    borders = np.flatnonzero((ordered[1:] != ordered[:-1]).any(axis=1)) + 1
    for members in np.split(order, borders):
        if len(members) > 1:
            yield members


def _copies(
    catalogue: Catalogue, signatures: dict[str, bytes], new: dict[str, Article]
) -> list[tuple[str, str]]:
    pairs = list(candidates(signatures, set(new)))
    known = new | catalogue.articles({id_ for pair in pairs for id_ in pair} - new.keys())
    return [(one, other) for one, other in pairs if is_copy(known[one], known[other])]


def _links(catalogue: Catalogue) -> list[tuple[str, str]]:
    """All links anew: an article that comes or goes may make a correction's meaning certain."""
    with catalogue.reading() as db:
        held = [loads(row) for row in db.execute(select(articles.c.payload)).scalars()]
    return [(one, other) for one, others in link(held).items() for other in others]


def _row(one: str, kind: str, other: str) -> dict[str, str]:
    return {"article_id": one, "kind": kind, "other_id": other}
