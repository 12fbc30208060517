"""Finds the times that a text names and says which days they are.

A question counts from today, an article from its issue date. Single mentions are read from left to
right, then joined into ranges (X至Y) and opened at one end (X以来, 截至X).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from rag.temporal import chinese, chinese_relative, english
from rag.temporal.context import Context, Reader, Rule
from rag.temporal.spans import Extent, TimeSpan, shift_months

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2}")
_FULL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[年./-](\d{1,2})[月./-](\d{1,2})(?!\d)")
_FULL_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)年(\d{1,2})月()")
_FULL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年()()")
_CHINESE: tuple[Rule, ...] = (*chinese.RULES, *chinese_relative.RULES)
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_JOINS = re.compile(r"\s?(?:至|到|直至|一直到|[-－–—~～]{1,2}|to|until|through)\s?")
_AND = re.compile(r"\s?and\s?")
_AFTER_WORDS = re.compile(
    r"\s?(?:(?P<since>以来|以來|至今(?![年天日晚])|迄今|起(?!诉|来|訴|來|码|点)|开始|開始)"
    r"|(?P<around>前后|前後|左右)"
    r"|(?P<later>以后|以後|之后|之後|后(?!卫|者|面)|後(?!衛))"
    r"|(?P<earlier>以前|之前|前(?!还是|還是|[夕往来去台任景途线总妻夫列海哨锋三两几])))"
)
_BEFORE_WORDS = re.compile(
    r"(?:(?P<until>截至|截止到?|直到|\b(?:until|till|by|before|as of)(?: the)?\s)"
    r"|(?P<since>自从|自從|自|\b(?:since|after)(?: the)?\s))$"
)
_BETWEEN = re.compile(r"\bbetween\s$")
_CURRENT = re.compile(
    r"目前|当前|當前|(?<![出呈发表体实展])[现現]在|最新|现任|現任|如今|眼下|现阶段|現階段|迄今|时下|至今为止"
    r"|最近一[次回期届]|\b(?:current(?:ly)?|latest|newest|most recent|at present|right now|now"
    r"|so far|to date|as of today|up to date)\b",
    re.IGNORECASE,
)


def resolve(text: str, today: date) -> list[TimeSpan]:
    """The times that a question names, in reading order, without overlaps.

    Args:
        text: a question in Chinese or English.
        today: the day that 昨天 and 去年 count from; a date without a year is the latest one that
            is not after it.
    """
    return _frame(text, _mentions(text, Context(today)), today)


def resolve_in_article(text: str, published: date | None) -> list[TimeSpan]:
    """The times that a passage names, counted from the issue date.

    Without an issue date they count from the first full date in the passage itself, and what
    cannot be placed is left out. A date without a year is the nearest one to the issue date.
    """
    anchor = published or _first_full_date(text)
    if anchor is None:
        return []
    context = Context(anchor, in_article=True, dated=published is not None)
    mentions = _mentions(text, context, forget_years=published is not None)
    return _frame(text, mentions, anchor)


def is_current(question: str) -> bool:
    """Whether it asks how things stand now (目前, 最新, 现任, latest): newest first."""
    if not _CURRENT.search(question):
        return False
    # 2020年3月15日目前 asks for that day; any day serves to tell a named one from a vague one.
    return all(span.kind != "day" for span in resolve(question, date(2000, 1, 1)))


def _first_full_date(text: str) -> date | None:
    """The first date in figures that names its year, to the day if there is one."""
    for pattern in (_FULL_DAY, _FULL_MONTH, _FULL_YEAR):
        for match in pattern.finditer(text):
            year, month, day = (int(part or 1) for part in match.groups(default="1"))
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def _matches(text: str, *, in_article: bool) -> list[tuple[re.Match[str], Reader]]:
    """What the patterns find, leftmost and longest first, without overlaps."""
    han = bool(_HAN.search(text))
    rules: tuple[Rule, ...] = _CHINESE if han else (chinese.ISO_RULE,)
    if not (han and in_article) and _LATIN.search(text):
        rules = (*rules, *english.RULES)
    found = [
        (match, rule.read)
        for rule in rules
        if (rule.in_articles or not in_article) and rule.needs.search(text)
        for match in rule.pattern.finditer(text)
        if match.end() > match.start()
    ]
    found.sort(key=lambda item: (item[0].start(), -item[0].end()))
    kept: list[tuple[re.Match[str], Reader]] = []
    for item in found:
        if not kept or item[0].start() >= kept[-1][0].end():
            kept.append(item)
    return kept


def _mentions(text: str, context: Context, *, forget_years: bool = False) -> list[TimeSpan]:
    spans: list[TimeSpan] = []
    for match, reader in _matches(text, in_article=context.in_article):
        start, end = match.span()
        last = spans[-1] if spans else None
        if forget_years and last and _SENTENCE_END.search(text, last.text_end, start):
            context.year = context.month = None
        if last and last.kind == "year" and text[last.text_end : start].strip() in {"", "的"}:
            extent = _read_in_year(match, reader, context, last)
            if extent:
                spans[-1] = _span(extent, last.text_start, text[last.text_start : end])
                continue
        extent = _read(match, reader, context)
        if extent:
            spans.append(_span(extent, start, match[0]))
    return spans


def _span(extent: Extent, start: int, words: str) -> TimeSpan:
    end = start + len(words.rstrip("的 "))
    return TimeSpan(
        extent.start, extent.end, extent.kind, start, end, extent.soft, extent.year_known
    )


def _read(match: re.Match[str], reader: Reader, context: Context) -> Extent | None:
    try:
        return reader(match, context)
    except (ValueError, OverflowError):
        return None  # 三千年前 leaves the calendar; 31 February is no day


def _read_in_year(
    match: re.Match[str], reader: Reader, context: Context, year: TimeSpan
) -> Extent | None:
    """四年前的昨天, 去年春节: the second is read as if today lay in that year."""
    today = context.today
    try:
        context.today = shift_months(today, 12 * (year.start.year - today.year))
    except ValueError:
        return None
    extent = _read(match, reader, context)
    context.today = today
    return (
        extent if extent and extent.start.year in {year.start.year, year.start.year - 1} else None
    )


def _frame(text: str, mentions: Sequence[TimeSpan], today: date) -> list[TimeSpan]:
    joined: list[TimeSpan] = []
    for span in mentions:
        last = joined[-1] if joined else None
        if last and last.start <= span.end and _joins(text, last, span):
            joined[-1] = replace(last, end=span.end, kind="range", text_end=span.text_end)
        else:
            joined.append(span)
    return list(_opened(text, joined, today))


def _joins(text: str, first: TimeSpan, second: TimeSpan) -> bool:
    between = text[first.text_end : second.text_start]
    if _JOINS.fullmatch(between):
        return True
    return bool(_AND.fullmatch(between) and _BETWEEN.search(text[: first.text_start]))


def _opened(text: str, spans: Iterable[TimeSpan], today: date) -> Iterable[TimeSpan]:
    for span in spans:
        after = _AFTER_WORDS.match(text, span.text_end)
        before = _BEFORE_WORDS.search(text[max(0, span.text_start - 12) : span.text_start])
        if span.kind in {"recent", "current"}:
            yield span
        elif after:
            yield _open_after(span, after, today)
        elif before and before["until"]:
            yield replace(span, start=date.min, kind="until")
        elif before:
            yield _since(span, today, span.text_end, span.start)
        else:
            yield span


def _open_after(span: TimeSpan, after: re.Match[str], today: date) -> TimeSpan:
    if after["since"]:
        return _since(span, today, after.end(), span.start)
    if after["later"]:
        return _since(span, today, after.end(), span.end)
    if after["around"]:
        return _around(span, after.end())
    return replace(span, start=date.min, kind="until", text_end=after.end())


def _since(span: TimeSpan, today: date, text_end: int, start: date) -> TimeSpan:
    return replace(span, start=start, end=max(today, start), kind="since", text_end=text_end)


def _around(span: TimeSpan, text_end: int) -> TimeSpan:
    margin = timedelta(days=max(3, span.days))
    return replace(
        span, start=span.start - margin, end=span.end + margin, soft=True, text_end=text_end
    )
