"""`wenbao watch`: keeps the library equal to a folder and says what changed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from index.errors import FolderMissing, LibraryUnavailable
from index.watching import Changes, Mirror, folder_changes
from ui import json_output, terminal

if TYPE_CHECKING:
    from types import FrameType

    from index.models import IndexReport
    from ui.invocation import Invocation

Source = Callable[[Path, threading.Event], Iterable[Changes]]
"""Gives the changes in a folder, and empty sets meanwhile, until the event is set."""


def watch_folder(
    invocation: Invocation,
    folder: Path,
    source: Source = folder_changes,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Keeps the library equal to a folder until Ctrl-C or SIGTERM.

    Args:
        invocation: The running command.
        folder: What the library is to hold.
        source: Where changes come from.
        clock: Tells by its seconds how long a file has been left alone.

    Raises:
        typer.BadParameter: There is no such folder.
        LibraryError: The library cannot be opened, or is another encoder's.
    """
    place = folder.expanduser()
    if not os.path.isdir(place):
        fault = "is not a folder" if os.path.exists(place) else "is not there"
        raise typer.BadParameter(f"{folder} {fault}: give a folder that exists")
    with ended_by_signal() as ended, invocation.library() as library:
        invocation.tell(f"watching {folder} (Ctrl-C stops it)")
        _Watch(invocation, ended).follow(Mirror(library, place, clock), source(place, ended))


class _Ended(Exception):
    """Breaks off an indexing run; the library keeps its old state or has its new one."""


class _Watch:
    """Indexes when something is due and tells of it; one complaint is told once."""

    def __init__(self, invocation: Invocation, ended: threading.Event) -> None:
        self._invocation = invocation
        self._ended = ended
        self._complaint = ""
        self._notes: tuple[str, ...] = ()

    def follow(self, mirror: Mirror, source: Iterable[Changes]) -> None:
        for changes in source:
            if self._ended.is_set():
                return
            try:
                if not mirror.due(changes):
                    continue
                with self._invocation.progress:
                    report = mirror.sync(self._progress)
            except _Ended:
                return
            except FolderMissing as error:
                self._complain(str(error))
            except LibraryUnavailable as error:
                self._complain(f"{error} (it is tried again by itself)")
            else:
                self._complaint = ""
                self._show(report)

    def _progress(self, what: str, done: int, total: int) -> None:
        if self._ended.is_set():
            raise _Ended
        self._invocation.progress(what, done, total)

    def _complain(self, complaint: str) -> None:
        if complaint != self._complaint:
            self._invocation.tell(complaint)
        self._complaint = complaint

    def _show(self, report: IndexReport) -> None:
        for note in report.notes:
            if note not in self._notes:
                self._invocation.tell(note)
        self._notes = report.notes
        for failure in report.failed:
            self._invocation.tell(f"{failure.path}: {failure.error}")
        output = self._invocation.output
        if self._invocation.as_json:
            json_output.write_json_lines([json_output.index_report_json(report)], output)
        else:
            terminal.show_watch_report(report, output)
            output.flush()


@contextmanager
def ended_by_signal() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets; a second one ends the process at once."""
    ended = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()
        restore()

    for number in before:
        signal.signal(number, end)
    try:
        yield ended
    finally:
        restore()
