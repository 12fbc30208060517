"""A newspaper page becomes its articles.

The steps, each pure and testable on its own: `lines` (measure, close letter-spacing, take jump marks
out) → `roles` (the likeliest role of each line, by `features` and `weights`) → `blocks` → `compose`
(articles and their headlines) → `articles` (datelines, mastheads) → `joining` (halves on two pages).
"""

from __future__ import annotations

from dataclasses import replace

from index.datelines import Printed, printed_from_name
from index.models import Article, Document, Page
from index.splitting.articles import split_page
from index.splitting.furniture import is_advertisement, is_caption, is_furniture
from index.splitting.headlines import HeadlineParts, headline_parts
from index.splitting.joining import join
from index.splitting.jumps import JumpMark, find_jumps, strip_jumps
from index.splitting.lines import close_letter_spacing
from index.splitting.paragraphs import join_lines

__all__ = [
    "HeadlineParts",
    "JumpMark",
    "close_letter_spacing",
    "find_jumps",
    "headline_parts",
    "is_advertisement",
    "is_caption",
    "is_furniture",
    "join",
    "join_lines",
    "split",
    "split_page",
    "strip_jumps",
]


def split(document: Document) -> list[Article]:
    """The articles of a document.

    Args:
        document: As a reader made it.

    Returns:
        `document.articles` as they are, then those found on `document.pages` in page order, halves
        within the file joined. Each has the document's `source`.
    """
    named = printed_from_name(document.source)
    known = Printed(document.newspaper, document.date, None).over(named)
    placed = [page for page in document.pages if any(line.box for line in page.lines)]
    # Layout uses this package's steps: imported here, or the two would import each other.
    from index.layout import articles_of

    found = articles_of(placed, document) if placed else []
    for page in document.pages:
        if page not in placed:
            found.extend(_of_page(page, known, document))
    return [*document.articles, *join(found)]


def _of_page(page: Page, known: Printed, document: Document) -> list[Article]:
    several = len(document.pages) > 1
    # The file's name can give one page's label; of a whole edition the position in the file does.
    label = str(page.number) if several else known.page
    articles = split_page(page, Printed(known.newspaper, known.date, label))
    return [replace(article, source=document.source) for article in articles]
