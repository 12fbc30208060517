"""Progress on standard error: bars in a terminal, a line a step elsewhere."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class TerminalProgress:
    """Told of long work as `(what, done, total)`; use it as a context manager around the work.

    Bars are drawn only inside the context, so that what is printed after it is never overdrawn.
    """

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Shows that `done` of `total` are done; `total` is 0 while it is unknown."""
        with self._lock:
            if self._bars is not None:
                self._draw(self._bars, what, done, total)
            elif what not in self._told and not sys.stderr.isatty():
                self._told.add(what)
                sys.stderr.write(f"{what}\n")
                sys.stderr.flush()

    def __enter__(self) -> TerminalProgress:
        if sys.stderr.isatty() and self._bars is None:
            self._bars = _bars()
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            bars, self._bars, self._tasks = self._bars, None, {}
        if bars is not None:
            bars.stop()

    def _draw(self, bars: Progress, what: str, done: int, total: int) -> None:
        known = total or None
        if what not in self._tasks:
            self._tasks[what] = bars.add_task(what, total=known)
        bars.update(self._tasks[what], completed=done, total=known)


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
