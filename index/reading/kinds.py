"""What kind of file it is: by the content's signature, else by the name's suffix."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from index.errors import UnreadableFile

Kind = Literal["text", "markdown", "html", "feed", "docx", "pdf", "image"]

KIND_OF_SUFFIX: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".docx": "docx",
    ".pdf": "pdf",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".bmp": "image",
    ".webp": "image",
}
SUFFIXES: frozenset[str] = frozenset(KIND_OF_SUFFIX)
"""Of the files that can be read, lower case, with the point."""

_IMAGE_SIGNATURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FEED_ROOT = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
_HTML_ROOT = re.compile(rb"<(!doctype\s+html|html)[\s>]", re.IGNORECASE)


def kind_of(path: Path, data: bytes) -> Kind:
    """Chooses the reader.

    Args:
        path: Its suffix counts where the content has no signature of its own.
        data: The file's bytes, not empty.

    Raises:
        UnreadableFile: For a kind that is not read; the message says what to save it as.
    """
    signed = _kind_by_signature(data)
    if signed is not None:
        return signed
    suffix = path.suffix.lower()
    if suffix == "":
        return _kind_of_markup(data) or "text"
    kind = KIND_OF_SUFFIX.get(suffix)
    if kind is None:
        supported = " ".join(sorted(SUFFIXES))
        raise UnreadableFile(
            f"is of a type that is not read ({suffix}): save it as one of {supported}"
        )
    if kind == "pdf" and b"%PDF-" in data[:1024]:
        return kind  # a mail gateway's lines may stand before the header
    if kind in {"pdf", "image", "docx"}:
        # The content has none of the signatures that such a file begins with.
        raise UnreadableFile(
            f"is not the {suffix.removeprefix('.').upper()} file its name says, or is damaged: "
            "open it in the program it comes from and save it again"
        )
    if kind in {"feed", "text"}:
        return _kind_of_markup(data) or kind
    return kind


def _kind_by_signature(data: bytes) -> Kind | None:
    if data.lstrip(b"\x00\r\n\t \xef\xbb\xbf").startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data:
            return "docx"
        raise UnreadableFile(
            "is a ZIP archive or an office file other than Word: unpack it, or save it as DOCX or "
            "PDF, and index that"
        )
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFile(
                "is protected by a password: open it in Word, save it without one, and index that"
            )
        raise UnreadableFile("is in Word's old format (.doc): save it as .docx and index that")
    if data.startswith(b"{\\rtf"):
        raise UnreadableFile("is a Rich Text file (RTF): save it as .docx and index that")
    if _is_image(data):
        return "image"
    return None


def _is_image(data: bytes) -> bool:
    """Text may begin with "BM" or "RIFF": those two need what follows in a picture."""
    if data.startswith(b"BM"):
        return len(data) > 14 and int.from_bytes(data[2:6], "little") == len(data)
    if data.startswith(b"RIFF"):
        return data[8:12] == b"WEBP"
    return data.startswith(_IMAGE_SIGNATURES)


def _kind_of_markup(data: bytes) -> Kind | None:
    start = data[:2048].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"<"):
        return None
    if _HTML_ROOT.search(start):
        return "html"
    return "feed" if _FEED_ROOT.search(start) else None
