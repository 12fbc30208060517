"""From a draft, or from dated events, to the sentences of an answer; and the words of a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from index.models import Article, Hit
from rag.chain import language_of
from rag.chronology import DatedEvent, compare, date_event
from rag.citations import CitationBook
from rag.evidence import Evidence, EvidenceSentence
from rag.models import AnswerSentence, Citation
from rag.retrieval import Retrieved

LONGEST_QUOTE = 200
"""Characters of the article repeated in the answer; a longer quote is left to the citation."""
NEAREST_ARTICLES = 3

_REFUSALS = {
    "zh": "资料库里没有找到能回答这个问题的报道。",
    "en": "Nothing in the library answers this question.",
}
_QUOTE_LEADS = {"zh": "原文：“{}”", "en": " In the article: “{}”"}


def compared(retrieved: Retrieved) -> tuple[list[AnswerSentence], list[Citation]] | None:
    """The answer of date arithmetic, where the question compares events and all are dated.

    Returns:
        Sentences and citations, or None where this is not such a question or a date is missing.
    """
    plan = retrieved.plan
    if plan.kind not in {"same", "order"}:
        return None
    events: list[DatedEvent] = []
    for part, hits in zip(plan.parts, retrieved.by_part, strict=True):
        event = date_event(part, hits)
        if event is None:
            return None
        events.append(event)
    statements = compare(plan, events)
    if statements is None:
        return None
    book = CitationBook()
    sentences = []
    for statement in statements:
        numbers = [
            book.cite(event.article, event.sentence_start, event.sentence_end)
            for event in statement.events
        ]
        sentences.append(AnswerSentence(statement.text, "supported", tuple(dict.fromkeys(numbers))))
    return sentences, book.citations


def with_quotes(
    sentences: Sequence[AnswerSentence], citations: Sequence[Citation], question: str
) -> list[AnswerSentence]:
    """The answer followed by what the newspaper says word by word, where that adds something.

    A reader sees at once how the article puts it; a wording of the model's own never stands alone.
    """
    said = "".join(sentence.text for sentence in sentences)
    added = []
    for citation in citations:
        quote = " ".join(citation.quote.split())
        if len(quote) <= LONGEST_QUOTE and quote.rstrip("。.") not in said:
            text = _QUOTE_LEADS[language_of(question)].format(quote)
            added.append(AnswerSentence(text, "supported", (citation.number,)))
    return [*sentences, *added]


def quoted(
    evidence: Sequence[Evidence], question: str
) -> tuple[list[AnswerSentence], list[Citation]]:
    """The best sentence of the evidence, verbatim, in place of a draft that does not hold."""
    best: EvidenceSentence = max((s for e in evidence for s in e.sentences), key=lambda s: s.score)
    book = CitationBook()
    number = book.cite(best.article, best.start, best.end)
    text = _QUOTE_LEADS[language_of(question)].format(" ".join(best.text.split()))
    return [AnswerSentence(text.strip(), "supported", (number,))], book.citations


def nearest_articles(hits: Sequence[Hit]) -> tuple[Article, ...]:
    """The articles of the best hits, each once."""
    articles = {hit.article.id: hit.article for hit in hits}
    return tuple(articles.values())[:NEAREST_ARTICLES]


def refusal(question: str, nearest: Sequence[Article]) -> str:
    """What is said when nothing supports an answer, with the headlines that come nearest."""
    language = language_of(question)
    titles = [f"《{article.headline}》" for article in nearest if article.headline]
    if not titles:
        return _REFUSALS[language]
    if language == "zh":
        return f"{_REFUSALS[language]}最接近的是{'、'.join(titles)}。"
    return f"{_REFUSALS[language]} Nearest: {', '.join(titles)}."
