"""Markdown: headings are headlines, front matter is the imprint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.models import Document
from index.reading.credits import find_date
from index.reading.outline import Block, Imprint, articles_of
from index.reading.text import decode

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(?P<fields>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_FIELD = re.compile(r"^(?P<key>\w+)\s*[:：]\s*(?P<value>\S.*?)\s*$", re.MULTILINE)
_KEYS = {
    "headline": ("title", "headline", "标题"),
    "byline": ("byline", "author", "作者", "记者"),
    "newspaper": ("newspaper", "publication", "source", "site", "报纸", "来源"),
    "date": ("date", "published", "日期"),
    "page": ("page", "pages", "版面", "版次"),
}


def read_markdown(path: Path, data: bytes) -> Document:
    """Every top heading begins an article; with one or none the file is one article.

    Args:
        path: Names the source.
        data: The file's bytes, in any encoding that `index.reading.text` knows.

    Raises:
        UnreadableFile: When the bytes are not text or no paragraph is in it.
    """
    text = re.sub(r"\r\n?", "\n", decode(data).text)
    front = _FRONT_MATTER.match(text)
    imprint = _imprint(front.group("fields")) if front else Imprint()
    imprint = imprint.completed_by_name(path.name)
    articles = articles_of(_blocks(text[front.end() :] if front else text), imprint, str(path))
    if not articles:
        raise UnreadableFile("holds no paragraph of text: nothing to index")
    return Document(
        source=str(path), articles=articles, newspaper=imprint.newspaper, date=imprint.date
    )


def _imprint(fields: str) -> Imprint:
    given = {m["key"].lower(): m["value"].strip("\"'[]") for m in _FIELD.finditer(fields)}

    def value(name: str) -> str | None:
        return next((given[key] for key in _KEYS[name] if given.get(key)), None)

    page = value("page")
    return Imprint(
        headline=value("headline"),
        byline=value("byline"),
        newspaper=value("newspaper"),
        date=find_date(value("date") or ""),
        pages=tuple(re.findall(r"[A-Za-z]?\d+", page)) if page else (),
    )


def _blocks(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    row: list[str] = []
    opened = ""
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield Block("｜".join(row))
        elif token.type == "inline" and opened in {"th", "td"}:
            row.append(_inline_text(token))
        elif token.type == "inline":
            level = int(opened[1:]) if re.fullmatch(r"h[1-6]", opened) else 0
            yield Block(_inline_text(token), level)
        elif token.type in {"fence", "code_block"}:
            yield from (Block(line) for line in token.content.splitlines())
        opened = token.tag if token.nesting == 1 else ""


def _inline_text(token: Token) -> str:
    """What a reader sees: link texts, no addresses, no pictures, no tags."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
    return "".join(parts)
