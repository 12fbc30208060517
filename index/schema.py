"""Tables of the catalogue, and the numbered steps that make them.

A step is never edited after a release: a change of the schema is a new step. Steps are plain SQL
that SQLite and PostgreSQL both read.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from index.errors import LibraryUnavailable

metadata = MetaData()

meta = Table(
    "meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False)
)
files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
)
parts = Table(
    "parts",
    metadata,
    Column("digest", Text),
    Column("number", Integer),
    Column("edition", Text, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("payload", Text, nullable=False),
    PrimaryKeyConstraint("digest", "number"),
)
articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("newspaper", Text, nullable=False),
    Column("date", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("signature", LargeBinary),
    Column("correction", Integer, nullable=False),
)
passages = Table(
    "passages",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, unique=True, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
)
relations = Table(
    "relations",
    metadata,
    Column("article_id", Text),
    Column("kind", Text),
    Column("other_id", Text),
    PrimaryKeyConstraint("article_id", "kind", "other_id"),
)
postings = Table(
    "postings",
    metadata,
    Column("block", Integer),
    Column("term", Text),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("block", "term"),
)

_FIRST = (
    "create table meta (key text primary key, value text not null)",
    "create table files (path text primary key, digest text not null, size bigint not null, "
    "mtime_ns bigint not null)",
    "create index files_digest on files (digest)",
    "create table parts (digest text not null, number integer not null, edition text not null, "
    "article_id text not null, payload text not null, primary key (digest, number))",
    "create index parts_edition on parts (edition)",
    "create index parts_article on parts (article_id)",
    "create table articles (id text primary key, newspaper text not null, date integer not null, "
    "payload text not null, signature {blob}, correction integer not null default 0)",
    "create index articles_date on articles (date)",
    "create table passages (number integer primary key, id text not null unique, "
    "article_id text not null, first integer not null, last integer not null)",
    "create index passages_article on passages (article_id)",
    "create table relations (article_id text not null, kind text not null, "
    "other_id text not null, primary key (article_id, kind, other_id))",
    "create table postings (block integer not null, term text not null, data {blob} not null, "
    "primary key (block, term))",
)


def _create_tables(db: Connection) -> None:
    blob = "bytea" if db.dialect.name == "postgresql" else "blob"
    for statement in _FIRST:
        db.exec_driver_sql(statement.format(blob=blob))


STEPS: tuple[Callable[[Connection], None], ...] = (_create_tables,)


def version(db: Connection) -> int:
    """Number of the last step done, 0 for a new database."""
    if not db.dialect.has_table(db, "schema_version"):
        return 0
    return int(db.exec_driver_sql("select max(number) from schema_version").scalar() or 0)


def upgrade(db: Connection) -> None:
    """Runs the steps that are not done yet; the caller's transaction holds them all or none.

    Raises:
        LibraryUnavailable: The database was made by a later version of this program.
    """
    done = version(db)
    if done > len(STEPS):
        raise LibraryUnavailable(
            f"the library was made by a newer version of this program (schema {done}, known here: "
            f"{len(STEPS)}): install that version, or choose another folder with --home"
        )
    if done == 0:
        db.exec_driver_sql("create table if not exists schema_version (number integer primary key)")
    for number, step in enumerate(STEPS[done:], start=done + 1):
        step(db)
        db.exec_driver_sql(f"insert into schema_version values ({number})")
