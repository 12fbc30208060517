"""Asking cases and scoring what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from index.models import Article, Filters, Hit, Progress
from rag.evaluation.cases import EvaluationDocument
from rag.evaluation.measures import (
    hit_at_1,
    holds,
    is_right,
    mean,
    percentile,
    recall_at,
    reciprocal_rank,
)
from rag.models import Answer, Case, Citation

SEARCH_DEPTH = 40
"""Passages looked at for the ten best documents: several may be of one article."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One case as answered: what applies is a number or bool, what does not is None."""

    case: Case
    right: bool | None
    refused: bool | None
    hit_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    mrr_at_10: float | None
    citation_precision: tuple[int, int] | None
    citation_recall: tuple[int, int] | None
    retrieval_s: float | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Seconds:
    """Median and 95th percentile; None where nothing was timed."""

    p50: float | None
    p95: float | None

    @classmethod
    def of(cls, values: Sequence[float | None]) -> Seconds:
        """The percentiles of the values that are there."""
        kept = [value for value in values if value is not None]
        return cls(percentile(kept, 0.5), percentile(kept, 0.95))


@dataclass(frozen=True)
class Report:
    """What a set of cases came to; shares are derived, never stored."""

    scored: tuple[Scored, ...] = field(default=())

    @property
    def answerable(self) -> list[Scored]:
        """Cases that have an answer."""
        return [s for s in self.scored if s.case.answers]

    @property
    def unanswerable(self) -> list[Scored]:
        """Cases that must be refused."""
        return [s for s in self.scored if not s.case.answers]

    @property
    def accuracy(self) -> float | None:
        """Share of right answers, refusals of the unanswerable among them."""
        return mean(None if s.right is None else float(s.right) for s in self.scored)

    @property
    def false_refusals(self) -> int | None:
        """Answerable cases that were refused."""
        return _count(self.answerable)

    @property
    def refusals(self) -> int | None:
        """Unanswerable cases that were refused."""
        return _count(self.unanswerable)

    def share(self, measure: Callable[[Scored], float | None]) -> float | None:
        """Mean of a retrieval measure over the cases it applies to."""
        return mean(measure(s) for s in self.scored)

    def ratio(self, measure: Callable[[Scored], tuple[int, int] | None]) -> float | None:
        """Pooled ratio of `(held, of)` pairs, None when nothing applies."""
        pairs = [pair for s in self.scored if (pair := measure(s)) is not None]
        total = sum(of for _, of in pairs)
        return sum(held for held, _ in pairs) / total if total else None

    def seconds(self, read: Callable[[Scored], float | None]) -> Seconds:
        """Percentiles of one timing."""
        return Seconds.of([read(s) for s in self.scored])


def _count(cases: Sequence[Scored]) -> int | None:
    known = [s.refused for s in cases if s.refused is not None]
    return sum(known) if known else None


class Names:
    """From articles back to the documents of an evaluation file; the same text may be several."""

    def __init__(self, documents: Sequence[EvaluationDocument] = ()) -> None:
        self._by_article: dict[str, set[str]] = {}
        for document in documents:
            self._by_article.setdefault(document.article.id, set()).add(document.id)

    def of(self, article: Article) -> frozenset[str]:
        """Names of the documents with this article's content; its id and source in a library."""
        known = self._by_article.get(article.id)
        return frozenset(known) if known else frozenset({article.id, article.source})


@dataclass(frozen=True, slots=True)
class Setup:
    """What cases are asked of.

    Attributes:
        search: `(case, filters) -> hits`, deep enough for recall at 10.
        ask: `(case, filters) -> answer`; None leaves the language model out.
        names: From articles to document names.
        own_documents: Case id → ids of the articles that the case brought.
        answers: Asks only the first so many cases; of the others only retrieval is measured.
    """

    search: Callable[[Case, Filters], tuple[list[Hit], float]]
    ask: Callable[[Case, Filters], Answer] | None
    names: Names
    own_documents: dict[str, frozenset[str]]
    answers: int | None = None


def run(cases: Sequence[Case], setup: Setup, progress: Progress | None = None) -> Iterator[Scored]:
    """Asks the cases one after the other.

    Yields:
        Each case as soon as it is scored.
    """
    for number, case in enumerate(cases):
        if progress:
            progress("asking", number, len(cases))
        asked = setup.answers is None or number < setup.answers
        yield _score(case, setup, setup.ask if asked else None)
    if progress:
        progress("asking", len(cases), len(cases))


def _score(case: Case, setup: Setup, ask: Callable[[Case, Filters], Answer] | None) -> Scored:
    filters = Filters(article_ids=setup.own_documents.get(case.id))
    gold = frozenset(case.gold)
    ranked: list[frozenset[str]] = []
    retrieval_s = None
    if gold:
        hits, retrieval_s = setup.search(case, filters)
        articles = {hit.article.id: hit.article for hit in hits}
        ranked = [setup.names.of(article) for article in articles.values()]
    answer = ask(case, filters) if ask else None
    refused = None if answer is None else answer.status == "refused"
    right = None
    if answer is not None:
        right = is_right(answer.text, answer.status == "refused", case.answers)
    return Scored(
        case=case,
        right=right,
        refused=refused,
        hit_at_1=hit_at_1(gold, ranked),
        recall_at_5=recall_at(5, gold, ranked),
        recall_at_10=recall_at(10, gold, ranked),
        mrr_at_10=reciprocal_rank(10, gold, ranked),
        citation_precision=_citation_precision(case, answer, right, setup.names),
        citation_recall=_citation_recall(case, answer, right, setup.names),
        retrieval_s=retrieval_s if answer is None else answer.timings.retrieval_s,
        answer=answer,
    )


def _good(citation: Citation, case: Case, names: Names) -> bool:
    accepted = [string for group in case.answers for string in group]
    return holds(citation.quote, accepted) or not names.of(citation.article).isdisjoint(case.gold)


def _citation_precision(
    case: Case, answer: Answer | None, right: bool | None, names: Names
) -> tuple[int, int] | None:
    if answer is None or not right or not case.answers:
        return None
    good = sum(_good(citation, case, names) for citation in answer.citations)
    return good, len(answer.citations)


def _citation_recall(
    case: Case, answer: Answer | None, right: bool | None, names: Names
) -> tuple[int, int] | None:
    if answer is None or not right or not case.answers:
        return None
    accepted = [string for group in case.answers for string in group]
    by_number = {citation.number: citation for citation in answer.citations}
    bearing = [s for s in answer.sentences if holds(s.text, accepted)]
    borne = sum(
        any(_good(by_number[n], case, names) for n in sentence.citations) for sentence in bearing
    )
    return borne, len(bearing)
