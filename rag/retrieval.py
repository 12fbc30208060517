"""From a question to passages: vectors and words fused, time weighed, each part by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Protocol

from index.models import Filters, Hit, LibraryArticle, Passage
from rag.aliases import Aliases
from rag.chronology import date_event
from rag.decomposition import Plan, decompose
from rag.fusion import fuse
from rag.rerank import Reranker
from rag.settings import RetrievalConfig
from rag.temporal import (
    is_current,
    resolve,
    resolve_in_article,
    time_weight,
    with_absolute_dates,
)

CURRENT_DEPTH = 5
"""Hits put newest first when the present state is asked for: those that match well anyhow."""


ANCHOR_COVERAGE = 0.5
"""As `rag.chronology.LEAST_COVERAGE`, for the day that another question hangs on: a wrong day
leads further astray than none (hit@1 of such ChronoQA questions: 0.64 at 0.5, 0.50 at 0.4)."""


ALIAS_WEIGHT = 0.02
"""Weight of what a name's other forms find: enough to be looked at, below what the question's own
words found. On ChronoQA hit@1 was 0.953 without aliases, 0.947 with them at 0.2, 0.948 with them
among the question's words."""


class Searchable(Protocol):
    """What retrieval needs of a library."""

    def nearest(self, question: str, k: int, filters: Filters = ...) -> list[Hit]:
        """Passages by meaning, cosine similarity as score."""
        ...

    def matching(self, question: str, k: int, filters: Filters = ...) -> list[Hit]:
        """Passages by words, BM25 as score."""
        ...

    def article(self, article_id: str) -> LibraryArticle:
        """An article with its wire copies and corrections."""
        ...

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a question found.

    Attributes:
        question: The question that stands alone.
        plan: How it was taken apart.
        hits: Passages in all, best first.
        by_part: Passages of each part of the plan.
        beside: Questions that were asked with this one and are answered by themselves.
    """

    question: str
    plan: Plan
    hits: tuple[Hit, ...]
    by_part: tuple[tuple[Hit, ...], ...] = ()
    beside: tuple[str, ...] = ()

    def parts(self) -> tuple[Retrieved, ...]:
        """What each question found, where several are asked at once; else this alone."""
        if self.plan.kind != "several":
            return (self,)
        return tuple(
            Retrieved(part, Plan(), hits, beside=tuple(p for p in self.plan.parts if p != part))
            for part, hits in zip(self.plan.parts, self.by_part, strict=True)
        )


@dataclass(frozen=True, slots=True)
class _Search:
    """What stays the same through all the searches of one question."""

    filters: Filters
    today: date
    keep: int


class Retriever:
    """Searches a library for what may answer a question."""

    def __init__(
        self,
        library: Searchable,
        config: RetrievalConfig,
        reranker: Reranker | None = None,
        aliases: Aliases | None = None,
    ) -> None:
        self._library = library
        self._config = config
        self._reranker = reranker
        self._aliases = aliases

    def retrieve(
        self,
        question: str,
        *,
        k: int | None = None,
        filters: Filters | None = None,
        today: date | None = None,
    ) -> Retrieved:
        """Finds passages.

        Args:
            question: A question that stands alone.
            k: Passages to return; None takes the setting.
            filters: What the search is restricted to.
            today: The day from which 去年 and the like count; None is the system's date.

        Returns:
            Passages best first, at most `per_article` of one article before any further ones.
        """
        search = _Search(filters or Filters(), today or date.today(), k or self._config.passages)
        plan = decompose(question)
        whole = self._rank(question, search)
        if plan.joined and any(plan.joined in hit.passage.text for hit in whole[: search.keep]):
            plan = Plan()
        if plan.kind == "single":
            return Retrieved(question, plan, self._cap(whole, search))
        plan = self._likeliest_split(plan, search)
        by_part = self._anchored(plan, search) or [self._rank(part, search) for part in plan.parts]
        return Retrieved(
            question,
            plan,
            self._cap(_interleave([*by_part, whole], plan.kind != "anchored"), search),
            tuple(self._cap(hits, search) for hits in by_part),
        )

    def _likeliest_split(self, plan: Plan, search: _Search) -> Plan:
        """Where the cut is unsure, takes the one whose worst part finds the nearest passage."""
        if len(plan.splits) < 2:
            return plan

        def worst(parts: tuple[str, ...]) -> float:
            found = [self._library.nearest(part, 1, search.filters) for part in parts]
            return min(hits[0].score if hits else 0.0 for hits in found)

        return replace(plan, parts=max(plan.splits, key=worst))

    def _anchored(self, plan: Plan, search: _Search) -> list[list[Hit]]:
        """For "on the day that A happened, B?": finds A, then B with A's date; B's hits first."""
        if plan.kind != "anchored":
            return []
        anchor, inner = plan.parts
        first = self._rank(anchor, search)
        plain = self._rank(inner, search)
        event = date_event(anchor, first, ANCHOR_COVERAGE)
        if event is None:
            return [plain, first]
        dated = self._rank(f"{event.day_or_month(plan.unit)}，{inner}", search)
        return [_fused([dated, plain]), first]

    def _rank(self, question: str, search: _Search) -> list[Hit]:
        """Passages for one question, best first."""
        dated = with_absolute_dates(question, search.today)
        depth = max(self._config.candidates, search.keep)
        near = self._library.nearest(dated, depth, search.filters)
        matching = self._library.matching(dated, depth, search.filters)
        aliases = self._aliases.expand(dated) if self._aliases else []
        named = self._library.matching(" ".join(aliases), depth, search.filters) if aliases else []
        rankings = (near, matching, named)
        hits = {hit.passage.id: hit for ranking in rankings for hit in ranking}
        fused = fuse(
            [[hit.passage.id for hit in ranking] for ranking in rankings],
            [1.0, self._config.word_weight, ALIAS_WEIGHT],
        )
        ranked = _by_time(
            [replace(hits[name], score=score) for name, score in fused], question, search.today
        )
        if self._reranker is not None:
            ranked = self._reranker.rerank(dated, ranked)
        return ranked

    def _cap(self, hits: Sequence[Hit], search: _Search) -> tuple[Hit, ...]:
        """The hits to keep: wire copies once, few of one article, corrections beside what they mend."""
        counts: dict[str, int] = {}
        copies: set[str] = set()
        kept: list[Hit] = []
        spare: list[Hit] = []
        for hit in hits:
            name = hit.article.id
            if name in copies or len(kept) >= search.keep:
                continue
            if name not in counts:
                held = self._library.article(name)
                copies.update(held.also_in)
                kept += [c for c in self._corrections(held, hit) if c.article.id not in counts]
            counts[name] = counts.get(name, 0) + 1
            (kept if counts[name] <= self._config.per_article else spare).append(hit)
        return tuple(({h.passage.id: h for h in kept + spare}).values())[: search.keep]

    def _corrections(self, held: LibraryArticle, hit: Hit) -> list[Hit]:
        """First passages of the corrections of an article, as sure as the article's own hit."""
        return [
            Hit(passage, self._library.article(name).article, hit.score)
            for name in held.corrected_by
            for passage in self._library.passages_of(name)[:1]
        ]


def _by_time(hits: Sequence[Hit], question: str, today: date) -> list[Hit]:
    """Weighs each hit by how its date and the dates it names fit the question's."""
    spans = resolve(question, today)
    weighed = []
    for hit in hits:
        published = hit.article.date
        weight = time_weight(spans, published, resolve_in_article(hit.passage.text, published))
        weighed.append(replace(hit, score=hit.score * weight))
    weighed.sort(key=lambda hit: -hit.score)
    if is_current(question):
        head = weighed[:CURRENT_DEPTH]
        head.sort(key=lambda hit: hit.article.date or date.min, reverse=True)
        weighed[:CURRENT_DEPTH] = head
    return weighed


def _fused(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """One ranking of several equal ones."""
    hits = {hit.passage.id: hit for ranking in rankings for hit in ranking}
    ids = [[hit.passage.id for hit in ranking] for ranking in rankings]
    return [replace(hits[name], score=score) for name, score in fuse(ids, [1.0] * len(ids))]


def _interleave(rankings: Sequence[Sequence[Hit]], surest_first: bool) -> list[Hit]:
    """First of each, then second of each, …, each passage once.

    Args:
        rankings: One for each part.
        surest_first: Whether what scored higher goes first among the equals in rank; else the
            order of the rankings counts.
    """
    mixed: dict[str, Hit] = {}
    for row in zip_longest(*rankings):
        found = [hit for hit in row if hit is not None]
        if surest_first:
            found.sort(key=lambda hit: -hit.score)
        for hit in found:
            mixed.setdefault(hit.passage.id, hit)
    return list(mixed.values())
