"""What of a line, and of two neighbouring lines, bears on their roles.

Read off once, before any column or role is supposed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, auto

from index.datelines import (
    furniture_kind,
    is_byline_line,
    is_dateline_alone,
    opens_with_dateline,
)
from index.splitting.columns import ends_sentence
from index.splitting.furniture import ends_caption, has_contact, is_ad_title, starts_caption
from index.splitting.lines import HAN, PrintedLine, em_width, has_han

_TOKEN = re.compile(
    rf"[{HAN}][，。、；：？！”’）》」』】%％—…·]*|[A-Za-z0-9.,%:/'’+\-－~]+[，。、；：？！”’）》」』】％]*"
    rf"|[“‘（《「『【][“‘（《「『【]*[{HAN}A-Za-z0-9]?[，。、；：？！”’）》」』】]*|\S"
)
_BAD_START = re.compile(r"[，。、；：？！”’）》」』】％%,.;:?!)\]…—·]")
_LIST_DOTS = re.compile(r"[…—]{1,2}")
_BRACKETED = re.compile(r"(?:[（(][^（()）]{1,40}[）)])+")
_NO_ROOM = 99.0
_REACH = 5


class Role(IntEnum):
    """What a line is to its page."""

    ONLY = auto()  # a paragraph of one line
    FIRST = auto()  # the first of several, indented
    FLUSH = auto()  # the first of several, not indented
    MIDDLE = auto()
    LAST = auto()
    CREDIT = auto()  # an end credit on a line of its own: （陈思武）
    HEADLINE = auto()
    HEADLINE_MORE = auto()
    BYLINE = auto()
    CAPTION = auto()
    CAPTION_END = auto()
    AD = auto()
    AD_MORE = auto()
    FURNITURE = auto()


BODY = (Role.ONLY, Role.FIRST, Role.FLUSH, Role.MIDDLE, Role.LAST)
PROSE = frozenset({*BODY, Role.CREDIT})


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a line bears on its role whatever its column is; see `facts`."""

    line: PrintedLine
    need: float
    """Ems that the next line's first word takes; infinite before a jump mark or the page's end."""
    slack: float
    """Ems by which a full line may miss its column's width."""
    terminal: bool
    opens_dateline: bool
    whole_dateline: bool
    """The same of this line alone: `opens_dateline` looks on into the next one."""
    credit: bool
    byline: bool
    caption_start: bool
    caption_end: bool
    by_caption: bool
    """A caption's first or last words stand within a few lines, no blank between."""
    furniture: str | None
    ad_title: bool
    contact: bool
    by_ad: bool
    """An advertisement's title or a contact stands within a few lines, no blank between."""
    lone_dateline: bool
    latin: bool
    bad_start: bool
    """It starts with a mark that cannot open a paragraph."""


def facts(lines: Sequence[PrintedLine]) -> list[Facts]:
    """Reads off each line what does not depend on its column."""
    found: list[Facts] = []
    texts = [line.text for line in lines]
    starts = [starts_caption(text) for text in texts]
    ends = [_ends_caption(text, before) for text, before in zip(texts, ["", *texts], strict=False)]
    kinds = _furniture(texts)
    by_ad = _beside([has_contact(text) or is_ad_title(text) for text in texts], lines)
    by_caption = _beside([a or b for a, b in zip(starts, ends, strict=True)], lines)
    for index, line in enumerate(lines):
        text = line.text
        after = lines[index + 1] if index + 1 < len(lines) else None
        latin = not has_han(text)
        found.append(
            Facts(
                line=line,
                need=_need(line, after, latin),
                slack=0.08 * line.width if latin else 0.5 if line.size is None else 0.8,
                terminal=ends_sentence(text),
                opens_dateline=opens_with_dateline(text + (after.text if after else "")),
                whole_dateline=opens_with_dateline(text),
                credit=_is_credit(text),
                byline=is_byline_line(text),
                caption_start=starts[index],
                caption_end=ends[index],
                by_caption=by_caption[index],
                furniture=kinds[index],
                ad_title=is_ad_title(text),
                contact=has_contact(text),
                by_ad=by_ad[index],
                lone_dateline=is_dateline_alone(text),
                latin=latin,
                bad_start=_BAD_START.match(text) is not None and not _LIST_DOTS.match(text),
            )
        )
    return found


def ends_with_stop(text: str) -> bool:
    """Whether a text ends with a full stop."""
    return text.rstrip().endswith(("。", ".", "！", "？"))


def _furniture(texts: Sequence[str]) -> list[str | None]:
    """Kinds of furniture; a bare name or number counts only by an issue line or at the page's edge."""
    kinds = [furniture_kind(text) for text in texts]
    return [
        None
        if kind in ("name", "number")
        and 2 <= index < len(texts) - 2
        and "issue" not in kinds[max(0, index - 2) : index + 3]
        else kind
        for index, kind in enumerate(kinds)
    ]


def _beside(marked: Sequence[bool], lines: Sequence[PrintedLine]) -> list[bool]:
    """For each line, whether a marked one stands within reach of it and no blank between."""
    near = list(marked)
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        since, last = _REACH, -1
        for index in order:
            if last >= 0 and lines[max(index, last)].gap:
                since = _REACH
            since = 0 if marked[index] else since + 1
            near[index] = near[index] or since <= _REACH
            last = index
    return near


def _ends_caption(text: str, before: str) -> bool:
    if ends_with_stop(text):
        return False
    # The credit itself may be cut by the line's end: 新华 / 社发.
    return ends_caption(text) or (len(text) <= 6 and ends_caption(before[-8:] + text))


def _is_credit(text: str) -> bool:
    return _BRACKETED.fullmatch(text) is not None and not ends_caption(text)


def _need(line: PrintedLine, after: PrintedLine | None, latin: bool) -> float:
    # A word divided by a hyphen filled its line.
    if after is None or line.jump_to or (latin and line.text.endswith(("-", "\u00ad", "‐"))):
        return _NO_ROOM
    token = _TOKEN.match(after.text)
    return em_width(token.group() if token else after.text[:1]) + (0.5 if latin else 0.0)


@dataclass(frozen=True, slots=True)
class Passage:
    """What of two neighbouring lines bears on the step between them."""

    gap: bool
    """A blank line stands between."""
    explained: bool
    """The extractor is known to print a blank there in mid-paragraph, see `passage`."""
    late: bool
    """The line before opens a paragraph without a blank, so that the blank may come late."""
    marked: bool
    """A jump mark stands between."""
    byline: bool
    """The second line is a byline in so many words, not a lone dateline."""


def passage(previous: Facts, fact: Facts) -> Passage:
    """Reads off what bears on the step from one line to the next.

    An extractor that marks paragraphs by a change of indent misses the start after a one-line
    paragraph and prints the blank one line late; it is also misled by an opening quotation mark in
    mid-sentence, whose glyph stands further right.
    """
    return Passage(
        gap=fact.line.gap,
        explained=fact.line.text[0] in "“‘《（「『" and not previous.terminal,
        late=not previous.line.gap,
        marked=fact.line.jump_from is not None,
        byline=fact.byline,
    )
