"""How the catalogue's database is opened, and how statements are kept within its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event

_VARIABLES = 500
_BUSY_SECONDS = 30

_T = TypeVar("_T")


def batches(items: Sequence[_T], size: int = _VARIABLES) -> Iterator[Sequence[_T]]:
    """Cuts a list into pieces that a statement's variables have room for."""
    for first in range(0, len(items), size):
        yield items[first : first + size]


def connect(path: Path) -> Engine:
    """Opens a SQLite file so that readers see one state and a writer waits for another."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transactions leave out schema changes: it is told to begin none.
        connection.isolation_level = None
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine
