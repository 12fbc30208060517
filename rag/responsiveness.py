"""Whether what is borne out answers what was asked: a true sentence may answer another question.

"The half year's deliveries were 564,000" is true and cited, and does not answer how many there were
in the year. Three signs tell, all read from the text: the sentence holds without the question's
help, the quotes speak of all that the question names, and there is something of the kind asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Article
from index.sentences import sentence_spans
from rag.asked import gives_kind, is_frame
from rag.elided_places import elided_places
from rag.enumerations import enumeration_of
from rag.models import AnswerSentence, Citation
from rag.support import check
from rag.support.alignment import align, window
from rag.support.facts import equal
from rag.support.meaning import cover
from rag.support.reading import Reading, read
from rag.support.terms import Term, terms

COVERED_FROM = 0.9
"""Share of the question that quotes speak of when nothing but a little word is missing."""
MISSING_BELOW = 0.6
"""Share of a word below which the evidence does not speak of it, as in the check of claims."""


@dataclass(frozen=True, slots=True)
class Responsiveness:
    """How well checked sentences answer their question.

    Attributes:
        held: Share of the sentences that their citations bear out by themselves, without taking
            the question's words as given, 0 to 1.
        covered: Weighted share of the question's words that the quotes speak of, 0 to 1.
        kind: Whether there is a day, figure, name or other news where the question asks for one.
    """

    held: float
    covered: float
    kind: bool

    @property
    def complete(self) -> bool:
        """Whether all three signs speak for it."""
        return self.held == 1.0 and self.covered >= COVERED_FROM and self.kind


def responsiveness(
    question: str, sentences: Sequence[AnswerSentence], citations: Sequence[Citation]
) -> Responsiveness:
    """Reads the three signs off a checked answer.

    Args:
        question: The question that stands alone.
        sentences: Those that are cited.
        citations: What they cite.
    """
    by_number = {citation.number: citation for citation in citations}
    held = [_held(s.text, [by_number[n] for n in s.citations]) for s in sentences if s.citations]
    quotes = "\n".join(in_context(c.article, c.start, c.end) for c in citations)
    cited = list({c.article.id: c.article for c in citations}.values())
    articles = "\n".join(article.text for article in cited)
    quotes = f"{quotes}\n{elided_places(question, quotes, cited)}".strip()
    said = "".join(sentence.text for sentence in sentences)
    return Responsiveness(
        held=sum(held) / len(held) if held else 0.0,
        covered=question_coverage(question, quotes, articles),
        kind=gives_kind(question, said),
    )


def _held(text: str, citations: Sequence[Citation]) -> bool:
    """Whether one citation holds a sentence, or each item that it lists is held by one."""
    if any(_holds_alone(text, citation) for citation in citations):
        return True
    listed = enumeration_of(text)
    return listed is not None and all(
        any(_holds_alone(claim, citation) for citation in citations) for claim in listed.claims
    )


def _holds_alone(text: str, citation: Citation) -> bool:
    evidence = in_context(citation.article, citation.start, citation.end)
    places = elided_places(text, evidence, [citation.article])
    support = check(text, evidence, published=citation.article.date, headline=places)
    return support.verdict == "supported"


def in_context(article: Article, start: int, end: int) -> str:
    """A quote as a reader of the page has it: under its date and headline, with what precedes."""
    before = [span for span in sentence_spans(article.text) if span[1] <= start]
    first = before[-1][0] if before else start
    day = article.date
    dated = f"{day.year}年{day.month}月{day.day}日。" if day else ""
    return f"{dated}{article.headline or ''}\n{article.text[first:end]}"


def question_coverage(question: str, text: str, articles: str = "") -> float:
    """Weighted share of a question's words, dates and figures that a text speaks of, 0 to 1.

    Args:
        question: Its interrogative words count nothing.
        text: Quotes with what is needed to understand them.
        articles: The whole articles, where a word counts for less than beside the quote.
    """
    evidence = read(text)
    around = read(f"{text}\n{articles}") if articles else evidence
    spoken = list(_spoken_of(question, evidence, around))
    total = sum(term.weight for term, _ in spoken)
    return sum(term.weight * share for term, share in spoken) / total if total else 1.0


def missing_terms(question: str, text: str) -> list[str]:
    """Words and figures of a question that a text does not speak of, as the question has them."""
    evidence = read(text)
    spoken = _spoken_of(question, evidence, evidence)
    return [term.text for term, share in spoken if share < MISSING_BELOW]


def _spoken_of(question: str, evidence: Reading, around: Reading) -> Iterator[tuple[Term, float]]:
    """Each term of the question with how far the evidence speaks of it, 0 to 1."""
    facts = [fact for sentence in evidence.sentences for fact in sentence.facts]
    for sentence in read(question).sentences:
        wanted = [term for term in terms(sentence, "") if not is_frame(term.text)]
        if not evidence.sentences:
            yield from ((term, 0.0) for term in wanted)
            continue
        alignment = align(sentence, window(evidence.sentences))
        for term in wanted:
            if term.fact is not None:
                yield term, float(any(equal(term.fact, fact, evidence.years) for fact in facts))
            else:
                yield term, cover(term, alignment, evidence.folded, around)
