"""Corrections (更正, 勘误) and the articles that they correct.

A correction names the day, the page and the headline of what it corrects, or quotes the wrong
words. A link is made only where what it names is found, all of it: a wrong link would put a correct
article in doubt, which is worse than a missed one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from index.folding import fold
from index.models import Article

_HEADLINE = re.compile(
    r"(?:重要)?(?:更正|勘误|订正|刊误)(?:启事|说明|声明|公告|致歉|与致歉|和致歉|及致歉|与说明)?"
    r"|(?:致歉|道歉)(?:与|和|及)更正"
    r"|corrections?(?: (?:and|&) clarifications?)?|errat(?:um|a)|for the record"
)
_IN_TEXT = re.compile(
    r"特此更正|谨此更正|予以更正|现更正|更正如下|勘误如下|特此勘误|特更正"
    r"|(?:article|story|report|item)\b[^.]{0,200}\b(?:misstated|misspelled|misidentified)"
    r"|(?:article|story|report|item)\b[^.]{0,200}\bincorrectly (?:stated|said|reported|gave)"
)
_OPENING = re.compile(r"(?:更正|勘误|订正|correction)\s?[::]")
_LONGEST_CORRECTION = 800
"""Characters; a longer text that speaks of corrections is a report about them."""
_SHORTEST_QUOTE = 5
_SHORTEST_PART = 6
"""Characters that a part of a headline needs to stand for the whole."""
_WINDOW = timedelta(days=90)
"""How far back a headline is looked for when no day is named."""

_TITLE = re.compile(r"《([^《》]{2,80})》")
_QUOTE = re.compile(r"[“「『\"]([^“”「」『』\"]{2,80})[”」』\"]")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"|(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<back>昨[日天]|前[日天]|yesterday)"
    rf"|\b(?P<name>{'|'.join(_MONTHS)})[a-z]*\.? (?P<day2>\d{{1,2}})\b(?:, (?P<year2>\d{{4}}))?"
    rf"|\b(?P<day3>\d{{1,2}}) (?P<name3>{'|'.join(_MONTHS)})[a-z]*\b(?: (?P<year3>\d{{4}}))?"
)
_PAGE = re.compile(
    r"(?:第\s?)?(?P<label>[a-z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|pages? (?P<page>[a-z]?\d{1,3})"
)
_DIGITS = "〇一二三四五六七八九"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Reference:
    """What a correction says of an article it corrects; `wrong` are the texts it quotes."""

    day: date | None
    page: str | None
    title: str | None
    wrong: tuple[str, ...]


def is_correction(article: Article) -> bool:
    """Whether the article is a newspaper's own correction of something it printed."""
    text = fold(article.text)
    if len(text) > _LONGEST_CORRECTION:
        return False
    headline = _bare(article.headline or "")
    return bool(
        _HEADLINE.fullmatch(fold(article.headline or "").strip(" .:。"))
        or _HEADLINE.fullmatch(headline)
        or _OPENING.match(text)
        or _IN_TEXT.search(text)
    )


def link(articles: Sequence[Article]) -> dict[str, tuple[str, ...]]:
    """Links corrections to what they correct.

    Args:
        articles: All of a library, in any order.

    Returns:
        Ids of the corrected articles by the correction's id; corrections for which nothing was
        found for certain are left out.
    """
    corrections = [article for article in articles if is_correction(article)]
    ids = {correction.id for correction in corrections}
    shelf = _Shelf([article for article in articles if article.id not in ids])
    links: dict[str, tuple[str, ...]] = {}
    for correction in corrections:
        found = {
            corrected.id: None
            for reference in _references(correction)
            for corrected in shelf.matching(reference, correction)
        }
        if found:
            links[correction.id] = tuple(found)
    return links


def _references(correction: Article) -> list[_Reference]:
    """One for every headline named; one for the whole text when it names none."""
    text = fold(correction.text)
    # What a headline or a quotation says (昨日开通) is not said of the issue.
    frame = _QUOTE.sub(_blanked, _TITLE.sub(_blanked, text))
    days = list(_named_days(frame, correction.date))
    pages = [(m.start(), _page_label(m["label"] or m["page"])) for m in _PAGE.finditer(frame)]
    quotes = [(m.start(), _bare(m[1])) for m in _QUOTE.finditer(text)]
    titles = [(m.start(), _bare(m[1])) for m in _TITLE.finditer(text)]
    if not titles:
        wrong = tuple(quote for _, quote in quotes)
        return [_Reference(_first(days), _first(pages), None, wrong)]
    bounds = [*(place for place, _ in titles[1:]), len(text)]
    return [
        _Reference(
            _last_before(days, place),
            _last_before(pages, place),
            title,
            tuple(quote for at, quote in quotes if place < at < end),
        )
        for (place, title), end in zip(titles, bounds, strict=True)
    ]


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _first(found: Sequence[tuple[int, _T]]) -> _T | None:
    return found[0][1] if found else None


def _last_before(found: Sequence[tuple[int, _T]], place: int) -> _T | None:
    """The last one before the headline, or the first after it where all stand behind."""
    before = [value for at, value in found if at < place]
    return before[-1] if before else _first(found)


def _named_days(text: str, printed: date | None) -> Iterator[tuple[int, date]]:
    """Days named in a folded text; a year left out is the last that makes the day past."""
    for match in _DAY.finditer(text):
        day = _day_of(match.groupdict(), printed)
        if day is not None:
            yield match.start(), day


def _day_of(named: dict[str, str | None], printed: date | None) -> date | None:
    back, iso = named["back"], named["iso"]
    if back:
        days = 2 if back.startswith("前") else 1
        return printed - timedelta(days=days) if printed else None
    if iso:
        year, month, day = map(int, iso.split("-"))
        return _valid(year, month, day)
    month_name = named["name"] or named["name3"]
    month = _MONTHS.index(month_name[:3]) + 1 if month_name else int(named["month"] or 0)
    day = int(named["day"] or named["day2"] or named["day3"] or 0)
    stated = named["year"] or named["year2"] or named["year3"]
    if stated:
        return _valid(int(stated), month, day)
    if printed is None:
        return None
    this_year = _valid(printed.year, month, day)
    if this_year is not None and this_year <= printed:
        return this_year
    return _valid(printed.year - 1, month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _page_label(label: str) -> str:
    """`A03` and `a3`, `第四版` and `4` are the same page."""
    if label[0] in "十" + _DIGITS:
        tens, _, ones = label.rpartition("十")
        ten = 10 * (_DIGITS.index(tens[-1]) if tens else 1) if "十" in label else 0
        return str(ten + (_DIGITS.index(ones) if ones else 0))
    letter = label[0] if label[0].isalpha() else ""
    return letter.lower() + label[len(letter) :].lstrip("0")


def _bare(text: str) -> str:
    """Folded, without punctuation and space: two lines of a headline join in many ways."""
    return re.sub(r"[\W_]+", "", fold(text))


class _Shelf:
    """Articles that can be corrected, found by day and by headline."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._by_day: dict[date | None, list[Article]] = defaultdict(list)
        self._by_headline: dict[str, list[Article]] = defaultdict(list)
        for article in articles:
            self._by_day[article.date].append(article)
            self._by_headline[_bare(article.headline or "")].append(article)

    def matching(self, reference: _Reference, correction: Article) -> list[Article]:
        """What the reference surely means; nothing where several articles fit in part."""
        possible = [
            article
            for article in self._within_reach(reference, correction)
            if _same_newspaper(article, correction) and _on_page(article, reference.page)
        ]
        if reference.title is None:
            found = [article for article in possible if _quotes_it(article, reference.wrong)]
            return found if len(found) == 1 and reference.day is not None else []
        exact = [article for article in possible if _titles(article) & {reference.title}]
        if exact and (reference.day is not None or len(exact) == 1):
            return exact
        partial = [article for article in possible if _partly(article, reference.title)]
        return partial if len(partial) == 1 and reference.day is not None else []

    def _within_reach(self, reference: _Reference, correction: Article) -> list[Article]:
        if reference.day is not None:
            return self._by_day.get(reference.day, [])
        if reference.title is None:
            return []
        return [
            article
            for article in self._by_headline.get(reference.title, [])
            if _shortly_before(article.date, correction.date)
        ]


def _shortly_before(printed: date | None, corrected: date | None) -> bool:
    if printed is None or corrected is None:
        return False
    return timedelta(0) <= corrected - printed <= _WINDOW


def _same_newspaper(article: Article, correction: Article) -> bool:
    if article.newspaper is None or correction.newspaper is None:
        return True
    return _bare(article.newspaper) == _bare(correction.newspaper)


def _on_page(article: Article, page: str | None) -> bool:
    return page is None or not article.pages or page in map(_page_label, map(fold, article.pages))


def _titles(article: Article) -> set[str]:
    """Every way in which the headline's lines may be put together."""
    parts = (article.kicker or "", article.headline or "", article.subline or "")
    kicker, headline, subline = map(_bare, parts)
    return {headline, headline + subline, kicker + headline, kicker + headline + subline} - {""}


def _partly(article: Article, title: str) -> bool:
    """Whether one of the two headlines is a part, and no mere word, of the other."""
    return any(
        len(min(whole, title, key=len)) >= _SHORTEST_PART and (whole in title or title in whole)
        for whole in _titles(article)
    )


def _quotes_it(article: Article, wrong: Sequence[str]) -> bool:
    text = _bare(article.text)
    return any(len(quote) >= _SHORTEST_QUOTE and quote in text for quote in wrong)
