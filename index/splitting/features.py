"""What speaks for and against each role of a line; `weights.py` says how much.

The heart of it is the forced break: a line of running text ends where the next word no longer fits
into the column. A line that leaves room ends its paragraph or is no running text at all.
"""

from __future__ import annotations

import re

from index.splitting.facts import PROSE, Facts, Passage, Role, ends_with_stop
from index.splitting.weights import WEIGHTS as W

INDENT = 2.0
"""Ems by which a Chinese paragraph's first line is set in."""
_SQUEEZABLE = re.compile(r"[，。、；：？！“”‘’（）《》「」]")
_HEADLINE_STOP = re.compile(r"[。，、；,;.]$")
_INNER_STOP = re.compile(r"[。；].")
_SOFT_END = re.compile(r"[：；:;]$")
_NEVER = -30.0
_DASHES = ("——", "--", "—")


def body_score(role: Role, fact: Facts, column: float) -> float:
    """Score of a line as body text in a column of that many ems (0 = lines are paragraphs)."""
    line = fact.line
    last = role in (Role.LAST, Role.ONLY)
    score = _position_score(role, fact)
    set_in = role is Role.FIRST or (role is Role.ONLY and not line.jump_from)
    width = line.width + (INDENT if set_in and not fact.latin else 0.0)
    if column:
        score += _fit_score(fact, width, column, last)
    elif not last:
        score += 8 * W["room_left"]
    if last:
        score += _end_score(fact, width, column)
    elif fact.terminal and ends_with_stop(line.text):
        score += W["full_stop_inside"]
    signs = {
        "large_body": line.size is not None and line.size >= 1.25,
        "spaced_body": line.spaced,
        "furniture_words": fact.furniture is not None,
    }
    return score + sum(W[name] for name, seen in signs.items() if seen)


def _position_score(role: Role, fact: Facts) -> float:
    """What the line's beginning says of its place in a paragraph."""
    first = role in (Role.FIRST, Role.ONLY, Role.FLUSH)
    score = 0.0
    if first:
        score += _start_score(role, fact)
    elif fact.opens_dateline:
        score += W["dateline_inside"]
    indent = fact.line.indent
    if indent is not None:
        if role is Role.FIRST and indent < 0.8 and not fact.latin:
            score += W["flush"]
        elif not first and indent > 1.2:
            score += W["indented"]
    return score


def _start_score(role: Role, fact: Facts) -> float:
    score = 0.0
    if fact.bad_start and not fact.line.jump_from:
        score += W["bad_start"]
    if fact.opens_dateline:
        score += W["dateline_start"]
    if role is Role.FLUSH and not fact.line.jump_from and not fact.latin:
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
        return _headline_score(fact) + (W["headline_more"] if more else W["headline"])
    if role is Role.BYLINE:
        return W["byline"] if fact.byline or fact.lone_dateline else _NEVER
    if role is Role.CREDIT:
        return W["credit"] if fact.credit else _NEVER
    if role is Role.FURNITURE:
        known = {
            "issue": W["furniture"],
            "name": W["furniture_name"],
            "number": W["furniture_name"],
        }
        return known.get(fact.furniture or "", _NEVER)
    if role in (Role.CAPTION, Role.CAPTION_END):
        return _caption_score(role, fact)
    return _ad_score(role, fact)


def _caption_score(role: Role, fact: Facts) -> float:
    if not fact.by_caption:
        return _NEVER
    score = W["caption_start"] if fact.caption_start else 0.0
    if role is Role.CAPTION_END:
        score += W["caption_end"] if fact.caption_end else W["caption_bare"]
    if fact.whole_dateline:
        score += W["headline_dateline"]
    return score + W["caption_more"]


def _ad_score(role: Role, fact: Facts) -> float:
    if not fact.by_ad:
        return _NEVER
    score = W["ad_contact"] if fact.contact else 0.0
    if role is Role.AD:
        score += W["ad"] + (W["ad_title"] if fact.ad_title else 0.0)
    else:
        score += W["ad_more"]
    if fact.whole_dateline:
        score += W["ad_dateline"]
    return score


def _headline_score(fact: Facts) -> float:
    """Score as a headline, without what its neighbours say."""
    line, text = fact.line, fact.line.text
    score = _headline_form(text) + W["headline_long"] * max(0.0, line.width - 26)
    if fact.bad_start and not text.startswith(_DASHES):
        score += W["bad_start"]
    if line.size is not None:
        score += W["headline_large"] if line.size >= 1.15 else W["headline_small"]
    signs = {
        "headline_spaced": line.spaced,
        "headline_dateline": fact.whole_dateline,
        "headline_byline": fact.byline,
        "headline_caption": fact.caption_end or fact.caption_start,
        "headline_furniture": fact.furniture is not None,
    }
    return score + sum(W[name] for name, seen in signs.items() if seen)


def _headline_form(text: str) -> float:
    score = 0.0
    if _HEADLINE_STOP.search(text):
        score += W["headline_stop"]
    elif text.endswith(("：", ":")):
        score += W["headline_open"]
    if _INNER_STOP.search(text):
        score += W["headline_inner_stop"]
    if text.startswith(_DASHES):
        score += W["headline_dash"]
    return score


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
