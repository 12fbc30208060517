"""Articles opened to be read: a passage highlighted in its article, a file as it was split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Protocol

from index.errors import LibraryError, UnknownArticle
from index.models import Article, LibraryArticle
from rag.survival import Fate, KeptCitation, Survival, survival
from ui import render
from ui.screen_texts import escape, say

UNSURE = 0.6
"""Below this confidence a reader is asked to look at the page itself."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FATES: dict[Fate, str] = {
    "moved": "cited_moved",
    "changed": "cited_changed",
    "removed": "cited_removed",
}
_PLACE = re.compile(r"([0-9a-f]{1,64}):(\d{1,9})-(\d{1,9})")


class ArticleShelf(Protocol):
    """What the reader needs of the library."""

    def article(self, article_id: str) -> LibraryArticle:
        """The article, or `UnknownArticle`."""
        ...

    def articles(self) -> list[LibraryArticle]:
        """All articles."""
        ...

    def articles_of(self, source: str) -> list[LibraryArticle]:
        """The articles of one source."""
        ...


def open_passage(shelf: ArticleShelf, place: str) -> str:
    """An article as HTML with one passage marked.

    Args:
        shelf: The library.
        place: `<article id>:<start>-<end>`, offsets in the article's text; nothing is marked
            where `end` is not after `start`.

    Returns:
        The article, or a sentence that says why it cannot be shown.
    """
    found = _PLACE.fullmatch(place)
    if found is None:
        return _message("gone")
    try:
        held = shelf.article(found[1])
    except UnknownArticle:
        return _message("gone")
    except LibraryError as error:
        return render.failure("library_trouble", str(error))
    return article(held, int(found[2]), int(found[3]))


def open_citation(shelf: ArticleShelf, cited: str) -> str:
    """The article that an answer cites, though it may be an old answer and another article now.

    Args:
        shelf: The library.
        cited: The citation as JSON, as the page has kept it.

    Returns:
        The article with the quote marked; where it was changed or removed since, a sentence that
        says so, the quote as it was, and the article that has taken its place.
    """
    try:
        kept = KeptCitation.from_json(cited)
    except ValueError:
        return _message("gone")
    try:
        found = survival(kept, shelf)
    except LibraryError as error:
        return render.failure("library_trouble", str(error))
    shown = article(found.held, found.start, found.end) if found.held else ""
    return _fate(kept, found) + shown


def _fate(kept: KeptCitation, found: Survival) -> str:
    """What became of the cited words; nothing where they stand as they stood."""
    if found.fate == "unchanged":
        return ""
    told = f'<div class="wb-fate" role="status">{say(_FATES[found.fate])}</div>'
    if found.fate == "moved":
        return told
    now = f'<div class="wb-label">{say("cited_now")}</div>' if found.held else ""
    return f"{told}{_quote(kept)}{now}"


def _quote(kept: KeptCitation) -> str:
    """The words that the answer rested on, with where they were printed."""
    printed = Article(
        (kept.quote,), kept.headline, newspaper=kept.newspaper, date=kept.date, pages=kept.pages
    )
    lines = "<br>".join(escape(line) for line in kept.quote.splitlines())
    return (
        f'<figure class="wb-kept"><blockquote>{lines}</blockquote>'
        f"<figcaption>{render.source_line(printed)}</figcaption></figure>"
    )


def open_file(shelf: ArticleShelf, file: str) -> str:
    """All articles of a file, in the order of its pages, with how sure the split is."""
    try:
        held = [one for one in shelf.articles() if file in files_of(one)]
    except LibraryError as error:
        return render.failure("library_trouble", str(error))
    if not held:
        return _message("gone")
    label = f'<div class="wb-label">{say("as_split", count=len(held))}</div>'
    return f'<h3 class="wb-file">{escape(file_name(file))}</h3>{label}' + "<hr>".join(
        article(one) for one in held
    )


def _message(key: str) -> str:
    return f'<div class="wb-hint">{say(key)}</div>'


def files_of(held: LibraryArticle) -> tuple[str, ...]:
    """The files that an article was read from."""
    return held.files or (held.article.source,)


def file_name(file: str) -> str:
    """The last part of a path; an address of the web as it is."""
    return file if "://" in file else PurePath(file).name


def article(held: LibraryArticle, start: int = 0, end: int = 0) -> str:
    """One article as HTML, the characters from `start` to `end` marked."""
    value = held.article
    kicker = f'<div class="wb-kicker">{escape(value.kicker)}</div>' if value.kicker else ""
    subline = f'<div class="wb-subline">{escape(value.subline)}</div>' if value.subline else ""
    byline = f'<div class="wb-byline">{escape(value.byline)}</div>' if value.byline else ""
    title = f"{kicker}<h2>{render.headline(value)}</h2>{subline}"
    return (
        f'<article class="wb-article" lang="{_language(value)}"><header>{title}'
        f'<div class="wb-printed">{render.printed(value)}</div>{byline}{_relations(held)}</header>'
        f"{_body(value, start, end)}{_footer(held)}</article>"
    )


def _language(value: Article) -> str:
    return "zh" if _CHINESE.search(value.text) else "en"


def _body(value: Article, start: int, end: int) -> str:
    parts, offset, subheads = [], 0, set(value.subheads)
    for paragraph in value.paragraphs:
        tag = "h4" if paragraph in subheads else "p"
        parts.append(f"<{tag}>{_marked(paragraph, start - offset, end - offset)}</{tag}>")
        offset += len(paragraph) + 1
    return "".join(parts)


def _marked(paragraph: str, start: int, end: int) -> str:
    first, last = max(start, 0), min(end, len(paragraph))
    if first >= last:
        return escape(paragraph)
    before, inside, after = paragraph[:first], paragraph[first:last], paragraph[last:]
    return f'{escape(before)}<mark class="wb-quote">{escape(inside)}</mark>{escape(after)}'


def _relations(held: LibraryArticle) -> str:
    lines = []
    if held.corrected_by:
        lines.append(f'<div class="wb-warning">{say("corrected")}{_links(held.corrected_by)}</div>')
    if held.corrects:
        lines.append(f'<div class="wb-note">{say("corrects")}{_links(held.corrects)}</div>')
    if held.also_in:
        count = say("also_in", count=len(held.also_in))
        lines.append(f'<div class="wb-note">{count} {_links(held.also_in)}</div>')
    return "".join(lines)


def _links(article_ids: Sequence[str]) -> str:
    return " ".join(
        f'<button type="button" class="wb-source" data-open="{escape(one)}:0-0">↗</button>'
        for one in article_ids
    )


def _footer(held: LibraryArticle) -> str:
    value = held.article
    notes = []
    if value.continues_from:
        notes.append(say("continues_from", page=value.continues_from))
    if value.continues_to:
        notes.append(say("continues_to", page=value.continues_to))
    notes.extend(say("from_file", file=file_name(file)) for file in files_of(held)[:3])
    notes.append(say("confidence", percent=round(value.confidence * 100)))
    unsure = f'<div class="wb-warning">{say("unsure")}</div>' if value.confidence < UNSURE else ""
    return f'<footer class="wb-note">{" · ".join(notes)}</footer>{unsure}'
