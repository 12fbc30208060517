"""Word files (DOCX): headings, paragraphs, the text of tables, and the document's properties."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
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
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_HIDDEN = frozenset({"del", "moveFrom", "txbxContent", "Fallback", "pPr", "rPr", "instrText"})
_LONG_PARAGRAPH = 40
"""Characters; a cell with two such paragraphs holds running text, not a datum."""
_DAMAGED = "is damaged: open it in Word, save it again as .docx, and index that"


def read_docx(path: Path, data: bytes, *, largest_bytes: int) -> Document:
    """Every top heading begins an article; with one or none the file is one article.

    A title stands over the headings: under it they are the subheads of one article.
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

    damage = (OpcError, SyntaxError, zipfile.BadZipFile, zlib.error, LookupError, ValueError)
    try:
        return docx.Document(io.BytesIO(data))
    except damage as error:
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
    blocks: list[Block] = []
    typed: list[bool] = []
    for item in _content(document.element.body, document):
        if isinstance(item, str):
            blocks.append(Block(item))
            typed.append(False)
        else:
            blocks.append(Block(_text(item._p), _level(item)))
            typed.append(_is_typed_heading(item))
    if any(block.level for block in blocks) or all(typed):
        return blocks
    return [
        Block(block.text, 1) if heading else block
        for block, heading in zip(blocks, typed, strict=True)
    ]


def _content(element: Any, parent: Any) -> Iterator[Paragraph | str]:
    """Paragraphs in order, those in content controls and text boxes too; rows of tables as text."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for child in element:
        name = _local_name(child)
        if name == "p":
            if _text(child).strip():
                yield Paragraph(child, parent)
            for box in child.iter(_W + "txbxContent"):
                if not any(_local_name(outer) == "Fallback" for outer in box.iterancestors()):
                    yield from _content(box, parent)
        elif name == "tbl":
            table = Table(child, parent)
            yield from _cells_as_columns(table) if _is_layout(table) else _rows(table)
        elif name in _WRAPPERS:
            yield from _content(child, parent)


def _local_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Any) -> str:
    """The visible text: with what a tracked change put in, without what it struck out."""
    parts: list[str] = []
    for child in element:
        name = _local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in {"br", "cr"}:
            parts.append("\n")
        elif name in {"tab", "noBreakHyphen"}:
            parts.append(" " if name == "tab" else "-")
        elif name not in _HIDDEN:
            parts.append(_text(child))
    return "".join(parts)


def _distinct_cells(row: Any) -> list[Any]:
    """A merged cell, which python-docx gives once per column, counts once."""
    cells: list[Any] = []
    for cell in row.cells:
        if not cells or cell._tc is not cells[-1]._tc:
            cells.append(cell)
    return cells


def _is_layout(table: Table) -> bool:
    """Whether the table puts texts side by side, as a page in Word does, and is no table of data."""
    return any(
        sum(len(paragraph.text) > _LONG_PARAGRAPH for paragraph in cell.paragraphs) > 1
        for row in table.rows
        for cell in row.cells
    )


def _cells_as_columns(table: Table) -> Iterator[Paragraph | str]:
    seen: list[Any] = []
    for row in table.rows:
        for cell in _distinct_cells(row):
            if not any(cell._tc is one for one in seen):
                seen.append(cell._tc)
                yield from _content(cell._tc, cell)


def _rows(table: Table) -> Iterator[str]:
    """A row a line."""
    for row in table.rows:
        texts = [" ".join(cell.text.split()) for cell in _distinct_cells(row)]
        if any(texts):
            yield "｜".join(texts).rstrip("｜")


def _level(paragraph: Paragraph) -> int:
    """1 for a title, one more than Word's own for a heading: a title stands over them all."""
    style = paragraph.style.name if paragraph.style is not None else ""
    heading = _HEADING_STYLE.fullmatch(style or "")
    if heading:
        return int(heading["level"]) + 1
    return 1 if _TITLE_STYLE.fullmatch(style or "") else 0


def _is_typed_heading(paragraph: Paragraph) -> bool:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    runs = [run for run in paragraph.runs if run.text.strip()]
    stands_out = paragraph.alignment == WD_ALIGN_PARAGRAPH.CENTER or (
        bool(runs) and all(run.bold for run in runs)
    )
    return stands_out and looks_like_headline(" ".join(paragraph.text.split()))
