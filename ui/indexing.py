"""Files given in the browser: kept in the library's folder, indexed with progress."""

from __future__ import annotations

import hashlib
import queue
import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.models import IndexReport, Progress


class Indexer(Protocol):
    """What indexing needs of the library."""

    def index(self, paths: Sequence[Path], progress: Progress) -> IndexReport:
        """Adds or updates files."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is; `total` is 0 while it is unknown."""

    what: str
    done: int
    total: int


def keep_upload(temporary: Path, folder: Path) -> Path:
    """Copies an uploaded file to where the library may read it again.

    Args:
        temporary: The file as the web server stored it; its name is the reader's.
        folder: Where uploads are kept. Each lies in a folder named by its content, so that two
            pages both called `page.txt` stand side by side and the same one comes only once.

    Returns:
        The kept file.
    """
    digest = hashlib.sha256()
    with temporary.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    kept = folder / digest.hexdigest()[:12] / temporary.name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_name(f".{kept.name}.part")
        shutil.copyfile(temporary, partial)
        partial.replace(kept)
    return kept


def index_steps(library: Indexer, paths: Sequence[Path]) -> Iterator[Step | IndexReport]:
    """Indexes files in a thread of its own.

    Yields:
        Steps while it goes on, the report as the last one.

    Raises:
        Exception: Whatever stopped the run.
    """
    told: queue.SimpleQueue[Step | IndexReport | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            told.put(library.index(paths, lambda *step: told.put(Step(*step))))
        except BaseException as error:  # noqa: BLE001 -- handed to the caller, who decides
            told.put(error)

    threading.Thread(target=work, name="wenbao-index", daemon=True).start()
    while True:
        item = _latest(told)
        if isinstance(item, BaseException):
            raise item
        yield item
        if isinstance(item, IndexReport):
            return


def _latest(
    told: queue.SimpleQueue[Step | IndexReport | BaseException],
) -> Step | IndexReport | BaseException:
    """The newest step, older ones skipped: a screen needs no more."""
    item = told.get()
    while isinstance(item, Step) and not told.empty():
        item = told.get()
    return item
