"""Citations are resolved, never trusted: code finds what bears a sentence out, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.models import Article, Hit
from index.sentences import sentences
from rag.corrections import Retraction, blank_out, retractions
from rag.enumerations import Enumeration, enumeration_of
from rag.listed_roles import is_named
from rag.models import AnswerSentence, Citation, Support, Verdict
from rag.responsiveness import in_context, question_coverage
from rag.second_judge import Checked, SecondJudge
from rag.support import check

_MARK = re.compile(r"\s*[\[【(（](?:来源|资料|Source)?\s*\d+(?:\s*[,，、]\s*\d+)*[\]】)）]")
# How the evidence is headed in the prompt, which small models copy.
_LABEL = re.compile(r"^(?:\d{4}[年-]\d{1,2}[月-]\d{1,2}日?)?\s?《[^》]+》[：:]\s*", re.MULTILINE)
_RANK: dict[Verdict, int] = {"supported": 2, "partial": 1, "unsupported": 0}
_CLAUSE = re.compile(r"(?:[^，,；;]|(?<=\d),(?=\d))+[，,；;]?")
WHOLE_ARTICLE_CHARS = 3000
"""An article up to this length is checked whole, a longer one by the passages that were found."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of an article against which claims are checked."""

    article: Article
    start: int
    end: int
    retracted: tuple[Retraction, ...] = ()

    @property
    def text(self) -> str:
        """The stretch, what a correction took back made unreadable, offsets unchanged."""
        return blank_out(self.article.text[self.start : self.end], self.retracted)

    def check(self, claim: str, question: str) -> Support:
        """Checks a claim against the stretch; offsets count in its text."""
        article = self.article
        return check(claim, self.text, question, article.date, article.headline or "")


def windows(hits: Sequence[Hit]) -> list[Window]:
    """Where support for an answer may stand: the articles of the hits, in their order.

    Neighbouring passages are one window; short articles are one window as a whole.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    articles: dict[str, Article] = {}
    for hit in hits:
        articles[hit.article.id] = hit.article
        spans = found.setdefault(hit.article.id, [])
        if len(hit.article.text) <= WHOLE_ARTICLE_CHARS:
            spans[:] = [(0, len(hit.article.text))]
        else:
            spans.append((hit.passage.start, hit.passage.end))
    retracted = tuple(retractions(list(articles.values())))
    return [
        Window(articles[name], start, end, retracted)
        for name, spans in found.items()
        for start, end in _merged(spans)
    ]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 2:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class CitationBook:
    """Numbers citations in the order of their first use; the same quote keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.citations: list[Citation] = []

    def cite(self, article: Article, start: int, end: int) -> int:
        """The number of `article.text[start:end]`, given now or before."""
        key = (article.id, start, end)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(Citation(self._numbers[key], article, start, end))
        return self._numbers[key]


@dataclass(frozen=True, slots=True)
class _Found:
    support: Support
    window: Window

    @property
    def quote(self) -> str:
        """What bears the claim out, verbatim."""
        return self.window.text[self.support.start : self.support.end]

    @property
    def in_context(self) -> str:
        """The quote with what a reader needs to understand it."""
        start = self.window.start
        return in_context(self.window.article, start + self.support.start, start + self.support.end)

    def bears(self, listed: Enumeration, item: str) -> bool:
        """Whether the claim of one item of a list is borne out, and the quote names that item."""
        return self.support.verdict == "supported" and is_named(listed, item, self.quote)

    def holds(self, other: _Found) -> bool:
        """Whether the other quote is a part of this one."""
        mine, theirs = self.support, other.support
        is_inside = mine.start <= theirs.start and theirs.end <= mine.end
        is_longer = theirs.end - theirs.start < mine.end - mine.start
        return self.window is other.window and is_inside and is_longer


@dataclass(frozen=True, slots=True)
class _Borne:
    """A sentence with what the check found and the quotes that bear it out."""

    text: str
    support: Support
    quotes: tuple[_Found, ...] = ()


class Attributor:
    """Finds for each sentence of a draft what supports it.

    Args:
        second: Asked after the code; None does without.
    """

    def __init__(self, second: SecondJudge | None = None) -> None:
        self._second = second

    def attribute(
        self, draft: str, question: str, places: Sequence[Window], book: CitationBook
    ) -> list[AnswerSentence]:
        """Checks a draft sentence by sentence.

        Args:
            draft: What the model wrote; its own citation marks and copied headings are dropped.
            question: What it answers; a short answer is understood with it.
            places: Where support may stand.
            book: Takes the citations.

        Returns:
            The sentences in order, each with its verdict, reasons and citation numbers.
        """
        plain = _LABEL.sub("", _MARK.sub("", draft))
        borne = [self._borne(text, question, places) for text in sentences(plain)]
        supports = [one.support for one in borne]
        if self._second is not None:
            supports = list(self._second.review(_to_judge(one, question) for one in borne))
        return [
            self._sentence(one, support, book) for one, support in zip(borne, supports, strict=True)
        ]

    def _borne(self, text: str, question: str, places: Sequence[Window]) -> _Borne:
        best = self._best(text, question, places)
        if best is None:
            return _Borne(text, Support("unsupported"))
        if best.support.verdict != "supported":
            if parts := self._by_clause(text, question, places):
                return _Borne(text, Support("supported"), tuple(parts))
            if listed := self._by_item(text, question, places):
                return listed
        return _Borne(text, best.support, (best,) if best.support.start >= 0 else ())

    def _sentence(self, borne: _Borne, support: Support, book: CitationBook) -> AnswerSentence:
        quotes = () if support.verdict == "unsupported" else borne.quotes
        numbers = tuple(dict.fromkeys(self._cite(found, book) for found in quotes))
        return AnswerSentence(borne.text, support.verdict, numbers, support.reasons)

    def _best(self, claim: str, question: str, places: Sequence[Window]) -> _Found | None:
        return _best_of([_Found(place.check(claim, question), place) for place in places], question)

    def _by_clause(self, text: str, question: str, places: Sequence[Window]) -> list[_Found]:
        """Support for a sentence whose clauses stand in different articles; empty if any fails."""
        clauses = [clause for clause in _CLAUSE.findall(text) if len(clause.strip("，,；;。 ")) > 3]
        if len(clauses) < 2:
            return []
        found = [self._best(clause, question, places) for clause in clauses]
        if any(f is None or f.support.verdict != "supported" for f in found):
            return []
        return [f for f in found if f is not None]

    def _by_item(self, text: str, question: str, places: Sequence[Window]) -> _Borne | None:
        """A sentence that lists, with those items alone that something bears out; None if none."""
        listed = enumeration_of(text)
        if listed is None:
            return None
        found: dict[int, _Found] = {}
        for number, (item, claim) in enumerate(zip(listed.items, listed.claims, strict=True)):
            if item in listed.items[:number]:
                continue
            checked = [_Found(place.check(claim, question), place) for place in places]
            bearing = [one for one in checked if one.bears(listed, item)]
            if best := _best_of(bearing, question):
                found[number] = best
        if not found or (listed.is_counted and len(found) < len(listed.items)):
            return None
        return _Borne(listed.keeping(found), Support("supported"), _widest(list(found.values())))

    @staticmethod
    def _cite(found: _Found, book: CitationBook) -> int:
        start = found.window.start + found.support.start
        return book.cite(found.window.article, start, found.window.start + found.support.end)


def _best_of(found: Sequence[_Found], question: str) -> _Found | None:
    """The place with the best verdict; of several, the one that speaks most of the question."""
    if not found:
        return None
    best = max(_RANK[one.support.verdict] for one in found)
    equals = [one for one in found if _RANK[one.support.verdict] == best]
    if best == 0 or len(equals) == 1:
        return equals[0]
    return max(equals, key=lambda one: question_coverage(question, one.in_context))


def _widest(quotes: Sequence[_Found]) -> tuple[_Found, ...]:
    """The quotes without those that lie inside another one."""
    return tuple(
        one for one in quotes if not any(one is not other and other.holds(one) for other in quotes)
    )


def _to_judge(borne: _Borne, question: str) -> Checked:
    """What the second judge is shown: the quotes, each with what stands around it."""
    parts = [
        Checked.of(borne.text, question, found.window.text, found.support) for found in borne.quotes
    ]
    quote = "\n".join(part.quote for part in parts)
    context = "\n".join(part.context for part in parts)
    return Checked(borne.text, question, quote, context, borne.support)
