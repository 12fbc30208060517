"""The one place where the steps of an answer are put in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as Steps
from dataclasses import dataclass, replace
from datetime import date

from index.models import Filters, Hit
from rag.asked import asks_list
from rag.asked_event import on_its_event
from rag.chain import answer_chain
from rag.citations import Attributor, CitationBook, windows
from rag.composing import compared, in_parts, nearest_articles, quoted, refusal, with_quotes
from rag.conversation import stand_alone
from rag.disagreement import with_other_versions
from rag.evidence import Evidence
from rag.further_articles import adds, further_articles
from rag.models import (
    Answer,
    AnswerSentence,
    Citation,
    Event,
    EvidenceFound,
    Finished,
    TextAdded,
    Timings,
    Turn,
)
from rag.reading import Generator, Reading, is_reported, judge_quotes, read_on
from rag.refusal import Gate, Signals
from rag.responsiveness import responsiveness
from rag.retrieval import Retrieved, Retriever

_UNSURE = ("资料不足", "Not in the sources")
"""What large models are told to write when the evidence does not hold the answer."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on its way: what was asked, what was found, and since when the clock runs."""

    question: str
    standalone: str
    today: date
    started: float
    retrieved: Retrieved
    retrieval_s: float

    def answered(
        self,
        sentences: Sequence[AnswerSentence],
        citations: Sequence[Citation],
        model: str,
        first_token_s: float | None,
    ) -> Answer:
        return Answer(
            self.question,
            self.standalone,
            tuple(sentences),
            tuple(citations),
            model=model,
            timings=self._timings(first_token_s),
        )

    def refused(
        self,
        model: str,
        first_token_s: float | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> Answer:
        nearest = nearest_articles(self.retrieved.hits)
        return Answer(
            self.question,
            self.standalone,
            (),
            (),
            nearest=nearest,
            model=model,
            timings=self._timings(first_token_s),
            refusal=refusal(self.standalone, nearest, evidence),
        )

    def of(self, part: Retrieved) -> _Asked:
        """The same for one of the questions that are asked at once."""
        return replace(self, question=part.question, standalone=part.question, retrieved=part)

    def finished(self, answers: Sequence[Answer], first_token_s: float | None) -> Answer:
        """One answer of the answers to all that was asked."""
        answer = answers[0] if len(answers) == 1 else in_parts(answers)
        return replace(
            answer,
            question=self.question,
            standalone_question=self.standalone,
            timings=self._timings(first_token_s),
        )

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self.started

    def _timings(self, first_token_s: float | None) -> Timings:
        return Timings(self.retrieval_s, first_token_s, self.elapsed)


class Assistant:
    """Answers questions from a library, every sentence cited.

    Args:
        retriever: Finds passages.
        generator: Called when the language model is first needed.
        attributor: Checks and cites what was written.
        gate: Decides whether to answer.
        clock: Today; handed in so that tests decide what 去年 means.
    """

    def __init__(
        self,
        retriever: Retriever,
        generator: Callable[[], Generator],
        *,
        attributor: Attributor,
        gate: Gate,
        clock: Callable[[], date] = date.today,
    ) -> None:
        self._retriever = retriever
        self._generator = generator
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
        day = today or self._clock()
        return list(self._retriever.retrieve(question, k=k, filters=filters, today=day).hits)

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
        took = time.perf_counter() - started
        asked = _Asked(question, standalone, day, started, retrieved, took)
        yield EvidenceFound(standalone, retrieved.hits)
        by_dates = compared(
            retrieved, lambda event: is_reported(event, day, self._generator().judge)
        )
        if by_dates is not None:
            sentences, citations = by_dates
            sentences = with_quotes(sentences, citations, standalone)
            answer = asked.answered(sentences, citations, model="", first_token_s=asked.elapsed)
            yield TextAdded(answer.text)
            yield Finished(answer)
        elif not retrieved.hits:
            yield Finished(asked.refused(model=""))
        else:
            yield from self._generated(asked)

    def _rewrite(self, prompt: str) -> str:
        return self._generator().model.invoke(prompt).text

    def _generated(self, asked: _Asked) -> Iterator[Event]:
        """Answers the question, or each of the questions that it asks at once.

        Where none of these is answered, or not all are and the cut is unsure, the whole is asked.
        """
        parts = self._parts(asked)
        answers: list[Answer] = []
        for part in parts:
            if answers:
                yield TextAdded("\n")
            answers.append((yield from self._answer(part)))
        drafted = [answer.timings.first_token_s for answer in answers]
        answered = sum(answer.status == "answered" for answer in answers)
        is_unsure = answered < len(parts) and not asked.retrieved.plan.certain
        if len(parts) > 1 and (is_unsure or not answered):
            yield TextAdded("\n")
            whole = yield from self._answer(asked)
            drafted.append(whole.timings.first_token_s)
            if whole.status == "answered" or not answered:
                answers = [whole]
        elif asks_list(asked.standalone) and answered == len(parts) == 1:
            answers = yield from self._from_further_articles(asked, answers[0])
        first_token_s = next((seconds for seconds in drafted if seconds is not None), None)
        yield Finished(asked.finished(answers, first_token_s))

    def _from_further_articles(
        self, asked: _Asked, answer: Answer
    ) -> Steps[Event, None, list[Answer]]:
        """The answer and those of the articles that it does not cite, as far as they add to it."""
        answers = [answer]
        if not self._generator().by_parts:
            return answers
        for article in further_articles(asked.retrieved, answer):
            yield TextAdded("\n")
            further = yield from self._answer(asked.of(article))
            if adds(answers, further):
                answers.append(further)
        return answers

    def _parts(self, asked: _Asked) -> list[_Asked]:
        if not self._generator().by_parts:
            return [asked]
        return [asked.of(part) for part in asked.retrieved.parts()]

    def _answer(self, asked: _Asked) -> Steps[Event, None, Answer]:
        """Gate, draft, check."""
        generator = self._generator()
        reading = read_on(asked.retrieved, asked.today, generator, self._gate)
        if reading.yes is not None and self._gate.is_hopeless(reading.yes):
            refused = asked.refused(generator.name, evidence=reading.evidence)
            return self._with_signals(refused, Signals.undrafted(reading.yes))
        answer = yield from self._drafted(asked, reading, generator)
        focused = on_its_event(reading, answer)
        if focused is not None:
            yield TextAdded("\n")
            again = yield from self._drafted(asked, focused, generator)
            answer = replace(again, timings=answer.timings)
        return with_other_versions(answer, asked.retrieved.hits)

    def _drafted(
        self, asked: _Asked, reading: Reading, generator: Generator
    ) -> Steps[Event, None, Answer]:
        pieces: list[str] = []
        first_token_s: float | None = None
        for piece in answer_chain(generator.model, generator.prompt).stream(reading.values):
            if piece and first_token_s is None:
                first_token_s = asked.elapsed
            pieces.append(piece)
            yield TextAdded(piece)
        draft = "".join(pieces).strip()
        return self._checked(asked, draft, reading, generator, first_token_s)

    def _checked(
        self,
        asked: _Asked,
        draft: str,
        reading: Reading,
        generator: Generator,
        first_token_s: float | None,
    ) -> Answer:
        """Keeps what the evidence bears out and refuses what does not answer the question.

        Where nothing of the draft holds, the evidence's best sentence stands for it, if that
        answers the question by itself.
        """
        if not draft or draft.startswith(_UNSURE):
            return asked.refused(generator.name, first_token_s, reading.evidence)
        question = reading.values.question
        book = CitationBook()
        places = windows(asked.retrieved.hits)
        sentences = self._attributor.attribute(draft, question, places, book)
        drafted = any(sentence.verdict == "supported" for sentence in sentences)
        if drafted:
            kept = [sentence for sentence in sentences if sentence.citations]
            citations = book.citations
        else:
            kept, citations = quoted(reading.evidence, question)
        fit = responsiveness(question, kept, citations)
        judgement = judge_quotes(reading, citations, generator.judge)
        signals = Signals(judgement, drafted, fit)
        if not self._gate.accepts(signals):
            refused = asked.refused(generator.name, first_token_s, reading.evidence)
            return self._with_signals(refused, signals)
        if drafted:
            kept = with_quotes(kept, citations, question)
        answer = asked.answered(kept, citations, generator.name, first_token_s)
        return self._with_signals(answer, signals)

    def _with_signals(self, answer: Answer, signals: Signals) -> Answer:
        """The answer with what the gate decided by."""
        return replace(
            answer,
            support_probability=self._gate.probability(signals),
            signals=signals.features(),
        )
