"""Saved web pages: the article's own text, without what surrounds it on the page."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import UnreadableFile
from index.models import Document
from index.reading.credits import credit_line
from index.reading.markup import decode_markup, visible_lines
from index.reading.outline import Block, Imprint, articles_of

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
    blocks = list(_blocks(page.body))
    in_sentences = sum(len(b.text) for b in blocks if _SENTENCE.search(b.text))
    if in_sentences < _SHORTEST_ARTICLE:
        raise UnreadableFile(_NO_ARTICLE)
    headline = (page.title or "").strip() or None
    imprint = _with_credits(
        Imprint(
            headline=headline,
            byline=page.author,
            newspaper=_site(page.sitename),
            date=date.fromisoformat(page.date) if page.date else None,
        ),
        markup,
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


def _with_credits(imprint: Imprint, markup: str) -> Imprint:
    """Fills what the metadata leaves open from the first line of credits that names a source.

    Trafilatura takes such a line (2025-03-12 08:30 来源：样例日报 记者：陈一帆) for clutter.
    """
    if imprint.newspaper and imprint.byline and imprint.date:
        return imprint
    for line in visible_lines(markup):
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
        if element.tag == "row":
            yield Block("｜".join(_text(cell) for cell in element.iter("cell")))
        elif element.tag == "head":
            level = re.search(r"\d", element.get("rend") or "")
            yield Block(_text(element), int(level.group()) if level else 2)
        elif element.tag != "div" or not len(element):
            yield from (Block(line) for line in _text(element).split("\n"))


def _text(element: Any) -> str:
    parts: list[str] = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag in {"lb", "p"} else "", _text(child), child.tail or ""]
    return "".join(parts)
