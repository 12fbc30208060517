"""One question from the reader's side: what the screen shows while the answer comes."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.errors import LibraryError
from index.models import Filters, Hit
from rag.errors import AssistantError, ModelUnavailable
from rag.models import Answer, Event, EvidenceFound, Finished, TextAdded, Turn
from ui import render

_log = logging.getLogger(__name__)


class Assistant(Protocol):
    """What the screen needs of `rag.assistant.Assistant`."""

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        """The passages found, the draft piece by piece, the checked answer."""
        ...


class AssistantSource(Protocol):
    """Where the screen gets the assistant from: it may still be loading when the page opens."""

    def assistant(self) -> Assistant:
        """The assistant, waited for; raises what kept it from being opened."""
        ...

    def loading(self) -> bool:
        """Whether the language model is not yet ready to write."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A state of the screen: the reply so far, the panel beside it, the turn when finished."""

    message: str
    evidence: str
    turn: Turn | None = None


class UnusableFilter(Exception):
    """A filter that the reader should correct; `key` names the text that says how."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def reply(
    source: AssistantSource, question: str, history: Sequence[Turn], filters: Filters
) -> Iterator[Shown]:
    """Answers a question, one state of the screen after another; errors end as sentences."""
    shown = Shown(render.notice("searching"), "")
    yield shown
    try:
        with contextlib.closing(_events(source, question, history, filters)) as events:
            for shown in _states(events, source):
                yield shown
    except Exception as error:  # noqa: BLE001 -- the edge: a chat must answer, whatever happened
        yield Shown(_failure(error), shown.evidence)


def _events(
    source: AssistantSource, question: str, history: Sequence[Turn], filters: Filters
) -> Generator[Event]:
    yield from source.assistant().stream(question, history, filters)


def _states(events: Iterator[Event], source: AssistantSource) -> Iterator[Shown]:
    hits: tuple[Hit, ...] = ()
    text, panel = "", ""
    for event in events:
        match event:
            case EvidenceFound():
                hits, panel = event.hits, render.evidence(event.hits)
                key = "found_loading" if source.loading() else "found"
                yield Shown(render.notice(key, count=len(hits)), panel)
            case TextAdded():
                text += event.text
                yield Shown(render.draft(text), panel)
            case Finished():
                yield _finished(event.answer, hits)


def _finished(answer: Answer, hits: Sequence[Hit]) -> Shown:
    return Shown(render.answer(answer), render.evidence(hits, answer), answer.turn)


def _failure(error: Exception) -> str:
    match error:
        case ModelUnavailable():
            return render.failure("model_down", str(error))
        case LibraryError():
            return render.failure("library_trouble", str(error))
        case AssistantError():
            return render.failure("trouble", str(error))
        case OSError():
            return render.failure("no_space", error.strerror or str(error))
    _log.exception("a question failed", exc_info=error)
    return render.failure("unexpected")


def read_filters(newspaper: str | None, date_from: str | None, date_to: str | None) -> Filters:
    """The filters that the reader has filled in.

    Raises:
        UnusableFilter: A date is not one, or the two are the wrong way round.
    """
    first, last = _day(date_from), _day(date_to)
    if first and last and first > last:
        raise UnusableFilter("dates_reversed")
    return Filters(date_from=first, date_to=last, newspaper=newspaper or None)


def _day(value: str | None) -> date | None:
    text = (value or "").strip().replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        return date(*map(int, text.split(" ")[0].split("-", 2)))
    except (TypeError, ValueError):
        raise UnusableFilter("bad_date", value=text) from None
