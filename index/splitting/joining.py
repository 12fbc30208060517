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
    firsts = [i for i, article in enumerate(articles) if article.continues_to]
    seconds = [i for i, article in enumerate(articles) if article.continues_from]
    profiles = {i: _Profile.of(articles[i]) for i in {*firsts, *seconds}}
    odds = {
        (i, j): _odds(profiles[i], profiles[j])
        for i in firsts
        for j in seconds
        if i != j and _may_belong(articles[i], articles[j])
    }
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
    if one.newspaper and one.newspaper == other.newspaper and one.date and one.date == other.date:
        odds += W["join_edition"] + (W["join_near"] if _near(one.source, other.source) else 0.0)
    else:
        odds += W["join_near" if _near(one.source, other.source) else "join_far"]
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


def _near(one: str, other: str) -> bool:
    """Whether two files lie side by side: the same name but for numbers that differ by few."""
    if not one or not other:
        return False
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    apart = [
        abs(int(a) - int(b)) for a, b in zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    ]
    return sum(apart) <= _NEAR


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
