"""Saved web pages: the article's own text, without what surrounds it on the page."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import UnreadableFile
from index.models import Document
from index.reading.credits import credit_line
from index.reading.markup import decode_markup, visible_lines
from index.reading.outline import Block, Imprint, articles_of

_TITLE_SEPARATOR = re.compile(r"--+|_+|\s[-|–—]\s|[|｜]")
_SENTENCE = re.compile(r"[。！？!?…]|\.(?:[\"”’)\]]*)(?:\s|$)")
_SHORTEST_ARTICLE = 15
"""Characters in sentences; a page with less is a list of links, a form or a picture."""
_SHORTEST_BODY = 50
"""Trafilatura's own minimum of 250 characters is meant for Latin script."""


def read_html(path: Path, data: bytes) -> Document:
    """One article with title, author, date and site as the page gives them.

    Args:
        path: Names the source, unless the page names its own address.
        data: The file's bytes.

    Raises:
        UnreadableFile: When the page holds no article.
    """
    markup = decode_markup(data)
    page = _extracted(markup)
    if page is None or page.body is None:
        raise UnreadableFile(_NO_ARTICLE)
    blocks = [block for block in _blocks(page.body) if not _is_menu(block.text)]
    in_sentences = sum(len(b.text) for b in blocks if _SENTENCE.search(b.text))
    if in_sentences < _SHORTEST_ARTICLE:
        raise UnreadableFile(_NO_ARTICLE)
    lines = visible_lines(markup)
    headline = _headline(page.title or "", lines)
    imprint = _with_credits(
        Imprint(
            headline=headline,
            byline=page.author,
            newspaper=_site(page.sitename),
            date=date.fromisoformat(page.date) if page.date else None,
        ),
        lines,
    )
    # A heading of the page is no border between articles: the page is one article.
    flat = [Block(b.text, b.level + 1 if b.level else 0) for b in blocks if b.text != headline]
    articles = articles_of([Block(headline or " ", 1), *flat], imprint, page.url or str(path))
    if not articles:
        raise UnreadableFile(_NO_ARTICLE)
    return Document(
        source=str(path), articles=articles, newspaper=imprint.newspaper, date=imprint.date
    )


_NO_ARTICLE = (
    "holds no article text, only links, forms or scripts: open the article in the browser and "
    "save that page, or copy its text into a .txt file"
)


def _extracted(markup: str) -> Any:
    """Trafilatura's document; None when the markup is not a page."""
    from trafilatura import bare_extraction
    from trafilatura.settings import DEFAULT_CONFIG

    config = copy.deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(_SHORTEST_BODY)
    return bare_extraction(
        markup,
        with_metadata=True,
        include_comments=False,
        favor_recall=True,
        # The extensive search takes any year on the page for a date, a copyright notice's say.
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=config,
    )


def _is_menu(line: str) -> bool:
    """Words between bars, such as a page has at its head and foot; our rows have the wide bar."""
    return len(re.findall(r"[|·•]", line)) >= 3 and not _SENTENCE.search(line)


def _headline(title: str, lines: Sequence[str]) -> str | None:
    """The page's title, without the site's name where the page shows the rest on a line."""
    title = title.strip()
    shown = {"".join(line.split()) for line in lines}
    for separator in _TITLE_SEPARATOR.finditer(title):
        start = title[: separator.start()].strip()
        if "".join(start.split()) in shown:
            return start
    return title or None


def _with_credits(imprint: Imprint, lines: Sequence[str]) -> Imprint:
    """Fills what the metadata leaves open from the first line of credits that names a source.

    Trafilatura takes such a line (2025-03-12 08:30 来源：样例日报 记者：陈一帆) for clutter.
    """
    if imprint.newspaper and imprint.byline and imprint.date:
        return imprint
    for line in lines:
        credits = credit_line(line)
        if credits is not None and credits.newspaper:
            return replace(
                imprint,
                byline=imprint.byline or credits.byline,
                newspaper=imprint.newspaper or credits.newspaper,
                date=imprint.date or credits.date,
            )
    return imprint


def _site(name: str | None) -> str | None:
    """The site's name, unless it is only its address."""
    name = (name or "").strip()
    return None if not name or re.fullmatch(r"[\w-]+(\.[\w-]+)+", name) else name


def _blocks(body: Any) -> Iterator[Block]:
    """Paragraphs and headings of trafilatura's XML; a line break in one ends a paragraph."""
    for element in body.iter("p", "head", "item", "quote", "code", "row", "div"):
        if any(parent.tag in {"p", "item", "quote", "row"} for parent in element.iterancestors()):
            continue
        if element.tag == "head":
            level = re.search(r"\d", element.get("rend") or "")
            yield Block(_text(element), int(level.group()) if level else 2)
        elif element.tag == "row":
            yield from map(Block, _row(element))
        elif element.tag != "div" or not len(element):
            yield from map(Block, _text(element).split("\n"))


def _row(row: Any) -> list[str]:
    """A row of data is one line; cells that hold lines of text are a page laid out in a table."""
    cells = [_text(cell).strip() for cell in row.iter("cell")]
    if any("\n" in cell for cell in cells):
        return [line for cell in cells for line in cell.split("\n")]
    return ["｜".join(cells)]


def _text(element: Any) -> str:
    parts: list[str] = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag in {"lb", "p"} else "", _text(child), child.tail or ""]
    return "".join(parts)
