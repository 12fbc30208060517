"""What the machine refuses, said as a sentence to the library's owner."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from index.errors import LibraryUnavailable

_KEPT = "nothing that was indexed is lost"


@contextmanager
def available(home: Path) -> Iterator[None]:
    """Turns failures of the disk and of the databases on it into `LibraryUnavailable`."""
    try:
        yield
    except LibraryUnavailable:
        raise
    except OSError as error:
        raise LibraryUnavailable(_os_sentence(home, error)) from error
    except DatabaseError as error:
        raise LibraryUnavailable(_database_sentence(home, str(error.orig))) from error
    except Exception as error:
        # Chroma raises its own and its Rust core's errors, without a common base of its own.
        if not _is_chroma(error):
            raise
        raise LibraryUnavailable(_database_sentence(home, str(error))) from error


def _is_chroma(error: Exception) -> bool:
    return any(kind.__module__.startswith("chromadb") for kind in type(error).__mro__)


def _os_sentence(home: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"no space is left for the library in {home}: {_KEPT}; free some and run again"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return (
            f"the library's folder {home} cannot be written: give this user permission, or choose "
            "another with --home"
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{home} is not a folder: choose another place for the library with --home"
    return f"the library in {home} cannot be used ({error}): {_KEPT}; run `wenbao doctor`"


def _database_sentence(home: Path, reason: str) -> str:
    lowered = reason.lower()
    if "full" in lowered or "no space" in lowered:
        return f"no space is left for the library in {home}: {_KEPT}; free some and run again"
    if "readonly" in lowered or "unable to open" in lowered or "permission" in lowered:
        return (
            f"the library's folder {home} cannot be written: give this user permission, or choose "
            "another with --home"
        )
    if "locked" in lowered:
        return f"another process keeps the library in {home} busy: try again when it is done"
    if "malformed" in lowered or "not a database" in lowered:
        return (
            f"the library in {home} is damaged ({reason}): restore it from a copy, or choose "
            "another folder with --home and index again"
        )
    return f"the library in {home} cannot be used ({reason}): {_KEPT}; run `wenbao doctor`"
