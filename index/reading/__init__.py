"""Files of many kinds become documents: pages still to be split, or the articles they name."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

from index.errors import UnreadableFile
from index.models import Document, Progress
from index.reading.kinds import SUFFIXES, Kind, kind_of

__all__ = ["SUFFIXES", "read"]

_MB = 1 << 20


def read(path: Path, *, largest_mb: int = 100, progress: Progress | None = None) -> Document:
    """Reads one file of a supported kind.

    The kind is what the content says where it has a signature (PDF, Word, pictures), and what the
    suffix says otherwise.

    Args:
        path: A file; see `SUFFIXES`.
        largest_mb: A larger file is refused unread, in units of 2**20 bytes.
        progress: Told of the pages of a PDF or scan as they are read.

    Returns:
        A document with at least one page or one article.

    Raises:
        UnreadableFile: With a sentence that says what is wrong and what to do.
    """
    try:
        document = _document(path, largest_mb, progress)
    except UnreadableFile as error:
        raise UnreadableFile(_named(path, str(error))) from error
    except OSError as error:
        raise UnreadableFile(_named(path, _os_reason(error))) from error
    if not document.pages and not document.articles:
        raise UnreadableFile(_named(path, "holds no text: nothing to index"))
    return document


def _named(path: Path, reason: str) -> str:
    return reason if reason.startswith(path.name) else f"{path.name} {reason}"


def _bytes_of(path: Path, largest_mb: int) -> bytes:
    if path.is_dir():
        raise UnreadableFile("is a folder: give the files in it, or index the folder as a whole")
    size = path.stat().st_size
    if not path.is_file():
        raise UnreadableFile("is not a regular file: copy its content into a file and index that")
    if size == 0:
        raise UnreadableFile("is empty: nothing to index")
    if size > largest_mb * _MB:
        raise UnreadableFile(
            f"has {size / _MB:.0f} MB, more than the {largest_mb} MB allowed: split it, or raise "
            "the limit (largest_file_mb in wenbao.toml)"
        )
    with path.open("rb") as stream:
        data = stream.read(largest_mb * _MB + 1)
    if len(data) != size:
        raise UnreadableFile("changed while it was being read: index it again when it is complete")
    return data


def _document(path: Path, largest_mb: int, progress: Progress | None) -> Document:
    """Hands the file to the reader of its kind, whose library is loaded only then."""
    data = _bytes_of(path, largest_mb)
    kind = kind_of(path, data)
    if kind == "pdf":
        from index.reading.pdf import read_pdf

        del data  # its reader maps the file itself
        return read_pdf(path, progress)
    if kind == "image":
        from index.reading.scan import read_image

        del data
        return read_image(path, progress)
    if kind == "docx":
        from index.reading.office import read_docx

        return read_docx(path, data, largest_bytes=largest_mb * _MB)
    return _reader_of(kind)(path, data)


def _reader_of(kind: Kind) -> Callable[[Path, bytes], Document]:
    if kind == "markdown":
        from index.reading.markdown import read_markdown

        return read_markdown
    if kind == "html":
        from index.reading.web import read_html

        return read_html
    if kind == "feed":
        from index.reading.feeds import read_feed

        return read_feed
    from index.reading.text import read_text

    return read_text


def _os_reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is not there, or vanished while being read: check the path and index it again"
    if isinstance(error, PermissionError):
        return "may not be read: give yourself permission (chmod u+r) and index it again"
    if error.errno == errno.ENAMETOOLONG:
        return "has too long a name: give it a shorter one"
    return f"cannot be read ({error.strerror or error}): copy it to another disk and try again"
