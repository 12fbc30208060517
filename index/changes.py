"""One step of the catalogue from state to state, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from index import keywords, payload
from index.catalogue import FileRecord, Part, date_number, passage_of, put_meta
from index.chunking import heading
from index.database import batches
from index.folding import fold
from index.models import Article, Passage
from index.schema import articles, files, parts, passages, postings, relations
from index.words import VERSION, terms


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the catalogue.

    `parts` are all parts of the touched `editions` as they shall be; `articles` those that the
    parts became; `passages` those of the articles that are new.
    """

    files: tuple[FileRecord, ...] = ()
    gone_files: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    articles: Mapping[str, Article] = field(default_factory=dict)
    gone_articles: frozenset[str] = frozenset()
    passages: tuple[Passage, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def embedded_text(passage: Passage) -> str:
    """The text of a passage as it is embedded and entered in the word index."""
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text


def apply(db: Connection, change: Change) -> None:
    """Makes the change within the caller's transaction."""
    _put_files(db, change)
    _put_parts(db, change)
    _drop_articles(db, change.gone_articles)
    _put_articles(db, change.articles)
    _put_passages(db, change.passages)
    put_meta(db, change.facts)


def rebuild_words(db: Connection) -> None:
    """Makes the word index anew from the passages, within the caller's transaction."""
    db.execute(delete(postings))
    held = list(db.execute(select(articles.c.id, articles.c.payload)))
    for some in batches(held):
        stored = {row.id: payload.loads(row.payload) for row in some}
        rows = db.execute(select(passages).where(passages.c.article_id.in_(stored)))
        keywords.add(db, _words(list(rows), stored))
    put_meta(db, {"words": VERSION})


def outside(db: Connection, article_ids: frozenset[str], editions: frozenset[str]) -> set[str]:
    """Those of the articles that have a part in another edition than these."""
    found: set[str] = set()
    for some in batches(sorted(article_ids)):
        query = select(parts.c.article_id, parts.c.edition).where(parts.c.article_id.in_(some))
        found.update(
            article_id for article_id, edition in db.execute(query) if edition not in editions
        )
    return found


def _put_files(db: Connection, change: Change) -> None:
    old = change.gone_files | {record.path for record in change.files}
    for some in batches(sorted(old)):
        db.execute(delete(files).where(files.c.path.in_(some)))
    if change.files:
        db.execute(insert(files), [asdict(record) for record in change.files])


def _put_parts(db: Connection, change: Change) -> None:
    for some in batches(sorted(change.editions)):
        db.execute(delete(parts).where(parts.c.edition.in_(some)))
    if change.parts:
        rows = [
            {
                "digest": part.digest,
                "number": part.number,
                "edition": part.edition,
                "article_id": part.article_id,
                "payload": payload.dumps(part.article),
            }
            for part in change.parts
        ]
        db.execute(insert(parts), rows)


def _drop_articles(db: Connection, gone: frozenset[str]) -> None:
    for some in batches(sorted(gone)):
        held = {
            row.id: payload.loads(row.payload)
            for row in db.execute(select(articles).where(articles.c.id.in_(some)))
        }
        rows = list(db.execute(select(passages).where(passages.c.article_id.in_(some))))
        keywords.remove(db, _words(rows, held))
        db.execute(delete(passages).where(passages.c.article_id.in_(some)))
        db.execute(delete(articles).where(articles.c.id.in_(some)))
        db.execute(delete(relations).where(relations.c.article_id.in_(some)))
        db.execute(delete(relations).where(relations.c.other_id.in_(some)))


def _words(rows: Sequence[Any], held: Mapping[str, Article]) -> dict[int, list[str]]:
    """Terms of stored passages by their number."""
    found = {}
    for row in rows:
        article = held[row.article_id]
        passage = passage_of(article, heading(article), row.first, row.last)
        found[row.number] = terms(embedded_text(passage))
    return found


def _put_articles(db: Connection, held: Mapping[str, Article]) -> None:
    """Enters articles; of one that is there only what its id does not tell can have changed."""
    there: set[str] = set()
    for some in batches(sorted(held)):
        there.update(db.execute(select(articles.c.id).where(articles.c.id.in_(some))).scalars())
    changed = [{"key": id_, "payload": payload.dumps(held[id_])} for id_ in sorted(there)]
    if changed:
        db.execute(update(articles).where(articles.c.id == bindparam("key")), changed)
    fresh = [
        {
            "id": article_id,
            "newspaper": fold(article.newspaper or ""),
            "date": date_number(article),
            "payload": payload.dumps(article),
            "correction": 0,
        }
        for article_id, article in held.items()
        if article_id not in there
    ]
    if fresh:
        db.execute(insert(articles), fresh)


def _put_passages(db: Connection, found: tuple[Passage, ...]) -> None:
    if not found:
        return
    highest = db.execute(select(func.max(passages.c.number))).scalar()
    start = 0 if highest is None else highest + 1
    numbered = dict(enumerate(found, start))
    rows = [
        {
            "number": number,
            "id": passage.id,
            "article_id": passage.article_id,
            "first": passage.start,
            "last": passage.end,
        }
        for number, passage in numbered.items()
    ]
    db.execute(insert(passages), rows)
    keywords.add(db, {n: terms(embedded_text(passage)) for n, passage in numbered.items()})
