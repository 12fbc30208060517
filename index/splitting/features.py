"""What speaks for and against each role of a line; `weights.py` says how much.

The heart of it is the forced break: a line of running text ends where the next word no longer fits
into the column. A line that leaves room ends its paragraph or is no running text at all.
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
from index.splitting.weights import WEIGHTS as W

INDENT = 2.0
"""Ems by which a Chinese paragraph's first line is set in."""
_TOKEN = re.compile(
    rf"[{HAN}][，。、；：？！”’）》」』】%％—…·]*|[A-Za-z0-9.,%:/'’+\-－~]+[，。、；：？！”’）》」』】％]*"
    rf"|[“‘（《「『【][“‘（《「『【]*[{HAN}A-Za-z0-9]?[，。、；：？！”’）》」』】]*|\S"
)
_BAD_START = re.compile(r"[，。、；：？！”’）》」』】％%,.;:?!)\]…—·]")
_LIST_DOTS = re.compile(r"[…—]{1,2}")
_SQUEEZABLE = re.compile(r"[，。、；：？！“”‘’（）《》「」]")
_HEADLINE_STOP = re.compile(r"[。，、；,;.]$")
_INNER_STOP = re.compile(r"[。；].")
_BRACKETED = re.compile(r"(?:[（(][^（()）]{1,40}[）)])+")
_SOFT_END = re.compile(r"[：；:;]$")


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
    credit: bool
    byline: bool
    caption_start: bool
    caption_end: bool
    furniture: str | None
    ad_title: bool
    contact: bool
    lone_dateline: bool
    headline: float
    """Score as a headline, without what its neighbours say."""


def facts(lines: Sequence[PrintedLine]) -> list[Facts]:
    """Reads off each line what does not depend on its column."""
    found: list[Facts] = []
    kinds = _furniture([line.text for line in lines])
    for index, line in enumerate(lines):
        text = line.text
        after = lines[index + 1] if index + 1 < len(lines) else None
        latin = not has_han(text)
        byline = is_byline_line(text)
        found.append(
            Facts(
                line=line,
                need=_need(after.text, latin) if after and not line.jump_to else 99.0,
                slack=0.08 * line.width if latin else 0.5 if line.size is None else 0.8,
                terminal=ends_sentence(text),
                opens_dateline=opens_with_dateline(text + (after.text if after else "")),
                credit=_is_credit(text),
                byline=byline,
                caption_start=starts_caption(text),
                caption_end=_ends_caption(text, lines[index - 1].text if index else ""),
                furniture=kinds[index],
                ad_title=is_ad_title(text),
                contact=has_contact(text),
                lone_dateline=is_dateline_alone(text),
                headline=_headline(line, byline, kinds[index]),
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


def _ends_caption(text: str, before: str) -> bool:
    if ends_with_stop(text):
        return False
    # The credit itself may be cut by the line's end: 新华 / 社发.
    return ends_caption(text) or (len(text) <= 6 and ends_caption(before[-8:] + text))


def _is_credit(text: str) -> bool:
    return _BRACKETED.fullmatch(text) is not None and not ends_caption(text)


def _need(text: str, latin: bool) -> float:
    token = _TOKEN.match(text)
    return em_width(token.group() if token else text[:1]) + (0.5 if latin else 0.0)


def _headline(line: PrintedLine, byline: bool, furniture: str | None) -> float:
    text = line.text
    score = 0.0
    if _HEADLINE_STOP.search(text):
        score += W["headline_stop"]
    elif text.endswith(("：", ":")):
        score += W["headline_open"]
    if _INNER_STOP.search(text):
        score += W["headline_inner_stop"]
    if line.spaced:
        score += W["headline_spaced"]
    if text.startswith(("——", "--", "—")):
        score += W["headline_dash"]
    elif _BAD_START.match(text):
        score += W["bad_start"]
    score += W["headline_long"] * max(0.0, line.width - 26)
    if opens_with_dateline(text):
        score += W["headline_dateline"]
    if byline:
        score += W["headline_byline"]
    if ends_caption(text) or starts_caption(text):
        score += W["headline_caption"]
    if furniture:
        score += W["headline_furniture"]
    if line.size is not None:
        score += W["headline_large"] if line.size >= 1.15 else W["headline_small"]
    return score


def body_score(role: Role, fact: Facts, column: float) -> float:
    """Score of a line as body text in a column of that many ems (0 = lines are paragraphs)."""
    line, score = fact.line, 0.0
    first = role in (Role.FIRST, Role.ONLY, Role.FLUSH)
    last = role in (Role.LAST, Role.ONLY)
    latin = not has_han(line.text)
    if first:
        score += _start_score(role, fact, latin)
    elif fact.opens_dateline:
        score += W["dateline_inside"]
    if line.indent is not None:
        if role is Role.FIRST and line.indent < 0.8 and not latin:
            score += W["flush"]
        elif not first and line.indent > 1.2:
            score += W["indented"]
    set_in = role is Role.FIRST or (role is Role.ONLY and not line.jump_from)
    width = line.width + (INDENT if set_in and not latin else 0.0)
    if column:
        score += _fit_score(fact, width, column, last)
    elif not last:
        score += 8 * W["room_left"]
    if last:
        score += _end_score(fact, width, column)
    elif fact.terminal and ends_with_stop(line.text):
        score += W["full_stop_inside"]
    if line.size is not None and line.size >= 1.25:
        score += W["large_body"]
    if line.spaced:
        score += W["spaced_body"]
    if fact.furniture:
        score += W["furniture_words"]
    return score


def _start_score(role: Role, fact: Facts, latin: bool) -> float:
    score = 0.0
    text = fact.line.text
    if _BAD_START.match(text) and not _LIST_DOTS.match(text) and not fact.line.jump_from:
        score += W["bad_start"]
    if fact.opens_dateline:
        score += W["dateline_start"]
    if role is Role.FLUSH and not fact.line.jump_from and not latin:
        score += W["not_indented"]
    return score


def _fit_score(fact: Facts, width: float, column: float, last: bool) -> float:
    over = width - column - fact.slack
    score = 0.0
    if over > 0:
        # Squeezed punctuation gives a line back about half an em a mark.
        squeeze = 0.5 * len(_SQUEEZABLE.findall(fact.line.text))
        score += W["too_wide"] * (min(over, squeeze) * 0.3 + max(0.0, over - squeeze) * 1.5)
    if not last:
        room = column - width - fact.need + fact.slack
        if room > 0 and not fact.line.spaced:
            score += W["room_left"] * min(room, 6.0)
    return score


def _end_score(fact: Facts, width: float, column: float) -> float:
    score = 0.0
    if fact.line.jump_to is None:
        if not fact.terminal:
            score += W["open_end"]
        elif _SOFT_END.search(fact.line.text):
            score += W["semicolon_end"] if fact.line.text[-1] in "；;" else W["soft_end"]
        if column and width >= column - 0.5:
            score += W["full_end"]
    if fact.caption_end and not fact.credit:
        score += W["caption_words"]
    return score


def other_score(role: Role, fact: Facts) -> float:
    """Score of a line in a role that has no column."""
    if role in (Role.HEADLINE, Role.HEADLINE_MORE):
        more = role is Role.HEADLINE_MORE
        return fact.headline + (W["headline_more"] if more else W["headline"])
    if role is Role.BYLINE:
        return W["byline"] if fact.byline or fact.lone_dateline else -30.0
    if role is Role.CREDIT:
        return W["credit"] if fact.credit else -30.0
    if role is Role.FURNITURE:
        known = {"issue": W["furniture"], "name": W["furniture_name"], "number": W["furniture_name"]}
        return known.get(fact.furniture or "", -30.0)
    if role in (Role.CAPTION, Role.CAPTION_END):
        return _caption_score(role, fact)
    return _ad_score(role, fact)


def _caption_score(role: Role, fact: Facts) -> float:
    score = W["caption_start"] if fact.caption_start else 0.0
    if role is Role.CAPTION_END:
        score += W["caption_end"] if fact.caption_end else W["caption_bare"]
    if fact.opens_dateline:
        score += W["headline_dateline"]
    return score + W["caption_more"]


def _ad_score(role: Role, fact: Facts) -> float:
    score = W["ad_contact"] if fact.contact else 0.0
    if role is Role.AD:
        score += W["ad"] + (W["ad_title"] if fact.ad_title else 0.0)
    else:
        score += W["ad_more"]
    if fact.opens_dateline:
        score += W["ad_dateline"]
    return score


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


def step_score(before: Role, after: Role, between: Passage, gaps: float) -> float:
    """Score of going from one line's role to the next line's.

    Args:
        before: Role of the first.
        after: Role of the second.
        between: What bears on it.
        gaps: How far blank lines can be trusted on this page, 0 to 1.
    """
    gap = between.gap
    if after in (Role.MIDDLE, Role.LAST):
        late = between.late and before in (Role.FIRST, Role.FLUSH)
        name = "gap_inside_explained" if late or between.explained else "gap_inside"
        score = W[name] if gap else 0.0
    elif after is Role.HEADLINE_MORE:
        score = W["gap_in_headline"] if gap else 0.0
    elif after in (Role.CAPTION, Role.CAPTION_END) and before is Role.CAPTION:
        score = W["gap_in_caption"] if gap else 0.0
    elif after is Role.AD_MORE:
        score = W["gap_in_ad"] if gap else 0.0
    else:
        score = _start_step(before, after, gap or between.marked)
        if after is Role.BYLINE and not between.byline and before not in PROSE:
            score += W["byline_dateline"]
    return score * (gaps if score < 0 else 1.0)


def _start_step(before: Role, after: Role, gap: bool) -> float:
    score = W["caption"] if after in (Role.CAPTION, Role.CAPTION_END) else 0.0
    if gap:
        return score
    if before in (Role.AD, Role.AD_MORE) and after not in (Role.AD, Role.FURNITURE):
        score += W["ad_ends_without_gap"]
    if after is Role.HEADLINE or before in (Role.HEADLINE, Role.HEADLINE_MORE):
        score += W["gap_missing_headline"]
    elif after in (Role.FIRST, Role.FLUSH, Role.ONLY) and before is not Role.ONLY:
        score += W["gap_missing"]
    return score


__all__ = [
    "BODY",
    "PROSE",
    "Facts",
    "Passage",
    "Role",
    "body_score",
    "facts",
    "other_score",
    "passage",
    "step_score",
]
