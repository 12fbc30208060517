"""Reading evidence portion by portion until the model is sure that the answer is in it.

Reading is what an answer waits for on a machine without an accelerator. Most answers stand in the
best two sentences, so these are read first; the next portion is appended, and since the engine
keeps what it has read, only that is read anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from langchain_core.language_models import BaseChatModel

from rag.chain import PromptValues, fill, format_evidence, language_of
from rag.chronology import DatedEvent
from rag.evidence import Evidence, portions
from rag.generation import Judge
from rag.interrogative import as_question
from rag.models import Citation
from rag.refusal import Gate, Judgement
from rag.responsiveness import in_context
from rag.retrieval import Retrieved
from rag.temporal import with_absolute_dates

YES = "是"
REPORTED_FROM = 0.5
"""Probability from which a passage is taken for a report of an event."""
LONGEST_QUOTES = 400
"""Characters of the quotes that are judged: an answer is borne out by a sentence or two."""
# A question with several parts wants all the evidence at once: one part's answer would satisfy
# the judge. So does one of several that were asked at once, as the passages speak of all of them.
_SEVERAL = re.compile(
    r"分别|各自|哪些|哪几|以及|[和与及、].*[？?]|[？?].+[？?]|\band\b|\bwhich .*s\b"
)


_WHEN = {"zh": "{}是什么时候？", "en": "When was this: {}?"}


@dataclass(frozen=True, slots=True)
class Generator:
    """A language model and how it is to be spoken to.

    Attributes:
        model: Any LangChain chat model.
        name: Shown with the answer.
        prompt: `answer` for a small model, `answer_large` for others.
        portions: Characters of evidence it is given at once or, if it is a judge, portion after
            portion until it is sure.
        judge: Gives the probability of a word; None where the model cannot.
        by_parts: Whether a question that asks several things is put to it part by part: a small
            model mixes them up, a larger one words them better in one.
    """

    model: BaseChatModel
    name: str
    prompt: str
    portions: tuple[int, ...]
    judge: Judge | None = None
    by_parts: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Attributes:
        values: The prompt's blanks, filled with all that was read.
        yes: The model's probability that the answer is in it; None for a model that gives none.
    """

    evidence: tuple[Evidence, ...]
    values: PromptValues
    yes: float | None


def read_on(retrieved: Retrieved, today: date, generator: Generator, gate: Gate) -> Reading:
    """Reads portions of the evidence until the model is sure or all is read.

    Args:
        retrieved: At least one hit.
        today: Day of the question.
        generator: Its judge is asked after each portion; without one all is read at once.
        gate: Says from which probability on no more need be read.
    """
    question = with_absolute_dates(retrieved.question, today)
    sizes = generator.portions
    if generator.judge is None or retrieved.beside or _SEVERAL.search(question):
        sizes = (sum(sizes),)
    read: list[Evidence] = []
    for portion in portions(question, retrieved.hits, sizes, retrieved.beside):
        read += portion
        values = PromptValues(as_question(question), format_evidence(read), today)
        judge = generator.judge
        yes = judge.probability_of(fill("judge", values), YES) if judge else None
        if gate.is_sure(yes):
            break
    return Reading(tuple(read), values, yes)


def judge_quotes(
    reading: Reading, citations: Sequence[Citation], judge: Judge | None
) -> Judgement | None:
    """What the model makes of the quotes alone, which tells an answer from its neighbourhood.

    Args:
        reading: What was read, and the judgement of it.
        citations: What the checked sentences cite.
        judge: The model; None where it gives no probabilities.
    """
    if judge is None or reading.yes is None:
        return None
    quotes = [in_context(c.article, c.start, c.end).strip() for c in citations]
    evidence = "\n".join(dict.fromkeys(quotes))[:LONGEST_QUOTES]
    prompt = fill("judge_quotes", replace(reading.values, evidence=evidence))
    return Judgement(reading.yes, judge.settles(prompt))


def is_reported(event: DatedEvent, today: date, judge: Judge | None) -> bool:
    """Whether the passage that an event was dated by says when it was.

    A passage may hold most of the event's words and tell of another. On 34 events of ChronoQA's
    comparing questions the probe called 26 of 27 passages right that were gold, and 5 of 7 wrong
    that were not.

    Args:
        event: With its passage.
        today: Day of the question.
        judge: The model; None where it gives no probabilities, which doubts nothing.
    """
    if judge is None:
        return True
    passage, language = event.passage, language_of(event.name)
    told = in_context(event.article, passage.start, passage.end).strip()[:LONGEST_QUOTES]
    values = PromptValues(_WHEN[language].format(event.name), told, today)
    return judge.settles(fill("judge_quotes", values)) >= REPORTED_FROM
