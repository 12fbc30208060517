"""The record of what the library holds: files, articles, passages, words, relations.

The catalogue is the truth: a vector that it does not name does not exist for the reader, and a
passage that it names has its vector. One transaction takes it from one state to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    func,
    insert,
    select,
)

from index import keywords, payload, schema
from index.database import batches, connect
from index.folding import fold
from index.models import Article, Filters, Passage
from index.schema import articles, files, meta, parts, passages, relations

FILE_NAME = "catalogue.sqlite3"

EVERYTHING = Filters()
"""Filters that let every passage through."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was indexed; its articles are those of its digest."""

    path: str
    digest: str
    size: int = 0
    mtime_ns: int = 0
    """0 for a document that was given without a file."""


@dataclass(frozen=True, slots=True)
class Part:
    """An article as one file gives it, before halves in other files are joined to it."""

    digest: str
    number: int
    edition: str
    """Parts of one edition may be halves of one article."""
    article: Article
    article_id: str
    """Of the article in the library that this part became."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalogue holds."""

    files: int
    articles: int
    passages: int


def date_number(article: Article) -> int:
    """The article's date as yyyymmdd, which sorts and compares; 0 when unknown."""
    day = article.date
    return day.year * 10000 + day.month * 100 + day.day if day else 0


class Catalogue:
    """Opens the catalogue in a folder, making or upgrading it; threads may share it."""

    def __init__(self, home: Path) -> None:
        """Opens it.

        Args:
            home: An existing folder.

        Raises:
            LibraryUnavailable: It was made by a later version of this program.
        """
        self.path = home / FILE_NAME
        self._engine = connect(self.path)
        with self.reading() as db:
            current = schema.version(db) == len(schema.STEPS)
        if not current:
            with self.writing() as db:
                schema.upgrade(db)

    def close(self) -> None:
        """Gives the database file back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state throughout."""
        with self._engine.begin() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it happens, or nothing."""
        with self._engine.connect().execution_options(writes=True) as db, db.begin():
            yield db

    def meta(self) -> dict[str, str]:
        """The facts about the library as a whole: encoder, generation, unfinished work."""
        with self.reading() as db:
            return {row.key: row.value for row in db.execute(select(meta))}

    def generation(self) -> str:
        """Changes with every step that another reader must see."""
        with self.reading() as db:
            query = select(meta.c.value).where(meta.c.key == "generation")
            return db.execute(query).scalar() or "0"

    def set_meta(self, **facts: str) -> None:
        """Records facts in a transaction of their own."""
        with self.writing() as db:
            put_meta(db, facts)

    def counts(self) -> Counts:
        """Numbers of files, articles and passages."""
        with self.reading() as db:
            found = [
                db.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (files, articles, passages)
            ]
        return Counts(*found)

    def files(self) -> dict[str, FileRecord]:
        """All files by path."""
        with self.reading() as db:
            return {row.path: FileRecord(*row) for row in db.execute(select(files))}

    def parts(self, column: str, values: Iterable[str]) -> list[Part]:
        """The parts whose `edition`, `digest` or `article_id` is among the values."""
        found: list[Part] = []
        with self.reading() as db:
            for some in batches(sorted(set(values))):
                rows = db.execute(select(parts).where(parts.c[column].in_(some)))
                found.extend(
                    Part(r.digest, r.number, r.edition, payload.loads(r.payload), r.article_id)
                    for r in rows
                )
        return found

    def articles(self, ids: Iterable[str] | None = None) -> dict[str, Article]:
        """Articles by id: those asked for that are there, or all."""
        query = select(articles.c.id, articles.c.payload)
        with self.reading() as db:
            if ids is None:
                rows = list(db.execute(query))
            else:
                rows = [
                    row
                    for some in batches(sorted(set(ids)))
                    for row in db.execute(query.where(articles.c.id.in_(some)))
                ]
        return {row.id: payload.loads(row.payload) for row in rows}

    def places(self, ids: Iterable[str] | None = None) -> dict[str, list[tuple[str, int]]]:
        """For each article the `(path, number in the file)` it was read from, in order."""
        query = select(parts.c.article_id, files.c.path, parts.c.number).join(
            files, files.c.digest == parts.c.digest
        )
        found: dict[str, list[tuple[str, int]]] = {}
        with self.reading() as db:
            queries = (
                [query]
                if ids is None
                else [query.where(parts.c.article_id.in_(some)) for some in batches(sorted(ids))]
            )
            for each in queries:
                for article_id, path, number in db.execute(each):
                    found.setdefault(article_id, []).append((path, number))
        return {article_id: sorted(places) for article_id, places in found.items()}

    def relations(self, ids: Iterable[str] | None = None) -> dict[tuple[str, str], tuple[str, ...]]:
        """Ids that an article stands in relation to, by `(article id, kind)`, sorted."""
        query = select(relations)
        found: dict[tuple[str, str], list[str]] = {}
        with self.reading() as db:
            queries = (
                [query]
                if ids is None
                else [query.where(relations.c.article_id.in_(s)) for s in batches(sorted(ids))]
            )
            for each in queries:
                for article_id, kind, other in db.execute(each):
                    found.setdefault((article_id, kind), []).append(other)
        return {key: tuple(sorted(others)) for key, others in found.items()}

    def passage_spans(self, ids: Sequence[str]) -> dict[str, tuple[str, int, int]]:
        """Of the passages that are there: `(article id, start, end)` by id."""
        with self.reading() as db:
            return {
                row.id: (row.article_id, row.first, row.last)
                for some in batches(ids)
                for row in db.execute(select(passages).where(passages.c.id.in_(some)))
            }

    def passages_of(self, article_id: str) -> list[tuple[int, int]]:
        """`(start, end)` of an article's passages, in order."""
        query = select(passages.c.first, passages.c.last).where(passages.c.article_id == article_id)
        with self.reading() as db:
            return sorted((start, end) for start, end in db.execute(query))

    def passage_ids(self, filters: Filters = EVERYTHING) -> set[str]:
        """Ids of the passages that the filters let through."""
        with self.reading() as db:
            if filters == EVERYTHING:
                return set(db.execute(select(passages.c.id)).scalars())
            return {
                passage_id
                for some in batches(_allowed(db, filters).tolist())
                for passage_id in db.execute(
                    select(passages.c.id).where(passages.c.number.in_(some))
                ).scalars()
            }

    def damage(self) -> str:
        """What the database finds wrong with its own file; empty when nothing."""
        with self.reading() as db:
            if db.dialect.name != "sqlite":
                return ""
            verdict = db.exec_driver_sql("pragma quick_check(1)").scalar()
        return "" if verdict == "ok" else str(verdict)

    def word_numbers(self) -> tuple[set[int], set[int]]:
        """Passage numbers in the passage table and in the word index: equal when all is well."""
        with self.reading() as db:
            listed = set(db.execute(select(passages.c.number)).scalars())
            return listed, set(keywords.numbers(db).tolist())

    def matching(self, terms: Iterable[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        """Ids and BM25 scores of the passages that the terms fit best, best first."""
        with self.reading() as db:
            allowed = _allowed(db, filters) if filters != EVERYTHING else None
            found = keywords.search(db, terms, k, allowed)
            ids = {
                row.number: row.id
                for some in batches([number for number, _ in found])
                for row in db.execute(
                    select(passages.c.number, passages.c.id).where(passages.c.number.in_(some))
                )
            }
        return [(ids[number], score) for number, score in found]

    def allowed(self, filters: Filters) -> int:
        """How many passages the filters let through."""
        if filters == EVERYTHING:
            return self.counts().passages
        with self.reading() as db:
            return len(_allowed(db, filters))

    def newspapers(self) -> list[str]:
        """Folded names of the newspapers, each with one article that prints it."""
        query = select(func.min(articles.c.payload)).where(articles.c.newspaper != "")
        with self.reading() as db:
            rows = db.execute(query.group_by(articles.c.newspaper)).scalars()
            return sorted(payload.loads(row).newspaper or "" for row in rows)


def put_meta(db: Connection, facts: Mapping[str, str]) -> None:
    """Records facts within the caller's transaction."""
    if facts:
        db.execute(delete(meta).where(meta.c.key.in_(facts)))
        db.execute(insert(meta), [{"key": key, "value": value} for key, value in facts.items()])


def passage_of(article: Article, heading: str, start: int, end: int) -> Passage:
    """A passage from where it stands in its article."""
    return Passage(article.id, start, end, article.text[start:end], heading)


def _allowed(db: Connection, filters: Filters) -> np.ndarray:
    conditions: list[ColumnElement[bool]] = []
    if filters.date_from:
        conditions.append(articles.c.date >= int(f"{filters.date_from:%Y%m%d}"))
    if filters.date_to:
        conditions.append(articles.c.date.between(1, int(f"{filters.date_to:%Y%m%d}")))
    if filters.newspaper:
        conditions.append(articles.c.newspaper == fold(filters.newspaper))
    query = select(passages.c.number).join(articles, articles.c.id == passages.c.article_id)
    if filters.article_ids is None:
        found = list(db.execute(query.where(*conditions)).scalars())
    else:
        found = [
            number
            for some in batches(sorted(filters.article_ids))
            for number in db.execute(query.where(*conditions, articles.c.id.in_(some))).scalars()
        ]
    return np.array(found, dtype=np.int64)
