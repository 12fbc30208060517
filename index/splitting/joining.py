"""Halves of an article on two pages become one; a wrong join is worse than a missed one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.datelines import page_label
from index.models import Article
from index.splitting.cohesion import similarity, terms
from index.splitting.columns import ends_sentence
from index.splitting.weights import WEIGHTS as W

_SAME_HEADLINE = 0.8
_NEAR = 3
"""Pages of one edition that a jump spans in one town's paper, and their files' numbers with them."""
_NUMBER = re.compile(r"\d+")


def join(articles: Sequence[Article]) -> list[Article]:
    """Joins the halves of articles that jump from one page to another.

    A first half (`continues_to`) and a second (`continues_from`) are joined when nothing printed
    speaks against it (newspaper, date, page labels) and headline, subject or a sentence cut in two
    speaks for it, clearly more so than for any other half.

    Args:
        articles: Of any number of files, editions and newspapers, in any order.

    Returns:
        The articles with halves joined, in the order of their first halves. The outcome does not
        depend on the order given, and joining again changes nothing.
    """
    current = list(articles)
    while True:
        pairs = _pairs(current)
        if not pairs:
            return current
        current = _apply(current, pairs)


def _apply(articles: Sequence[Article], pairs: Iterable[tuple[int, int]]) -> list[Article]:
    second_of = dict(pairs)
    # In a chain of three parts the middle one is joined to its first half in this round only.
    taken = set(second_of.values())
    joined: list[Article] = []
    for index, article in enumerate(articles):
        if index in taken:
            continue
        if index in second_of:
            article = _joined(article, articles[second_of[index]])
        joined.append(article)
    return joined


def _pairs(articles: Sequence[Article]) -> list[tuple[int, int]]:
    """First and second halves, as positions, of which each is clearly the other's best."""
    candidates = _candidates(articles)
    profiles = {i: _Profile.of(articles[i]) for i in {i for pair in candidates for i in pair}}
    odds = {(i, j): _odds(profiles[i], profiles[j]) for i, j in candidates}
    rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    columns: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in odds:
        rows[pair[0]].append(pair)
        columns[pair[1]].append(pair)

    def name(pair: tuple[int, int]) -> tuple[str, str]:
        return articles[pair[0]].id, articles[pair[1]].id

    def beats_rivals(pair: tuple[int, int]) -> bool:
        # The same article found twice is no rival to itself.
        rivals = (p for p in (*rows[pair[0]], *columns[pair[1]]) if name(p) != name(pair))
        return all(odds[pair] - odds[rival] >= W["join_margin"] for rival in rivals)

    found: list[tuple[int, int]] = []
    used: set[int] = set()
    for pair in sorted(odds, key=lambda p: (-odds[p], name(p), articles[p[0]].source)):
        if odds[pair] > 0 and used.isdisjoint(pair) and beats_rivals(pair):
            found.append(pair)
            used.update(pair)
    return found


def _candidates(articles: Sequence[Article]) -> list[tuple[int, int]]:
    """Pairs that share an edition, a headline or a row of files and that nothing rules out.

    Looked up by what they share, so that a large library's open halves are not all compared.
    """
    waiting: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for j, second in enumerate(articles):
        if second.continues_from:
            for key in _ties(second):
                waiting[key].append(j)
    return [
        (i, j)
        for i, first in enumerate(articles)
        if first.continues_to
        for j in sorted({j for key in _ties(first) for j in waiting.get(key, ())})
        if i != j and _may_belong(first, articles[j]) and _tied(first, articles[j])
    ]


def _ties(article: Article) -> list[tuple[object, ...]]:
    ties: list[tuple[object, ...]] = []
    pattern, numbers = _file_name(article.source)
    if article.date:
        ties.append(("date", article.date))
    if article.headline:
        ties.append(("headline", re.sub(r"[\W_]", "", article.headline)))
    if article.source and numbers:
        ties.extend(
            ("file", pattern, numbers[:-1], (numbers[-1] + step) // (_NEAR + 1))
            for step in (-_NEAR, 0, _NEAR)
        )
    elif article.source:
        ties.append(("file", pattern))
    return ties


def _tied(one: Article, other: Article) -> bool:
    return (
        _same_edition(one, other)
        or _near(one, other)
        or similarity(one.headline or "1", other.headline or "2") >= _SAME_HEADLINE
    )


@dataclass(frozen=True, slots=True)
class _Profile:
    """What of a half is compared, computed once."""

    article: Article
    terms: frozenset[str]
    opening: str
    ending: str

    @classmethod
    def of(cls, article: Article) -> _Profile:
        return cls(
            article,
            frozenset(terms(f"{article.headline or ''}\n{article.text}", 3)),
            article.paragraphs[0] if article.paragraphs else "",
            article.paragraphs[-1] if article.paragraphs else "",
        )


def _may_belong(first: Article, second: Article) -> bool:
    """Whether nothing that is printed rules the pair out."""
    if _conflict(first.newspaper, second.newspaper) or _conflict(first.date, second.date):
        return False
    if not _leads_to(first.continues_to, second.pages[:1]):
        return False
    if not _leads_to(second.continues_from, first.pages[-1:]):
        return False
    return not (first.pages and second.pages and first.pages[-1] == second.pages[0])


def _conflict(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _leads_to(label: str | None, pages: Sequence[str]) -> bool:
    if not pages or label is None:
        return True
    wanted, there = page_label(label), page_label(pages[0])
    # "第4版" may be printed A04 on the page itself.
    return wanted == there or (wanted.isdigit() and _NUMBER.findall(there) == [wanted])


def _odds(first: _Profile, second: _Profile) -> float:
    """Log-odds that two halves, which nothing printed keeps apart, belong together."""
    odds = W["join"]
    one, other = first.article, second.article
    near = _near(one, other)
    if _same_edition(one, other):
        odds += W["join_edition"] + (W["join_near"] if near else 0.0)
    else:
        odds += W["join_near" if near else "join_far"]
    odds += W["join_page"] * (bool(one.pages) + bool(other.pages))
    if one.headline and other.headline:
        same = similarity(one.headline, other.headline)
        known = W["join_headline"] if same >= _SAME_HEADLINE else 0.0
        odds += known or W["join_other_headline"] * (1 - same)
    if not ends_sentence(first.ending) and _starts_inside(second.opening):
        odds += W["join_cut"]
    fewer = min(len(first.terms), len(second.terms))
    if fewer:
        subject = W["join_subject"] * len(first.terms & second.terms) / fewer**0.5
        odds += min(W["join_subject_most"], subject)
    return odds


def _starts_inside(text: str) -> bool:
    return bool(re.match(r"[，。、；：”’）》的了着]", text))


def _same_edition(one: Article, other: Article) -> bool:
    """Whether both print the same newspaper and day."""
    return (
        one.newspaper is not None
        and one.newspaper == other.newspaper
        and one.date is not None
        and one.date == other.date
    )


def _near(one: Article, other: Article) -> bool:
    """Whether two files lie side by side: names alike but for the last number, that by little.

    Files of one day may be further apart.
    """
    if not one.source or not other.source:
        return False
    (pattern, numbers), (pattern_2, numbers_2) = _file_name(one.source), _file_name(other.source)
    if pattern != pattern_2 or numbers[:-1] != numbers_2[:-1]:
        return False
    dated = one.date is not None and one.date == other.date
    return dated or not numbers or abs(numbers[-1] - numbers_2[-1]) <= _NEAR


def _file_name(source: str) -> tuple[str, tuple[int, ...]]:
    return _NUMBER.sub("#", source), tuple(int(number) for number in _NUMBER.findall(source))


def _joined(first: Article, second: Article) -> Article:
    paragraphs = list(first.paragraphs)
    rest = list(second.paragraphs)
    if paragraphs and rest and not ends_sentence(paragraphs[-1]):
        gap = " " if re.search(r"[a-z,]$", paragraphs[-1]) else ""
        paragraphs[-1] = f"{paragraphs[-1]}{gap}{rest.pop(0)}"
    return replace(
        first,
        paragraphs=(*paragraphs, *rest),
        headline=first.headline or second.headline,
        kicker=first.kicker or (None if first.headline else second.kicker),
        subline=first.subline or (None if first.headline else second.subline),
        byline=first.byline or second.byline,
        newspaper=first.newspaper or second.newspaper,
        date=first.date or second.date,
        pages=tuple(dict.fromkeys((*_labels(first, second), *second.pages))),
        subheads=first.subheads + second.subheads,
        captions=first.captions + second.captions,
        continues_to=second.continues_to,
        confidence=min(first.confidence, second.confidence),
        dateline=first.dateline or second.dateline,
    )


def _labels(first: Article, second: Article) -> tuple[str, ...]:
    """Pages of the first half; what the other half's mark names when it is not printed there."""
    if first.pages or second.continues_from is None:
        return first.pages
    return (second.continues_from,)
