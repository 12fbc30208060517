"""A page becomes articles: measure, assign roles, make blocks, compose, fill in what is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.datelines import Byline, Printed, find_byline, masthead
from index.models import Article, Line, Page
from index.splitting.blocks import Block, Kind, make_blocks
from index.splitting.columns import ends_sentence
from index.splitting.compose import Draft, compose, confidence
from index.splitting.headlines import HeadlineParts, parts_of
from index.splitting.lines import measure
from index.splitting.paragraphs import join_texts
from index.splitting.plain import is_plain, plain_article
from index.splitting.roles import assign_roles


def split_page(page: Page, printed: Printed | None = None) -> list[Article]:
    """The articles of one page, in page order; jumps are recognised, not joined.

    Args:
        page: Its lines in reading order, as the extractor printed them.
        printed: Newspaper, date and page label as known from elsewhere; what the page itself prints
            outranks them.

    Returns:
        The articles, without `source`. A text that is obviously one article comes out as one.
    """
    printed = printed or Printed()
    whole = _whole_lines(page.lines)
    lines = measure(whole)
    if is_plain(lines):
        article = plain_article(lines, [line.text for line in whole])
        return [_printed(article, printed)] if article else []
    blocks = make_blocks(assign_roles(lines))
    furniture = [line.text for b in blocks if b.kind is Kind.FURNITURE for line in b.lines]
    known = masthead(furniture).over(printed)
    articles = [_article(draft, known) for draft in compose(blocks)]
    return [article for article in articles if article.paragraphs or article.headline]


def _whole_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, any of them that holds line breaks cut there."""
    whole: list[Line] = []
    for line in lines:
        texts = re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", line.text)
        if len(texts) == 1:
            whole.append(line)
        else:
            whole.extend(replace(line, text=text) for text in texts)
    return whole


def _printed(article: Article, printed: Printed) -> Article:
    paragraphs = article.paragraphs
    byline = _byline(paragraphs, [article.byline] if article.byline else [], printed)
    day = byline.date if byline else None
    return replace(
        article,
        newspaper=printed.newspaper,
        date=printed.date or day,
        pages=(printed.page,) if printed.page else (),
        byline=byline.text if byline else article.byline,
        dateline=day,
    )


def _article(draft: Draft, printed: Printed) -> Article:
    paragraphs, subheads = _paragraphs(draft.body)
    heads = [line for block in draft.heads for line in block.lines]
    parts = parts_of(heads) if heads else HeadlineParts(None, None, None)
    lines = [text for block in draft.bylines for text in block.paragraphs]
    byline = _byline(paragraphs, lines, printed)
    first, last = draft.body[0], draft.body[-1]
    marked = [block.jump_from for block in (first, *draft.heads) if block.jump_from]
    return Article(
        paragraphs=tuple(paragraphs),
        headline=parts.headline,
        kicker=parts.kicker,
        subline=parts.subline,
        byline=byline.text if byline else None,
        newspaper=printed.newspaper,
        date=printed.date or (byline.date if byline else None),
        pages=(printed.page,) if printed.page else (),
        subheads=tuple(subheads),
        captions=tuple(block.text for block in draft.captions),
        continues_from=marked[0] if marked else None,
        continues_to=last.jump_to,
        confidence=round(confidence(draft), 3),
        dateline=byline.date if byline else None,
    )


def _paragraphs(body: Sequence[Block]) -> tuple[list[str], list[str]]:
    paragraphs: list[str] = []
    subheads: list[str] = []
    open_end = False
    for block in body:
        if block.kind is not Kind.TEXT:
            subheads.append(join_texts(block.lines))
            paragraphs.append(subheads[-1])
            open_end = False
            continue
        fresh = list(block.paragraphs)
        # A picture or an advertisement may stand in the middle of a paragraph.
        if open_end and block.flush:
            paragraphs[-1] = f"{paragraphs[-1]}{fresh.pop(0)}"
        paragraphs.extend(fresh)
        open_end = not ends_sentence(paragraphs[-1])
    return paragraphs, subheads


def _byline(paragraphs: Sequence[str], lines: Sequence[str], printed: Printed) -> Byline | None:
    """What is printed apart from the text, else its opening dateline, else its end credit.

    The date is the first that any of them names.
    """
    texts = [" ".join(lines), *paragraphs[:1], *paragraphs[-1:]]
    found = [byline for byline in (find_byline(t, printed.date) for t in texts if t) if byline]
    if not found and not lines:
        return None
    day = next((byline.date for byline in found if byline.date), None)
    text = " ".join(lines) or found[0].text
    return replace(found[0], text=text, date=day) if found else Byline(text)
