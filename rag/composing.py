"""From a draft, or from dated events, to the sentences of an answer; and the words of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.models import Article, Hit
from rag.chain import language_of
from rag.chronology import DatedEvent, compare, date_event
from rag.citations import CitationBook
from rag.evidence import Evidence, EvidenceSentence
from rag.models import Answer, AnswerSentence, Citation
from rag.responsiveness import missing_terms
from rag.retrieval import Retrieved

LONGEST_QUOTE = 200
"""Characters of the article repeated in the answer; a longer quote is left to the citation."""
NEAREST_ARTICLES = 3

MISSING_TERMS = 3
"""Words of the question named as missing: more would read like a list."""


@dataclass(frozen=True, slots=True)
class _RefusalWords:
    nothing: str
    nearest: str
    missing: str
    comma: str
    quotes: str
    gap: str
    part: str


_REFUSALS = {
    "zh": _RefusalWords(
        "资料库里没有找到能回答这个问题的报道。",
        "最接近的是{}。",
        "查到的段落没有提到{}。",
        "、",
        "“{}”",
        "",
        "没有找到能回答“{}”的报道。",
    ),
    "en": _RefusalWords(
        "Nothing in the library answers this question.",
        "Nearest: {}.",
        "The passages found do not mention {}.",
        ", ",
        "“{}”",
        " ",
        "Nothing in the library answers “{}”.",
    ),
}
_ENDS = {"zh": "。", "en": "."}
_QUOTE_LEADS = {"zh": "原文：“{}”", "en": " In the article: “{}”"}


def compared(
    retrieved: Retrieved, is_reported: Callable[[DatedEvent], bool]
) -> tuple[list[AnswerSentence], list[Citation]] | None:
    """The answer of date arithmetic, where the question compares events and all are dated.

    Args:
        retrieved: Hits for each event by itself.
        is_reported: Whether the passage that an event was dated by reports it.

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
    if statements is None or not all(is_reported(event) for event in events):
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
    return [*(map(_ended, sentences) if added else sentences), *added]


def _ended(sentence: AnswerSentence) -> AnswerSentence:
    """A short answer (5月8日) with the mark that parts it from what follows."""
    if not sentence.text[-1:].isalnum():
        return sentence
    return replace(sentence, text=sentence.text + _ENDS[language_of(sentence.text)])


def is_quote(text: str) -> bool:
    """Whether a sentence of an answer is the newspaper's own wording, led in as such."""
    leads = (lead.partition("{}")[0].strip() for lead in _QUOTE_LEADS.values())
    return text.strip().startswith(tuple(leads))


def quoted(
    evidence: Sequence[Evidence], question: str
) -> tuple[list[AnswerSentence], list[Citation]]:
    """The best sentence of the evidence, verbatim, in place of a draft that does not hold."""
    best: EvidenceSentence = max((s for e in evidence for s in e.sentences), key=lambda s: s.score)
    book = CitationBook()
    number = book.cite(best.article, best.start, best.end)
    text = _QUOTE_LEADS[language_of(question)].format(" ".join(best.text.split()))
    return [AnswerSentence(text.strip(), "supported", (number,))], book.citations


def in_parts(answers: Sequence[Answer]) -> Answer:
    """One answer to what was asked at once, the citations numbered through.

    Args:
        answers: To one question each, at least one of them not a refusal.

    Returns:
        What was answered, in order, as sure as the least sure of it; `refusal` names what was not.
    """
    book = CitationBook()
    said: dict[str, AnswerSentence] = {}
    missing = []
    for answer in answers:
        if answer.status == "refused":
            words = _REFUSALS[language_of(answer.question)]
            missing.append(words.part.format(answer.question))
            continue
        numbers = {c.number: book.cite(c.article, c.start, c.end) for c in answer.citations}
        for sentence in answer.sentences:
            cited = tuple(numbers[n] for n in sentence.citations)
            said.setdefault(sentence.text, replace(sentence, citations=cited))
    answered = [answer for answer in answers if answer.status == "answered"]
    least_sure = min(answered, key=lambda answer: answer.support_probability or 0.0)
    gap = _REFUSALS[language_of(answers[0].question)].gap
    return replace(
        least_sure,
        sentences=tuple(said.values()),
        citations=tuple(book.citations),
        refusal=gap.join(missing),
    )


def nearest_articles(hits: Sequence[Hit]) -> tuple[Article, ...]:
    """The articles of the best hits, each once."""
    articles = {hit.article.id: hit.article for hit in hits}
    return tuple(articles.values())[:NEAREST_ARTICLES]


def refusal(question: str, nearest: Sequence[Article], evidence: Sequence[Evidence] = ()) -> str:
    """What is said when nothing supports an answer.

    Args:
        question: The question that stands alone.
        nearest: Articles that come nearest.
        evidence: What was read of them; what it does not speak of is named.
    """
    language = language_of(question)
    titles = [f"《{article.headline}》" for article in nearest if article.headline]
    words = _REFUSALS[language]
    parts = [words.nothing]
    if titles:
        parts.append(words.nearest.format(words.comma.join(titles)))
    if evidence:
        text = "\n".join(f"{e.article.headline or ''}\n{e.text}" for e in evidence)
        missing = [words.quotes.format(term) for term in missing_terms(question, text)]
        if missing:
            parts.append(words.missing.format(words.comma.join(missing[:MISSING_TERMS])))
    return words.gap.join(parts)
