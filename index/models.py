"""What passes between the layers: frozen values, named fields, identity from content.

The way of the data is `Document` (a file as read) → `Article` (as split) → `Passage` (as embedded)
→ `Hit` (as found). Offsets count characters (code points) in `Article.text`, that is in the
paragraphs joined by a line break.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

Progress = Callable[[str, int, int], None]
"""Told of long work as `(what, done, total)`; `total` is 0 while it is unknown."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points (PDF) or pixels (scan), origin at the top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line as an extractor gives it; page text has no box and no size."""

    text: str
    box: Box | None = None
    font_size: float | None = None
    confidence: float | None = None
    """Of the character recogniser, 0 to 1; None where the text was not recognised but read."""
    font: str | None = None
    """The font's name without its subset prefix, where the file tells."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a file. `lines` keep the extractor's order; an empty text is a blank line."""

    number: int
    """Position in the file, from 1; the printed page number is found by the splitter."""
    lines: tuple[Line, ...]
    width: float | None = None
    height: float | None = None
    rules: tuple[Box, ...] = ()
    """Drawn lines and frames, where the file has them as vectors."""
    pictures: tuple[Box, ...] = ()

    @property
    def text(self) -> str:
        """The lines joined by line breaks."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Article:
    """One article: what a reader of the newspaper would cut out with scissors."""

    paragraphs: tuple[str, ...]
    """True paragraphs, subheads among them; without jump marks, captions and page furniture."""
    headline: str | None = None
    kicker: str | None = None
    """The small line over the headline (引题)."""
    subline: str | None = None
    """The small line under the headline (副题)."""
    byline: str | None = None
    newspaper: str | None = None
    date: datetime.date | None = None
    """Of the issue it was printed in, or of publication on the web; None when unknown."""
    pages: tuple[str, ...] = ()
    """Printed page labels ("1", "A08"), in reading order."""
    source: str = ""
    """Path or address of the file it was read from (the first one, for joined halves)."""
    subheads: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    continues_from: str | None = None
    """Page label where the part before this one is printed, when that part is not joined."""
    continues_to: str | None = None
    confidence: float = 1.0
    """How sure the splitter is of this article's boundaries, 0 to 1."""
    dateline: datetime.date | None = None
    """The day named in the text's own dateline (新华社北京1月21日电), year supplied."""

    @cached_property
    def text(self) -> str:
        """The paragraphs joined by a line break; all offsets count in this."""
        return "\n".join(self.paragraphs)

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits from the content: the same article has the same id anywhere."""
        printed = (self.newspaper or "", self.date.isoformat() if self.date else "")
        content = "\x1f".join((*printed, self.headline or "", self.text))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a file: pages still to be split, articles the format gives, or both.

    A page text or PDF has `pages`; HTML, DOCX, Markdown and feeds name their articles themselves.
    """

    source: str
    pages: tuple[Page, ...] = ()
    articles: tuple[Article, ...] = ()
    newspaper: str | None = None
    """From metadata or the file's name; a masthead found on a page outranks it."""
    date: datetime.date | None = None
    notes: tuple[str, ...] = ()
    """Sentences for the person who indexes, e.g. that page 3 was too poor to recognise."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article that is embedded and found: whole sentences, about 300 characters."""

    article_id: str
    start: int
    end: int
    text: str
    """Equal to `article.text[start:end]`."""
    heading: str = ""
    """Headline and date, embedded before the text and never quoted."""

    @property
    def id(self) -> str:
        """`<article id>:<start>-<end>`: content-derived, because the article's id is."""
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is restricted to; an empty field restricts nothing. Dates are inclusive."""

    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    newspaper: str | None = None
    article_ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage as found, with the article it stands in."""

    passage: Passage
    article: Article
    score: float
    """Higher is better; comparable only within one search."""


@dataclass(frozen=True, slots=True)
class LibraryArticle:
    """An article as the library holds it, with its relations to others there."""

    article: Article
    also_in: tuple[str, ...] = ()
    """Ids of near-identical articles (wire copies): together one piece of evidence."""
    corrects: tuple[str, ...] = ()
    corrected_by: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that was skipped, and the sentence that says why."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an indexing run did. Counts are of files; articles and passages are the library's."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: tuple[Failure, ...] = field(default=())
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    """Sentences about what was read but poorly, or passed over in a folder."""


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """What a removal did: articles taken out, and what the library holds now."""

    removed: int
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `wenbao doctor`."""

    name: str
    ok: bool
    detail: str
