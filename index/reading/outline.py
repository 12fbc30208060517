"""Text that names its own headings (Markdown, Word, web pages) becomes articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Self

from index.datelines import find_byline, masthead, printed_from_name
from index.models import Article
from index.reading.credits import credit_line

_CJK = r"\u2014\u2018-\u201d\u2026\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_IN_CJK = re.compile(rf"(?<=[{_CJK}])\n(?=[{_CJK}])")
_SENTENCE_END = re.compile(r"[。！？!?….;；:：,，][”’」』)）\"']*$")
_LONGEST_HEADLINE = 80


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading of a level from 1; `level` 0 is a paragraph."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file's metadata says about the article or articles in it."""

    headline: str | None = None
    byline: str | None = None
    newspaper: str | None = None
    date: date | None = None
    pages: tuple[str, ...] = ()

    def completed_by_name(self, name: str) -> Self:
        """With newspaper, date and page of a file name such as `样例日报_2025-03-12_第04版.md`."""
        printed = printed_from_name(name)
        return replace(
            self,
            newspaper=self.newspaper or printed.newspaper,
            date=self.date or printed.date,
            pages=self.pages or ((printed.page,) if printed.page else ()),
        )


def tidy(text: str) -> str:
    """One line: white space runs become a space, none where a line broke between Chinese signs."""
    lines = filter(None, (" ".join(line.split()) for line in text.splitlines()))
    return _BREAK_IN_CJK.sub("", "\n".join(lines)).replace("\n", " ")


def looks_like_headline(text: str) -> bool:
    """Short, one line, and no sentence or clause ends it."""
    return 0 < len(text) <= _LONGEST_HEADLINE and not _SENTENCE_END.search(text)


def articles_of(blocks: Iterable[Block], imprint: Imprint, source: str) -> tuple[Article, ...]:
    """Cuts at the top headings where there are several, else makes one article.

    Args:
        blocks: In reading order; empty texts are left out.
        imprint: Of the file. Its headline stands where the text has none, and what the credits of
            an article say (来源, 记者, a date) fills what it leaves open.
        source: Path or address for every article.

    Returns:
        The articles that have text; a heading without any is no article.
    """
    kept = [Block(tidy(block.text), block.level) for block in blocks if block.text.strip()]
    kept, imprint = _without_masthead(kept, imprint)
    tops = _top_headings(kept)
    if len(tops) < 2:
        parts = [_single(kept, imprint, tops)]
    else:
        bounds = [*tops, len(kept)]
        front = (imprint.headline, kept[: tops[0]])
        parts = [front] + [
            (kept[start].text, kept[start + 1 : end]) for start, end in pairwise(bounds)
        ]
    articles = (_article(headline, body, imprint, source) for headline, body in parts)
    return tuple(article for article in articles if article is not None)


def _top_headings(blocks: Sequence[Block]) -> list[int]:
    top = min((block.level for block in blocks if block.level), default=0)
    return [place for place, block in enumerate(blocks) if top and block.level == top]


def _without_masthead(blocks: list[Block], imprint: Imprint) -> tuple[list[Block], Imprint]:
    """A lone top heading that names a newspaper stands over articles, not over text."""
    tops = _top_headings(blocks)
    if len(tops) != 1 or tops[0] > 0:
        return blocks, imprint
    printed = masthead([blocks[0].text])
    if printed.newspaper is None:
        return blocks, imprint
    imprint = replace(
        imprint,
        newspaper=imprint.newspaper or printed.newspaper,
        date=imprint.date or printed.date,
        pages=imprint.pages or ((printed.page,) if printed.page else ()),
    )
    return blocks[1:], imprint


def _single(
    blocks: list[Block], imprint: Imprint, tops: list[int]
) -> tuple[str | None, list[Block]]:
    """One article; a lone top heading is its headline when only credits can stand before it."""
    if not tops:
        return imprint.headline, blocks
    before = blocks[: tops[0]]
    if sum(len(block.text) for block in before) > _LONGEST_HEADLINE:
        return imprint.headline, blocks
    return blocks[tops[0]].text, before + blocks[tops[0] + 1 :]


def _article(
    headline: str | None, body: Sequence[Block], imprint: Imprint, source: str
) -> Article | None:
    paragraphs: list[str] = []
    subheads: list[str] = []
    for block in body:
        if block.text == headline:
            continue
        credits = credit_line(block.text) if not block.level else None
        if credits is None:
            paragraphs.append(block.text)
            if block.level:
                subheads.append(block.text)
            continue
        imprint = replace(
            imprint,
            byline=imprint.byline or credits.byline,
            date=imprint.date or credits.date,
            newspaper=imprint.newspaper or credits.newspaper,
        )
    if len(paragraphs) == len(subheads):
        return None
    return _with_dateline(
        Article(
            paragraphs=tuple(paragraphs),
            headline=headline,
            byline=imprint.byline,
            newspaper=imprint.newspaper,
            date=imprint.date,
            pages=imprint.pages,
            source=source,
            subheads=tuple(subheads),
        )
    )


def _with_dateline(article: Article) -> Article:
    """Adds the day and, where none is known, the byline that the first paragraph opens with."""
    found = find_byline(article.paragraphs[0], article.date)
    if found is None:
        return article
    return replace(article, byline=article.byline or found.text, dateline=found.date)
