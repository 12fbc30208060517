"""From the positioned lines of pages to articles, one for each story and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.datelines import Printed, find_byline, printed_from_name
from index.layout.blocks import Block, has_rule_between, overlap
from index.layout.columns import Columns, Story
from index.layout.headlines import Header, Parts, parts_of
from index.layout.onetext import is_one_text, texts_of, title_of
from index.layout.order import in_reading_order
from index.layout.paragraphs import paragraphs_of
from index.layout.running import running_heads
from index.layout.sheets import Region, Sheet, sheet_of
from index.models import Article, Document, Page
from index.splitting.furniture import is_advertisement
from index.splitting.jumps import strip_jumps

_HEADLESS = 0.6
_SHORT = 0.8
_SHORT_CHARACTERS = 60
_LONGEST_NOTICE = 400


def articles_of(pages: Sequence[Page], document: Document) -> list[Article]:
    """Finds the articles of pages whose lines have boxes.

    Args:
        pages: In file order; blank lines are left out of account.
        document: The file they come from: source, and newspaper and date as fall-back.

    Returns:
        Articles page after page, on each from top to bottom and left to right. The halves of an
        article that jumps to another page are not joined yet.
    """
    placed = [page for page in pages if any(line.text.strip() and line.box for line in page.lines)]
    repeated = running_heads(placed)
    sheets = [sheet_of(page, _known(page, pages, document), repeated) for page in placed]
    if is_one_text(sheets):
        return _one_article(sheets, document)
    return [article for sheet in sheets for article in _articles(sheet, document)]


def _known(page: Page, pages: Sequence[Page], document: Document) -> Printed:
    """What is known of a page without looking: in a whole edition its place tells its label."""
    known = Printed(document.newspaper, document.date).over(printed_from_name(document.source))
    return replace(known, page=str(page.number)) if len(pages) > 1 else known


def _one_article(sheets: Sequence[Sheet], document: Document) -> list[Article]:
    title = title_of(sheets)
    texts, headings = texts_of(sheets, title)
    paragraphs, came, goes = _without_marks(texts)
    if not paragraphs:
        return []
    parts = parts_of(title) if title else Parts()
    article = Article(
        paragraphs=tuple(paragraphs),
        headline=parts.headline,
        kicker=parts.kicker,
        subline=parts.subline,
        subheads=tuple(text for text in headings if text in paragraphs),
        continues_from=came,
        continues_to=goes,
    )
    printed = sheets[0].printed
    return [_finished(article, replace(printed, page=None) if sheets[1:] else printed, document)]


def _articles(sheet: Sheet, document: Document) -> list[Article]:
    stories: list[tuple[Story, Region]] = []
    for region in sheet.regions:
        found = Columns(region.body, region.headers, sheet.page.rules).assign()
        stories.extend((story, region) for story in found if story.blocks or story.header)
    stories.sort(key=lambda pair: _place(pair[0]))
    articles = [_article(story, region) for story, region in stories]
    return [_finished(article, sheet.printed, document) for article in articles if article]


def _place(story: Story) -> tuple[float, float]:
    boxes = [block.box for block in story.blocks]
    if story.header is not None:
        boxes.append(story.header.box)
    return min(round(box.top / 8) for box in boxes), min(box.left for box in boxes)


def _article(story: Story, region: Region) -> Article | None:
    """The article of a story, or None when nothing is left or it is an advertisement."""
    parts = parts_of(story.header) if story.header else Parts()
    subheads = [block for block in region.subheads if _belongs(block, story)]
    captions = [_text(block) for block in region.captions if _is_nearest(block, region, story)]
    bylines = [_text(block) for block in region.bylines if _is_nearest(block, region, story)]
    pieces = _with_subheads(in_reading_order(story.blocks), subheads)
    paragraphs, came, goes = _without_marks(paragraphs_of(pieces, frozenset(map(id, subheads))))
    if not paragraphs and parts.headline:
        # A picture story: its caption is all the text it has.
        paragraphs = captions
    if not paragraphs or _is_notice(parts, paragraphs):
        return None
    return Article(
        paragraphs=tuple(paragraphs),
        headline=parts.headline,
        kicker=parts.kicker,
        subline=parts.subline,
        byline=" ".join(bylines) or None,
        captions=tuple(captions),
        subheads=tuple(map(_text, subheads)),
        continues_from=came,
        continues_to=goes,
        confidence=_confidence(parts, paragraphs),
    )


def _finished(article: Article, printed: Printed, document: Document) -> Article:
    """The article with what its page and its own first and last words say of it."""
    opening = find_byline(article.paragraphs[0], printed.date)
    credit = opening or find_byline(article.paragraphs[-1], printed.date)
    return replace(
        article,
        byline=article.byline or (credit.text if credit else None),
        newspaper=printed.newspaper,
        date=printed.date,
        pages=(printed.page,) if printed.page else (),
        source=document.source,
        dateline=opening.date if opening else None,
    )


def _confidence(parts: Parts, paragraphs: Sequence[str]) -> float:
    if parts.headline is None:
        return _HEADLESS
    return 1.0 if sum(map(len, paragraphs)) >= _SHORT_CHARACTERS else _SHORT


def _is_notice(parts: Parts, paragraphs: Sequence[str]) -> bool:
    lines = [parts.headline, *paragraphs] if parts.headline else paragraphs
    return sum(map(len, paragraphs)) < _LONGEST_NOTICE and is_advertisement(lines)


def _without_marks(texts: Sequence[str]) -> tuple[list[str], str | None, str | None]:
    kept: list[str] = []
    came: str | None = None
    goes: str | None = None
    for text in texts:
        rest, start, end = strip_jumps(text)
        came, goes = came or start, end or goes
        if rest.strip():
            kept.append(rest.strip())
    return kept, came, goes


def _text(block: Block) -> str:
    """A block's lines as one text."""
    return " ".join(paragraphs_of([block], frozenset({id(block)})))


def _belongs(subhead: Block, story: Story) -> bool:
    """Whether a subhead stands right over one of the story's columns, or at the foot of one."""
    return any(
        _stands_over(subhead, block) or _stands_under(subhead, block) for block in story.blocks
    )


def _stands_over(subhead: Block, block: Block) -> bool:
    near = -2 <= block.top - subhead.bottom <= 2.6 * block.size
    return near and overlap(block, subhead) > 0


def _stands_under(subhead: Block, block: Block) -> bool:
    near = -2 <= subhead.top - block.bottom <= 2.6 * block.size
    return near and overlap(block, subhead) > 0


def _with_subheads(pieces: Sequence[Block], subheads: Sequence[Block]) -> list[Block]:
    """The pieces in reading order, each with the subhead that stands over it."""
    rest = list(subheads)
    merged: list[Block] = []
    for piece in pieces:
        over = [subhead for subhead in rest if _stands_over(subhead, piece)]
        merged.extend(sorted(over, key=lambda block: block.top))
        merged.append(piece)
        rest = [subhead for subhead in rest if subhead not in over]
        feet = [s for s in rest if _stands_under(s, piece) and not _has_column(s, pieces)]
        merged.extend(feet)
        rest = [subhead for subhead in rest if subhead not in feet]
    return merged


def _has_column(subhead: Block, pieces: Sequence[Block]) -> bool:
    return any(_stands_over(subhead, piece) for piece in pieces)


def _is_nearest(block: Block, region: Region, story: Story) -> bool:
    """Whether a caption or byline stands nearest to this story of all of its region.

    What is under it counts before what is above, unless a headline stands between; a headline
    right above counts last.
    """
    heads = [header for header in region.headers if overlap(header.box, block) > 0]
    beside = [b for b in region.body if overlap(b, block) > 0]
    under = min((b for b in beside if b.top >= block.top), key=lambda b: b.top, default=None)
    over = max(
        (b for b in beside if b.bottom <= block.bottom), key=lambda b: b.bottom, default=None
    )
    if under is not None and not _is_parted(block, under, heads, region):
        return any(b is under for b in story.blocks)
    if over is not None and not _is_parted(over, block, heads, region):
        return any(b is over for b in story.blocks)
    above = [
        h
        for h in region.headers
        if h.box.bottom <= block.top + 2
        and not has_rule_between(h.box.bottom, block.top, block, region.rules)
    ]
    return story.header is not None and story.header is max(
        above, key=lambda h: h.box.bottom, default=None
    )


def _is_parted(upper: Block, lower: Block, heads: Sequence[Header], region: Region) -> bool:
    """Whether a rule or a headline stands between two blocks, one over the other."""
    if has_rule_between(upper.bottom, lower.top, lower, region.rules):
        return True
    return any(upper.bottom <= h.box.top + 2 and h.box.bottom <= lower.top + 2 for h in heads)
