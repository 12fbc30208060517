"""Which files the given paths mean, and what each holds."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from index import sync
from index.catalogue import FileRecord, Part
from index.errors import UnreadableFile
from index.models import Article, Document, Failure
from index.payload import dumps

Articles = tuple[list[Article], tuple[str, ...]]
"""The articles of one content, and the reader's notes on it."""
Read = Callable[[FileRecord], Articles]
"""Gives the articles of a file or document, or raises `UnreadableFile`."""

Stamp = tuple[int, int, int]
"""Size, time of the content and time of the rights of a file: another one, another file."""

_log = logging.getLogger(__name__)
_MB = 1 << 20
_NAMED = 5


@dataclass(slots=True)
class Gathered:
    """The files found under some paths."""

    records: dict[str, FileRecord] = field(default_factory=dict)
    """By absolute path."""
    folders: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """Files of unknown kind inside the folders."""
    left: AbstractSet[str] = frozenset()
    """Files that were not to be looked at."""

    def gone(self, known: Iterable[str]) -> frozenset[str]:
        """Known files that the walked folders no longer hold; not those where a walk failed."""
        failed = {failure.path for failure in self.failed}
        return frozenset(
            path
            for path in known
            if path not in self.records
            and path not in self.left
            and path not in failed
            and any(sync.within(path, folder) for folder in self.folders)
            and not any(sync.within(path, folder) for folder in failed)
        )

    def notes(self, home: Path) -> list[str]:
        """A sentence on the files that were passed over, if any but the library's own were."""
        own = absolute(home)
        others = [path for path in self.skipped if not sync.within(path, own)]
        if not others:
            return []
        names = ", ".join(os.path.basename(path) for path in others[:_NAMED])
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        return [f"passed over, since this kind of file is not read: {names}{more}"]


def absolute(path: str | Path) -> str:
    """The path as the catalogue writes it: absolute, without `..`, links not followed."""
    return os.path.abspath(os.path.expanduser(path))


def files_named(name: str, known: Iterable[str]) -> set[str]:
    """Files that a name means: itself as given or made absolute, or all in the folder it names."""
    held = set(known)
    for path in (name, absolute(name)):
        if path in held:
            return {path}
    folder = absolute(name)
    return {path for path in held if sync.within(path, folder)}


def gather(
    paths: Iterable[str | Path], largest_mb: int, leave: AbstractSet[str] = frozenset()
) -> Gathered:
    """Finds files and takes their digests.

    Folders are walked in order of name; hidden files and folders are passed over, and files of a
    kind that is not read are listed as skipped. A file that is given by name is always tried.
    Those to `leave` are neither found in a folder nor gone from it.
    """
    found = Gathered(left=leave)
    wanted = [paths] if isinstance(paths, str | Path) else paths
    for given in map(absolute, wanted):
        if os.path.isdir(given):
            found.folders.append(given)
            for path in _walk(given, found):
                if path not in leave:
                    _add(path, found, largest_mb)
        else:
            _add(given, found, largest_mb)
    return found


def look(folder: str) -> dict[str, Stamp]:
    """The files that `gather` would find in a folder, by path, without reading any.

    What cannot be looked at is there too, with a stamp of its own: a change of rights is a change.
    """
    found = Gathered()
    seen: dict[str, Stamp] = {}
    for path in _walk(folder, found):
        try:
            status = os.stat(path)
        except OSError as error:
            seen[path] = (-1, error.errno or 0, 0)
        else:
            seen[path] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return seen | {failure.path: (-1, 0, 0) for failure in found.failed}


def read_articles(path: str, largest_mb: int) -> Articles:
    """Articles of a file and the reader's notes.

    Raises:
        UnreadableFile: It cannot be read, or changed while it was.
    """
    from index.reading import read
    from index.splitting import split

    before = _stamp(path)
    document = read(Path(path), largest_mb=largest_mb)
    if _stamp(path) != before:
        raise UnreadableFile(
            f"{Path(path).name} changed while it was being read: index it again when it is complete"
        )
    return split(document), document.notes


def _walk(folder: str, found: Gathered) -> Iterator[str]:
    from index.reading import SUFFIXES

    def unreadable(error: OSError) -> None:
        found.failed.append(Failure(str(error.filename), _reason(str(error.filename), error)))

    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.startswith("~$"):
                continue
            path = os.path.join(root, name)
            if os.path.splitext(name)[1].lower() in SUFFIXES:
                yield path
            else:
                found.skipped.append(path)


def _add(path: str, found: Gathered, largest_mb: int) -> None:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "replace")
        reason = f"{os.path.basename(shown)} has a name that is not valid UTF-8: rename the file"
        found.failed.append(Failure(shown, reason))
        return
    try:
        status = os.stat(path)
        # What the reader will refuse is not read for its digest: a pipe would never end.
        refused = status.st_size > largest_mb * _MB or not stat.S_ISREG(status.st_mode)
        digest = f"unread:{path}" if refused else _digest(path)
    except OSError as error:
        found.failed.append(Failure(path, _reason(path, error)))
        return
    found.records[path] = FileRecord(path, digest, status.st_size, status.st_mtime_ns)


def _stamp(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError as error:
        raise UnreadableFile(_reason(path, error)) from error
    return status.st_size, status.st_mtime_ns


def _digest(path: str) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _reason(path: str, error: OSError) -> str:
    name = os.path.basename(path)
    if isinstance(error, FileNotFoundError):
        return f"{name} is not there: check the path"
    if isinstance(error, PermissionError):
        return f"{name} may not be read: give this user permission (chmod u+r)"
    return f"{name} cannot be read: {error.strerror or error}"


def split_document(document: Document) -> Articles:
    """Articles of a document that needs no reading, and its notes."""
    from index.splitting import split

    return split(document), document.notes


def parts_of(record: FileRecord, read: Read) -> tuple[list[Part], tuple[str, ...]]:
    """Parts of one content and the reader's notes; whatever goes wrong is `UnreadableFile`."""
    name = Path(record.path).name
    try:
        articles, notes = read(record)
    except UnreadableFile:
        raise
    except Exception as error:
        # Files hold what no reader foresees; one of them must not cost the rest of the run.
        _log.exception("reading %s failed", record.path)
        reason = f"{name} could not be read ({type(error).__name__}: {error}): convert or repair it"
        raise UnreadableFile(reason) from error
    parts = sync.make_parts(record.digest, articles)
    if not parts:
        raise UnreadableFile(f"{name} holds no article: nothing to index")
    return parts, notes


def document_digest(document: Document) -> str:
    """Digest of a document's content, wherever it is said to come from."""
    content = "\x1e".join(
        (
            document.newspaper or "",
            str(document.date or ""),
            *(page.text for page in document.pages),
            *(dumps(article) for article in document.articles),
        )
    )
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
