"""Whether an old citation still stands: where its quote is now, or what became of its source.

An article's id is made of its content, so an article that was changed has another id. What a
citation kept (its quote and its source) finds the words again, or tells that they are gone.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, Self

from pydantic import ConfigDict, TypeAdapter

from index.errors import UnknownArticle
from index.models import LibraryArticle
from index.sentences import sentence_spans

Fate = Literal["unchanged", "moved", "changed", "removed"]
"""`moved`: the source was changed and still holds the quote; `changed`: it no longer does."""

_NEAR = 0.5
"""Share of a quote's neighbouring pairs of characters that a sentence must hold to be shown as what
the quote has become. Set by hand: below it, texts share little more than their common words."""


@dataclass(frozen=True, slots=True)
class KeptCitation:
    """What an answer keeps of a citation: the object that `wenbao ask --json` prints for it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="ignore", coerce_numbers_to_str=True
    )

    article_id: str
    start: int
    end: int
    quote: str
    source: str
    headline: str | None = None
    newspaper: str | None = None
    date: datetime.date | None = None
    pages: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads one; fields that are not known are passed over.

        Raises:
            ValueError: It is not such an object.
        """
        read: Self = TypeAdapter(cls).validate_json(text)
        return read


@dataclass(frozen=True, slots=True)
class Survival:
    """What became of a citation.

    Attributes:
        fate: In one word.
        held: The article that holds the quote, or that has taken the place of the one that did;
            None where there is none.
        start: Where the quote stands in it now, or the sentence nearest to it.
        end: Not after `start` where there is nothing to mark.
    """

    fate: Fate
    held: LibraryArticle | None = None
    start: int = 0
    end: int = 0


class Shelf(Protocol):
    """What is needed of `index.library.Library`."""

    def article(self, article_id: str) -> LibraryArticle:
        """The article, or `UnknownArticle`."""
        ...

    def articles_of(self, source: str) -> list[LibraryArticle]:
        """The articles of a source, none where it is not there."""
        ...


def survival(kept: KeptCitation, shelf: Shelf) -> Survival:
    """Looks for a citation's quote in the library as it is now.

    Args:
        kept: What the answer kept; it may come from anywhere, nothing in it is trusted.
        shelf: The library.

    Returns:
        The article under the citation's id, if the quote is there; else an article of the same
        source that holds the quote, white space and width disregarded; else the article of that
        source which is most like the quote.

    Raises:
        LibraryUnavailable: The library cannot be read.
    """
    try:
        held = shelf.article(kept.article_id)
    except UnknownArticle:
        pass
    else:
        if kept.quote and held.article.text[kept.start : kept.end] == kept.quote:
            return Survival("unchanged", held, kept.start, kept.end)
    candidates = shelf.articles_of(kept.source)
    if not candidates:
        return Survival("removed")
    return _found_again(kept, candidates) or _nearest(kept, candidates)


def _found_again(kept: KeptCitation, candidates: Sequence[LibraryArticle]) -> Survival | None:
    """The quote where it stands now: of several places the likeliest."""
    found = [
        (start, end, held)
        for held in candidates
        for start, end in _places(kept.quote, held.article.text)
    ]
    if not found:
        return None

    def unlikely(place: tuple[int, int, LibraryArticle]) -> tuple[bool, int]:
        start, _, held = place
        return held.article.headline != kept.headline, abs(start - kept.start)

    start, end, held = min(found, key=unlikely)
    return Survival("moved", held, start, end)


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Every stretch of a text that reads as the quote does, in characters of the text."""
    wanted, _ = _squeezed(quote)
    if not wanted:
        return []
    squeezed, origins = _squeezed(text)
    found = []
    at = squeezed.find(wanted)
    while at >= 0:
        found.append((origins[at], origins[at + len(wanted) - 1] + 1))
        at = squeezed.find(wanted, at + 1)
    return found


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text in half width and without white space, and where each character was."""
    pieces: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        narrow = "".join(unicodedata.normalize("NFKC", character).split())
        pieces.append(narrow)
        origins += [place] * len(narrow)
    return "".join(pieces), origins


def _nearest(kept: KeptCitation, candidates: Sequence[LibraryArticle]) -> Survival:
    """The article that has taken the place of the cited one, its nearest sentence marked."""
    wanted = _pairs(kept.quote)
    best = Survival("changed")
    highest = 0.0
    for held in candidates:
        same_headline = bool(kept.headline) and held.article.headline == kept.headline
        share, start, end = max(
            (
                (
                    len(wanted & _pairs(held.article.text[start:end])) / max(len(wanted), 1),
                    start,
                    end,
                )
                for start, end in sentence_spans(held.article.text)
            ),
            default=(0.0, 0, 0),
        )
        if share < _NEAR:
            start = end = 0
        if (same_headline or share >= _NEAR) and same_headline + share > highest:
            best = Survival("changed", held, start, end)
            highest = same_headline + share
    return best


def _pairs(text: str) -> set[str]:
    squeezed, _ = _squeezed(text.lower())
    return {squeezed[at : at + 2] for at in range(len(squeezed) - 1)}
