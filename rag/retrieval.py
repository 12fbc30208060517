"""From a question to passages: vectors and words fused, time weighed, each part by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Protocol

from index.models import Filters, Hit
from rag.aliases import expand
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


class Searchable(Protocol):
    """What retrieval needs of a library."""

    def nearest(self, question: str, k: int, filters: Filters = ...) -> list[Hit]:
        """Passages by meaning, cosine similarity as score."""
        ...

    def matching(self, question: str, k: int, filters: Filters = ...) -> list[Hit]:
        """Passages by words, BM25 as score."""
        ...


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a question found: the plan it was taken apart by, passages in all and by part."""

    question: str
    plan: Plan
    hits: tuple[Hit, ...]
    by_part: tuple[tuple[Hit, ...], ...] = ()


class Retriever:
    """Searches a library for what may answer a question."""

    def __init__(
        self, library: Searchable, config: RetrievalConfig, reranker: Reranker | None = None
    ) -> None:
        self._library = library
        self._config = config
        self._reranker = reranker

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
            Passages best first, each article at most `per_article` times unless all that was
            found is about one article.
        """
        keep = k or self._config.passages
        search = _Search(filters or Filters(), today or date.today())
        plan = decompose(question)
        whole = self._rank(question, search)
        if plan.kind == "single":
            return Retrieved(question, plan, tuple(self._cap(whole, keep)))
        plan, by_part = self._parts(plan, search)
        mixed = _interleave([*by_part, whole])
        return Retrieved(
            question,
            plan,
            tuple(self._cap(mixed, keep)),
            tuple(tuple(self._cap(hits, keep)) for hits in by_part),
        )

    def _parts(self, plan: Plan, search: _Search) -> tuple[Plan, list[list[Hit]]]:
        """Searches each part; where the cut is unsure, the one whose parts find most is taken."""
        best: tuple[float, tuple[str, ...]] = (-1.0, plan.parts)
        for parts in plan.splits[1:] and plan.splits:
            nearest = [self._library.nearest(part, 1, search.filters) for part in parts]
            found = min((hits[0].score if hits else 0.0) for hits in nearest)
            best = max(best, (found, parts), key=lambda way: way[0])
        plan = replace(plan, parts=best[1])
        return plan, [self._rank(part, search) for part in plan.parts]

    def _rank(self, question: str, search: _Search) -> list[Hit]:
        dated = with_absolute_dates(question, search.today)
        near = self._library.nearest(dated, self._config.candidates, search.filters)
        worded = " ".join([dated, *expand(question)])
        matching = self._library.matching(worded, self._config.candidates, search.filters)
        hits = {hit.passage.id: hit for hit in (*near, *matching)}
        fused = fuse(
            [[hit.passage.id for hit in near], [hit.passage.id for hit in matching]],
            [1.0, self._config.word_weight],
        )
        ranked = [replace(hits[name], score=score) for name, score in fused]
        ranked = _by_time(ranked, question, search.today)
        if self._reranker is not None:
            ranked = self._reranker.rerank(dated, ranked)
        return ranked

    def _cap(self, hits: Sequence[Hit], keep: int) -> list[Hit]:
        counts: dict[str, int] = {}
        kept, spare = [], []
        for hit in hits:
            counts[hit.article.id] = counts.get(hit.article.id, 0) + 1
            (kept if counts[hit.article.id] <= self._config.per_article else spare).append(hit)
        return (kept + spare)[:keep]


@dataclass(frozen=True, slots=True)
class _Search:
    filters: Filters
    today: date


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
        weighed[:5] = sorted(weighed[:5], key=lambda h: h.article.date or date.min, reverse=True)
    return weighed


def _interleave(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """First of each, then second of each, …, a passage only once."""
    mixed: dict[str, Hit] = {}
    for row in zip_longest(*rankings):
        for hit in row:
            if hit is not None:
                mixed.setdefault(hit.passage.id, hit)
    return list(mixed.values())
