"""Saved RSS and Atom files: every entry is an article."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from index.errors import UnreadableFile
from index.models import Article, Document
from index.reading.credits import find_date
from index.reading.markup import decode_markup, visible_lines
from index.reading.outline import Block, Imprint, articles_of, tidy


def read_feed(path: Path, data: bytes) -> Document:
    """The entries that bring text, with the feed's title as their newspaper.

    Args:
        path: Names the source of entries that have no link of their own.
        data: The file's bytes.

    Raises:
        UnreadableFile: When it is no feed, or no entry brings text.
    """
    feed = _parsed(decode_markup(data))
    if not feed.entries:
        raise UnreadableFile(
            "is not an RSS or Atom feed with entries: save the feed itself, or the articles as "
            "HTML, and index that"
        )
    newspaper = tidy(feed.feed.get("title") or "") or None
    articles = tuple(
        article for entry in feed.entries for article in _articles(entry, newspaper, str(path))
    )
    if not articles:
        raise UnreadableFile("is a feed of headlines without text: save the articles as HTML")
    left_out = len(feed.entries) - len(articles)
    notes = (f"{left_out} of {len(feed.entries)} entries have no text",) if left_out else ()
    return Document(source=str(path), articles=articles, newspaper=newspaper, notes=notes)


def _parsed(markup: str) -> Any:
    import feedparser

    try:
        return feedparser.parse(io.BytesIO(markup.encode("utf-8", "replace")))
    except (ValueError, OverflowError) as error:
        # feedparser forgives most damage, but not a reference to a character that cannot be.
        raise UnreadableFile("is a damaged feed: save it again, and index that") from error


def _articles(entry: Any, newspaper: str | None, source: str) -> tuple[Article, ...]:
    contents = [part.get("value") or "" for part in entry.get("content") or ()]
    markup = max((*contents, entry.get("summary") or ""), key=len)
    headline = tidy("".join(_plain(entry.get("title") or ""))) or None
    imprint = Imprint(
        headline=headline,
        byline=entry.get("author") or None,
        newspaper=newspaper,
        date=_day(entry),
    )
    blocks = [Block(text) for text in _plain(markup) if tidy(text) != headline]
    return articles_of(blocks, imprint, entry.get("link") or source)


def _day(entry: Mapping[str, Any]) -> date | None:
    """The day as printed, in the feed's own time zone: in UTC it may be the day before."""
    for key in ("published", "updated", "created"):
        printed = str(entry.get(key) or "")
        if not printed:
            continue
        found = find_date(printed)
        if found is not None:
            return found
        try:
            return parsedate_to_datetime(printed).date()
        except ValueError:
            continue
    return None


def _plain(markup: str) -> list[str]:
    """The paragraphs of an entry's HTML, or of its plain text."""
    if re.search(r"<\w+[^>]*>|&#?\w+;", markup):
        return visible_lines(markup)
    return markup.splitlines()
