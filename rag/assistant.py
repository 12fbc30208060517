"""The one place where the steps of an answer are put in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from langchain_core.language_models import BaseChatModel

from index.models import Article, Filters, Hit
from rag.chain import PromptValues, answer_chain, fill, format_evidence, language_of
from rag.chronology import DatedEvent, compare, date_event
from rag.citations import Attributor, CitationBook, windows
from rag.conversation import stand_alone
from rag.evidence import Evidence, Similarities, select
from rag.generation import Judge
from rag.models import (
    Answer,
    AnswerSentence,
    Event,
    EvidenceFound,
    Finished,
    TextAdded,
    Timings,
    Turn,
)
from rag.refusal import Gate, Signals, best
from rag.retrieval import Retrieved, Retriever

_REFUSALS = {
    "zh": "资料库里没有找到能回答这个问题的报道。",
    "en": "Nothing in the library answers this question.",
}
_UNSURE = ("资料不足", "Not in the sources")
"""What large models are told to write when the evidence does not hold the answer."""


@dataclass(frozen=True, slots=True)
class Generator:
    """A language model and how it is to be spoken to.

    Attributes:
        model: Any LangChain chat model.
        name: Shown with the answer.
        prompt: `answer` for a small model, `answer_large` for others.
        evidence_chars: Characters of evidence it is given.
        judge: Gives the probability of a word; None where the model cannot.
    """

    model: BaseChatModel
    name: str
    prompt: str
    evidence_chars: int
    judge: Judge | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on its way: what was asked, of what, and since when the clock runs."""

    question: str
    standalone: str
    today: date
    started: float
    retrieved: Retrieved
    retrieval_s: float


class Assistant:
    """Answers questions from a library, every sentence cited.

    Args:
        retriever: Finds passages.
        generator: Called when the language model is first needed.
        similarities: Cosine of a question with sentences.
        attributor: Checks and cites what was written.
        gate: Decides whether to answer.
        clock: Today; handed in so that tests decide what 去年 means.
    """

    def __init__(
        self,
        retriever: Retriever,
        generator: Callable[[], Generator],
        *,
        similarities: Similarities,
        attributor: Attributor,
        gate: Gate,
        clock: Callable[[], date] = date.today,
    ) -> None:
        self._retriever = retriever
        self._generator = generator
        self._similarities = similarities
        self._attributor = attributor
        self._gate = gate
        self._clock = clock

    def warm_up(self) -> None:
        """Loads the language model now, so that the first question need not wait.

        Raises:
            ModelUnavailable: The model cannot be loaded or reached.
        """
        self._generator()

    def search(
        self,
        question: str,
        k: int | None = None,
        filters: Filters | None = None,
        today: date | None = None,
    ) -> list[Hit]:
        """Passages for a question, best first, without a language model."""
        found = self._retriever.retrieve(
            question, k=k, filters=filters, today=today or self._clock()
        )
        return list(found.hits)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        today: date | None = None,
    ) -> Answer:
        """The checked answer; see `stream`."""
        for event in self.stream(question, history, filters, today):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream of events ends with Finished")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        today: date | None = None,
    ) -> Iterator[Event]:
        """Answers step by step.

        Args:
            question: As typed; a follow-up is understood from the history.
            history: Earlier exchanges, oldest first.
            filters: What the search is restricted to.
            today: The day of the question; None takes the clock's.

        Yields:
            `EvidenceFound`, then `TextAdded` pieces of the draft, then `Finished`.

        Raises:
            ModelUnavailable: The language model cannot be used.
        """
        started = time.perf_counter()
        day = today or self._clock()
        standalone = stand_alone(question, history, self._rewrite if history else None)
        retrieved = self._retriever.retrieve(standalone, filters=filters, today=day)
        asked = _Asked(question, standalone, day, started, retrieved, time.perf_counter() - started)
        yield EvidenceFound(standalone, retrieved.hits)
        compared = self._compared(asked)
        if compared is not None:
            yield TextAdded(compared.text)
            yield Finished(compared)
            return
        yield from self._generated(asked)

    def _rewrite(self, prompt: str) -> str:
        return self._generator().model.invoke(prompt).text

    def _compared(self, asked: _Asked) -> Answer | None:
        """The answer of date arithmetic, where the question compares events and all are dated."""
        plan = asked.retrieved.plan
        if plan.kind not in {"same", "order"}:
            return None
        events: list[DatedEvent] = []
        for part, hits in zip(plan.parts, asked.retrieved.by_part, strict=True):
            event = date_event(part, hits)
            if event is None:
                return None
            events.append(event)
        statements = compare(plan, events)
        if statements is None:
            return None
        book = CitationBook()
        sentences = tuple(
            AnswerSentence(
                statement.text,
                "supported",
                tuple(
                    dict.fromkeys(
                        book.cite(e.article, e.sentence_start, e.sentence_end)
                        for e in statement.events
                    )
                ),
            )
            for statement in statements
        )
        total = time.perf_counter() - asked.started
        return Answer(
            asked.question,
            asked.standalone,
            sentences,
            tuple(book.citations),
            model="",
            timings=Timings(asked.retrieval_s, total, total),
        )

    def _generated(self, asked: _Asked) -> Iterator[Event]:
        if not asked.retrieved.hits:
            yield Finished(self._refused(asked, "", None))
            return
        generator = self._generator()
        evidence = select(
            asked.standalone,
            asked.retrieved.hits,
            generator.evidence_chars,
            self._similarities,
        )
        values = PromptValues(asked.standalone, format_evidence(evidence, asked.today), asked.today)
        if not self._gate.accepts(self._signals(asked, evidence, generator, values)):
            yield Finished(self._refused(asked, generator.name, None))
            return
        pieces: list[str] = []
        first_token: float | None = None
        for piece in answer_chain(generator.model, generator.prompt).stream(values):
            if piece and first_token is None:
                first_token = time.perf_counter() - asked.started
            pieces.append(piece)
            yield TextAdded(piece)
        draft = "".join(pieces).strip()
        yield Finished(self._checked(asked, draft, evidence, generator.name, first_token))

    def _signals(
        self,
        asked: _Asked,
        evidence: Sequence[Evidence],
        generator: Generator,
        values: PromptValues,
    ) -> Signals:
        yes = None
        if generator.judge is not None:
            yes = generator.judge.probability_of(fill("judge", values), "是")
        sentences = [s for e in evidence for s in e.sentences]
        return Signals(
            yes,
            best([s.similarity for s in sentences]),
            best([s.coverage for s in sentences]),
        )

    def _checked(
        self,
        asked: _Asked,
        draft: str,
        evidence: Sequence[Evidence],
        model: str,
        first_token: float | None,
    ) -> Answer:
        """Keeps what the evidence bears out; quotes the evidence where nothing else holds."""
        if not draft or any(draft.startswith(words) for words in _UNSURE):
            return self._refused(asked, model, first_token)
        book = CitationBook()
        places = windows(asked.retrieved.hits)
        sentences = self._attributor.attribute(draft, asked.standalone, places, book)
        if any(s.verdict == "supported" for s in sentences):
            kept = [s for s in sentences if s.citations]
        else:
            book = CitationBook()
            kept = [_quoted(evidence, book)]
        return Answer(
            asked.question,
            asked.standalone,
            tuple(kept),
            tuple(book.citations),
            model=model,
            timings=self._timings(asked, first_token),
        )

    def _refused(self, asked: _Asked, model: str, first_token: float | None) -> Answer:
        nearest = list({hit.article.id: hit.article for hit in asked.retrieved.hits}.values())[:3]
        return Answer(
            asked.question,
            asked.standalone,
            (),
            (),
            nearest=tuple(nearest),
            model=model,
            timings=self._timings(asked, first_token),
            refusal=_refusal(asked.standalone, nearest),
        )

    @staticmethod
    def _timings(asked: _Asked, first_token: float | None) -> Timings:
        return Timings(asked.retrieval_s, first_token, time.perf_counter() - asked.started)


def _refusal(question: str, nearest: Sequence[Article]) -> str:
    language = language_of(question)
    text = _REFUSALS[language]
    titles = [f"《{a.headline}》" for a in nearest if a.headline]
    if not titles:
        return text
    lead = "最接近的是" if language == "zh" else " Nearest: "
    return f"{text}{lead}{'、'.join(titles)}{'。' if language == 'zh' else '.'}"


def _quoted(evidence: Sequence[Evidence], book: CitationBook) -> AnswerSentence:
    """The best sentence of the evidence, verbatim, in place of a draft that does not hold."""
    sentence = max((s for e in evidence for s in e.sentences), key=lambda s: s.score)
    number = book.cite(sentence.article, sentence.start, sentence.end)
    return AnswerSentence(sentence.text, "supported", (number,))
