"""Keeping the library equal to a folder: when to look at it, and what of it is whole."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import closing
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from index.errors import FolderMissing, LibraryUnavailable
from index.gathering import Stamp, absolute, look
from index.library import Library
from index.models import IndexReport, Progress

Changes = AbstractSet[tuple[Change, str]]

SETTLED = 2.0
"""Seconds without a change after which a file is taken to be whole."""
PATIENCE = 10.0
"""Seconds that finished files wait for those still being written, to be indexed with them."""
LOOK_AGAIN = 60.0
"""Seconds after which the folder is looked at unasked: network drives tell of no changes."""
_LONGEST_PAUSE = 60.0
_TICK_MS = 1000
_STEP_MS = 250

_log = logging.getLogger(__name__)


class Mirror:
    """Keeps the library equal to a folder.

    Reports of changes say only when to look at the folder. What there is to do is told by comparing
    looks, so that a change reported twice, late, or of something that is not indexed does no harm,
    the library's own writing inside the folder included.
    """

    def __init__(
        self, library: Library, folder: str | Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._library = library
        self._folder = absolute(folder)
        self._clock = clock
        self._pause = 0.0
        self._try_again = 0.0
        self._forget()

    def _forget(self) -> None:
        self._seen: dict[str, Stamp] = {}
        self._changed: dict[str, float] = {}  # when, of files that have not settled
        self._done: dict[str, Stamp] | None = None  # as last indexed
        self._failed: dict[str, Stamp] = {}
        self._waiting_since: float | None = None
        self._next_look = 0.0

    def due(self, changes: Changes) -> bool:
        """Whether there is something to index now.

        To be called about once a second: files are whole when they look the same for a while.

        Args:
            changes: What is said to have changed since the last call; empty if nothing.

        Raises:
            FolderMissing: The folder is not there. When it is back all of it is due.
        """
        if not os.path.isdir(self._folder):
            self._forget()
            raise FolderMissing(self._folder)
        now = self._clock()
        if changes:
            self._next_look = now
        if now < max(self._next_look, self._try_again):
            return False
        self._look(now)
        waiting = self._waiting()
        if self._done is not None and not waiting and not self._changed:
            self._next_look = now + LOOK_AGAIN
            self._waiting_since = None
            return False
        self._next_look = now
        if self._waiting_since is None:
            self._waiting_since = now
        if self._changed and now - self._waiting_since < PATIENCE:
            return False
        return self._done is None or bool(waiting - self._changed.keys())

    def sync(self, progress: Progress | None = None) -> IndexReport:
        """Indexes what was found due; files still being written wait for a later time.

        A file that failed is tried again when it has changed, or the right to read it has.

        Raises:
            FolderMissing: The folder went away in the meantime.
            LibraryUnavailable: Nothing was done; it is due again after a pause.
        """
        seen, changing = self._seen, frozenset(self._changed)
        hopeless = {path: s for path, s in self._failed.items() if seen.get(path) == s}
        try:
            report = self._library.index([self._folder], progress, changing | hopeless.keys())
        except LibraryUnavailable:
            self._pause = min(max(2 * self._pause, 1.0), _LONGEST_PAUSE)
            self._try_again = self._clock() + self._pause
            raise
        failed = {failure.path for failure in report.failed}
        if self._folder in failed - seen.keys():
            self._forget()
            raise FolderMissing(self._folder)
        before = self._done or {}
        self._done = {path: stamp for path, stamp in seen.items() if path not in changing}
        self._done |= {path: stamp for path, stamp in before.items() if path in changing}
        self._failed = hopeless | {path: seen[path] for path in failed & seen.keys()}
        self._waiting_since = self._clock() if changing else None
        self._pause = 0.0
        return report

    def _look(self, now: float) -> None:
        seen = look(self._folder)
        for path in seen.keys() | self._seen.keys():
            if seen.get(path) != self._seen.get(path):
                self._changed[path] = now
        self._changed = {path: at for path, at in self._changed.items() if now - at < SETTLED}
        self._seen = seen

    def _waiting(self) -> set[str]:
        """Paths that are not as they were when they were last indexed."""
        seen, done = self._seen, self._done or {}
        return {path for path in seen.keys() | done.keys() if seen.get(path) != done.get(path)}


def folder_changes(folder: str | Path, stop: Event) -> Iterator[Changes]:
    """What happens in a folder, and an empty set about every second in which nothing does.

    A folder that is not there, or another of its name, is waited for and watched from then on.

    Args:
        folder: What is watched, at any depth.
        stop: Ends it within a second or so.
    """
    place = absolute(folder)
    polling: bool | None = None
    while not stop.is_set():
        identity = _identity(place)
        if identity is not None:
            try:
                yield from _changes_in(place, identity, stop, polling)
            except FileNotFoundError:
                _log.info("%s went away as it was to be watched", place)
            except (OSError, RuntimeError) as error:
                # More folders than the system will watch for one user, or its watch broke down.
                _log.warning("the system does not watch %s (%s): polling it instead", place, error)
                polling = True
        # No wait on `stop`: its lock may be held when a signal's handler comes to set it.
        time.sleep(_TICK_MS / 1000)
        yield frozenset()


def _changes_in(
    folder: str, identity: tuple[int, int], stop: Event, polling: bool | None
) -> Iterator[Changes]:
    """Changes until the folder is no longer the one it was; the first says that all is new."""
    opened = {(Change.added, folder)}
    watching = watch(
        folder,
        watch_filter=None,
        debounce=_TICK_MS,
        step=_STEP_MS,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=polling,
        ignore_permission_denied=True,
    )
    with closing(watching):
        for changes in watching:
            yield changes | opened
            opened = set()
            # The system goes on watching a folder under its old name when it was renamed; one that
            # was made anew may have the number of the deleted one.
            if (Change.deleted, folder) in changes or _identity(folder) != identity:
                return


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if os.path.isdir(folder) else None
