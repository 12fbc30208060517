"""From the positioned lines of pages to articles, one for each story and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.datelines import Printed, find_byline, printed_from_name
from index.layout.blocks import (
    Block,
    Style,
    blocks_of,
    body_style,
    cut_wide,
    level,
    line_box,
    overlap,
)
from index.layout.columns import Columns, Story, in_reading_order
from index.layout.headlines import Header, Parts, headers_of, parts_of
from index.layout.paragraphs import paragraphs_of
from index.layout.regions import furniture_of, is_promotion, printed_on, regions_of
from index.layout.roles import second_look
from index.models import Article, Box, Document, Line, Page
from index.splitting.furniture import is_advertisement
from index.splitting.jumps import find_jumps, strip_jumps
from index.splitting.lines import close_letter_spacing

_HEADLESS_CONFIDENCE = 0.6
_SHORT_CONFIDENCE = 0.8


@dataclass
class _Sheet:
    """A page as sorted: what is printed on its edges, and its regions' parts."""

    page: Page
    printed: Printed
    regions: list[_Sorted] = field(default_factory=list)


@dataclass
class _Sorted:
    """The blocks of one region by role."""

    body: list[Block]
    headers: list[Header]
    captions: list[Block]
    subheads: list[Block]
    bylines: list[Block]


def articles_of(pages: Sequence[Page], document: Document) -> list[Article]:
    """Finds the articles of pages whose lines have boxes.

    Args:
        pages: In file order; blank lines are left out of account.
        document: The file they come from: source, and newspaper and date as fall-back.

    Returns:
        Articles page after page, on each from top to bottom and left to right. The halves of an
        article that jumps to another page are not joined yet.
    """
    sheets = [
        _sheet(page, document) for page in pages if any(line.text.strip() for line in page.lines)
    ]
    if _is_one_text(sheets):
        return _one_article(sheets, document)
    return [article for sheet in sheets for article in _articles(sheet, document)]


def _sheet(page: Page, document: Document) -> _Sheet:
    lines = tuple(line for line in page.lines if line.text.strip() and line.box is not None)
    page = Page(page.number, lines, page.width, page.height, page.rules, page.pictures)
    style = body_style(lines)
    furniture = furniture_of(page, style)
    edge = {id(line) for line in furniture}
    rest = [line for line in lines if id(line) not in edge]
    printed = printed_on(furniture).over(printed_from_name(document.source))
    printed = printed.over(Printed(document.newspaper, document.date, None))
    sheet = _Sheet(page, printed)
    pending: list[Line] = []
    regions = regions_of(page, rest)
    for region in sorted(regions, key=lambda region: not region.framed):
        if region.framed and _is_notice(region.lines):
            continue
        if region.framed:
            found = _sorted(region.lines, style, page.rules)
            if not (found.body and found.headers):
                pending.extend(region.lines)
                continue
            sheet.regions.append(found)
        else:
            sheet.regions.append(_sorted((*region.lines, *pending), style, page.rules))
            pending = []
    if pending:
        sheet.regions.append(_sorted(pending, style, page.rules))
    return sheet


def _is_notice(lines: Sequence[Line]) -> bool:
    ranked = sorted(lines, key=lambda line: (round(line_box(line).top), line_box(line).left))
    return is_promotion(ranked) or is_advertisement([close_letter_spacing(l.text) for l in ranked])


def _sorted(lines: Sequence[Line], style: Style, rules: Sequence[Box]) -> _Sorted:
    flat = [rule for rule in rules if rule.height <= 4 < rule.width]
    body, display = blocks_of(lines, style, flat)
    body = [piece for block in body for cut in _cut_at_marks(block) for piece in cut_wide(cut)]
    roles = second_look(body, display, style)
    headers, captions, subheads = headers_of(roles.display, roles.body, style, flat)
    return _Sorted(roles.body, headers, [*roles.captions, *captions], subheads, roles.bylines)


def _cut_at_marks(block: Block) -> list[Block]:
    """Parts a column where the second half of another article begins: （上接第1版）."""
    cuts = [
        place
        for place, line in enumerate(block.lines)
        if place and any(m.direction == "from" and m.start < 3 for m in find_jumps(line.text))
    ]
    places = [0, *cuts, len(block.lines)]
    return [Block(block.lines[a:b]) for a, b in zip(places, places[1:], strict=False)]


def _articles(sheet: _Sheet, document: Document) -> list[Article]:
    stories: list[tuple[Story, _Sorted]] = []
    for region in sheet.regions:
        found = Columns(region.body, region.headers, sheet.page.rules).assign()
        stories.extend((story, region) for story in found)
    placed = [
        (_place(story), story, region) for story, region in stories if story.blocks or story.header
    ]
    articles = []
    for _, story, region in sorted(placed, key=lambda item: item[0]):
        article = _article(story, region, sheet, document)
        if article is not None:
            articles.append(article)
    return articles


def _place(story: Story) -> tuple[float, float]:
    boxes = [block.box for block in story.blocks]
    if story.header is not None:
        boxes.append(story.header.box)
    return min(round(box.top / 8) for box in boxes), min(box.left for box in boxes)


def _article(story: Story, region: _Sorted, sheet: _Sheet, document: Document) -> Article | None:
    parts = parts_of(story.header) if story.header else Parts()
    pieces = in_reading_order(story.blocks)
    subheads = [b for b in region.subheads if _belongs(b, story)]
    pieces = _with_subheads(pieces, subheads)
    captions = [_caption(b) for b in region.captions if _nearest(b, region, story)]
    bylines = [b.text.replace("\n", " ") for b in region.bylines if _nearest(b, region, story)]
    texts = paragraphs_of(pieces, frozenset(map(id, subheads)))
    paragraphs, came, goes = _without_marks(texts)
    if not paragraphs:
        paragraphs = captions if parts.headline else []
    if not paragraphs or _is_advert(parts, paragraphs):
        return None
    return _finished(
        Article(
            paragraphs=tuple(paragraphs),
            headline=parts.headline,
            kicker=parts.kicker,
            subline=parts.subline,
            byline=" ".join(bylines) or None,
            captions=tuple(captions),
            subheads=tuple(_caption(block) for block in subheads),
            continues_from=came,
            continues_to=goes,
            confidence=_confidence(parts, paragraphs),
        ),
        sheet.printed,
        document,
    )


def _finished(article: Article, printed: Printed, document: Document) -> Article:
    from dataclasses import replace

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
        return _HEADLESS_CONFIDENCE
    return 1.0 if sum(map(len, paragraphs)) >= 60 else _SHORT_CONFIDENCE


def _is_advert(parts: Parts, paragraphs: Sequence[str]) -> bool:
    heading = [parts.headline] if parts.headline else []
    return is_advertisement([*heading, *paragraphs]) and sum(map(len, paragraphs)) < 400


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


def _caption(block: Block) -> str:
    return "".join(close_letter_spacing(line.text) for line in block.lines)


def _belongs(subhead: Block, story: Story) -> bool:
    """Whether a subhead stands right over one of the story's columns."""
    return any(
        -2 <= b.top - subhead.bottom <= 2.5 * b.size and overlap(b, subhead) > 0
        for b in story.blocks
    )


def _with_subheads(pieces: Sequence[Block], subheads: Sequence[Block]) -> list[Block]:
    rest = list(subheads)
    merged: list[Block] = []
    for piece in pieces:
        for subhead in [s for s in rest if piece.top - s.top >= 0 and overlap(s, piece) > 0]:
            if piece.top - subhead.bottom <= 2.5 * piece.size:
                merged.append(subhead)
                rest.remove(subhead)
        merged.append(piece)
    return merged


def _nearest(block: Block, region: _Sorted, story: Story) -> bool:
    """Whether a caption or byline stands nearest to this story of all of its region."""
    owned = {id(b) for b in story.blocks}
    below = [b for b in region.body if b.top >= block.top and overlap(b, block) > 0]
    above = [b for b in region.body if b.bottom <= block.bottom and overlap(b, block) > 0]
    heads = [
        h for h in region.headers if h.box.bottom <= block.top + 2 and overlap(h.box, block) > 0
    ]
    under = min(below, key=lambda b: b.top, default=None)
    head = max(heads, key=lambda h: h.box.bottom, default=None)
    blocker = [
        h
        for h in region.headers
        if under
        and block.bottom <= h.box.top
        and h.box.bottom <= under.top + 2
        and overlap(h.box, block) > 0
    ]
    if under is not None and not blocker:
        return id(under) in owned
    if above:
        return id(max(above, key=lambda b: b.bottom)) in owned
    return head is not None and head is story.header


def _is_one_text(sheets: Sequence[_Sheet]) -> bool:
    """Whether the pages are one text in one column, such as a report or a printed web article."""
    regions = [region for sheet in sheets for region in sheet.regions]
    if not any(region.body for region in regions):
        return False
    for region in regions:
        for place, one in enumerate(region.body):
            if any(
                level(one, b) > one.size and overlap(one, b) < 0 for b in region.body[place + 1 :]
            ):
                return False
    heads = sum(_heads_story(h, region) for region in regions for h in region.headers)
    return heads < 2


def _heads_story(header: Header, region: _Sorted) -> bool:
    from index.datelines import opens_with_dateline

    below = [
        b for b in region.body if b.top >= header.box.bottom - 2 and overlap(b, header.box) > 0
    ]
    first = min(below, key=lambda b: b.top, default=None)
    return first is not None and opens_with_dateline(first.lines[0].text)


def _one_article(sheets: Sequence[_Sheet], document: Document) -> list[Article]:
    headers = [header for region in sheets[0].regions for header in region.headers]
    title = max(headers, key=lambda h: (h.size, -h.box.top), default=None)
    pieces: list[Block] = []
    alone: set[int] = set()
    for sheet in sheets:
        found: list[Block] = []
        for region in sheet.regions:
            others = [b for h in region.headers if h is not title for b in h.blocks]
            heads = [*others, *region.subheads, *region.bylines]
            alone.update(map(id, heads))
            found.extend([*region.body, *heads, *region.captions])
        pieces.extend(sorted(found, key=lambda block: (block.top, block.left)))
    paragraphs, came, goes = _without_marks(paragraphs_of(pieces, frozenset(alone)))
    if not paragraphs:
        return []
    parts = parts_of(title) if title else Parts()
    article = Article(
        paragraphs=tuple(paragraphs),
        headline=parts.headline,
        kicker=parts.kicker,
        subline=parts.subline,
        continues_from=came,
        continues_to=goes,
    )
    return [_finished(article, sheets[0].printed, document)]
