"""Word files (DOCX): headings, paragraphs, the text of tables, and the document's properties."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import UnreadableFile
from index.models import Document
from index.reading.outline import Block, Imprint, articles_of, looks_like_headline

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*(?P<level>[1-9])", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"title|标题|標題", re.IGNORECASE)
# What the programs themselves write into the title and author of a new file.
_MADE_BY_PROGRAM = re.compile(
    r"(?:Microsoft )?Word(?: Document)?\b.*|文档\s?\d*|新建.*文档.*|Untitled.*|Normal.*|python-docx"
    r"|Administrator|Admin|User|用户|微软用户|Microsoft.*",
    re.IGNORECASE,
)
_DAMAGED = "is damaged: open it in Word, save it again as .docx, and index that"


def read_docx(path: Path, data: bytes, *, largest_bytes: int) -> Document:
    """Every heading of the top level begins an article; with one or none the file is one article.

    A file without heading styles is cut at lines that are typed as headings: short, wholly bold
    or centred. Core properties give title and author where the text does not; the newspaper is
    the property `category` or none.

    Args:
        path: Names the source.
        data: The file's bytes.
        largest_bytes: Unpacked, the text may have no more.

    Raises:
        UnreadableFile: When the file is damaged, unpacks to too much, or holds no text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            encrypted = any(entry.flag_bits & 1 for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile(_DAMAGED) from error
    if encrypted:
        raise UnreadableFile("is protected by a password: save it without one and index that")
    if unpacked > largest_bytes:
        raise UnreadableFile(
            f"unpacks to {unpacked >> 20} MB, more than is allowed: take the pictures out, or "
            "raise the limit (largest_file_mb in wenbao.toml)"
        )
    document = _opened(data)
    imprint = _imprint(document).completed_by_name(path.name)
    articles = articles_of(_blocks(document), imprint, str(path))
    if not articles:
        raise UnreadableFile("holds no paragraph of text: nothing to index")
    return Document(
        source=str(path), articles=articles, newspaper=imprint.newspaper, date=imprint.date
    )


def _opened(data: bytes) -> Any:
    """A python-docx document.

    Raises:
        UnreadableFile: When the package or its XML is damaged.
    """
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, SyntaxError, zipfile.BadZipFile, LookupError, ValueError) as error:
        # python-docx lets the exceptions of whatever part is missing or malformed through;
        # lxml's are SyntaxErrors.
        raise UnreadableFile(_DAMAGED) from error


def _imprint(document: Any) -> Imprint:
    properties = document.core_properties

    def own(value: str | None) -> str | None:
        value = (value or "").strip()
        return None if not value or _MADE_BY_PROGRAM.fullmatch(value) else value

    return Imprint(
        headline=own(properties.title),
        byline=own(properties.author),
        newspaper=own(properties.category),
    )


def _blocks(document: Any) -> list[Block]:
    from docx.table import Table

    blocks: list[Block] = []
    typed: list[bool] = []
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            rows = [Block(row) for row in _rows(item)]
            blocks += rows
            typed += [False] * len(rows)
        elif item.text.strip():
            blocks.append(Block(item.text, _level(item)))
            typed.append(_is_typed_heading(item))
    if any(block.level for block in blocks) or all(typed):
        return blocks
    return [
        Block(block.text, 1) if heading else block
        for block, heading in zip(blocks, typed, strict=True)
    ]


def _rows(table: Table) -> Iterator[str]:
    """A row a line; a merged cell, which python-docx gives once per column, counts once."""
    for row in table.rows:
        cells: list[Any] = []
        for cell in row.cells:
            if not cells or cell._tc is not cells[-1]._tc:
                cells.append(cell)
        texts = [" ".join(cell.text.split()) for cell in cells]
        if any(texts):
            yield "｜".join(texts).rstrip("｜")


def _level(paragraph: Paragraph) -> int:
    style = paragraph.style.name if paragraph.style is not None else ""
    heading = _HEADING_STYLE.fullmatch(style or "")
    if heading:
        return int(heading["level"])
    return 1 if _TITLE_STYLE.fullmatch(style or "") else 0


def _is_typed_heading(paragraph: Paragraph) -> bool:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    runs = [run for run in paragraph.runs if run.text.strip()]
    stands_out = paragraph.alignment == WD_ALIGN_PARAGRAPH.CENTER or (
        bool(runs) and all(run.bold for run in runs)
    )
    return stands_out and looks_like_headline(" ".join(paragraph.text.split()))
