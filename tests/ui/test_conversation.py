from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from index.errors import LibraryUnavailable
from index.models import Filters
from rag.errors import AssistantError, ModelUnavailable
from rag.models import Event, EvidenceFound, TextAdded, Turn
from tests.screen_doubles import BRIDGE, ReadyAssistant, ScriptedAssistant, answers, hit
from ui.conversation import Shown, UnusableFilter, read_filters, reply

QUESTION = "青石河大桥有多长？"


def shown(assistant: ScriptedAssistant, loading: bool = False) -> list[Shown]:
    return list(reply(ReadyAssistant(assistant, loading), QUESTION, (), Filters()))


def test_evidence_is_shown_before_the_first_word() -> None:
    states = shown(ScriptedAssistant())
    with_evidence = next(i for i, s in enumerate(states) if "wb-card" in s.evidence)
    with_words = next(i for i, s in enumerate(states) if "wb-draft" in s.message)
    assert with_evidence < with_words
    assert "找到 3 段资料" in states[with_evidence].message


def test_the_checked_answer_replaces_the_draft_and_is_remembered() -> None:
    *_, last = shown(ScriptedAssistant())
    assert "wb-answer" in last.message
    assert "wb-draft" not in last.message
    assert last.turn is not None
    assert last.turn.question == QUESTION


def test_a_loading_model_is_said_and_the_evidence_is_there() -> None:
    states = shown(ScriptedAssistant(), loading=True)
    waiting = next(s for s in states if "wb-card" in s.evidence)
    assert "语言模型正在装载" in waiting.message


def test_history_and_filters_reach_the_assistant() -> None:
    assistant = ScriptedAssistant()
    turns, filters = [Turn("甲？", "乙。")], Filters(newspaper="样例日报")
    list(reply(ReadyAssistant(assistant), QUESTION, turns, filters))
    assert assistant.asked == [(QUESTION, tuple(turns), filters)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModelUnavailable("start the server at 127.0.0.1"), "语言模型现在用不了"),
        (LibraryUnavailable("the folder is gone"), "资料库出了问题"),
        (AssistantError("no"), "这次没有答成"),
        (OSError(28, "No space left on device"), "磁盘已满"),
        (RuntimeError("<b>boom"), "出了意外的错误"),
    ],
)
def test_errors_end_as_sentences_and_keep_the_evidence(error: Exception, said: str) -> None:
    def fails(question: str) -> Iterator[Event]:
        yield EvidenceFound(question, (hit(BRIDGE, 0, 20),))
        yield TextAdded("青石")
        raise error

    *_, last = shown(ScriptedAssistant(fails))
    assert said in last.message
    assert "<b>boom" not in last.message
    assert "wb-card" in last.evidence
    assert last.turn is None


def test_a_stopped_reply_stops_the_assistant() -> None:
    ended: list[bool] = []

    def noticing(question: str) -> Iterator[Event]:
        try:
            yield from answers(question)
        finally:
            ended.append(True)

    states = reply(ReadyAssistant(ScriptedAssistant(noticing)), QUESTION, (), Filters())
    next(states)
    next(states)
    states.close()  # type: ignore[attr-defined]
    assert ended == [True]


def test_filters_are_read_as_people_write_them() -> None:
    assert read_filters("样例日报", "2025/1/2", " 2025-01-22 ") == Filters(
        date(2025, 1, 2), date(2025, 1, 22), "样例日报"
    )
    assert read_filters("", None, "") == Filters()


@pytest.mark.parametrize(("first", "last"), [("昨天", ""), ("", "2025-02-30"), ("2025-2", "")])
def test_a_date_that_is_none_is_named(first: str, last: str) -> None:
    with pytest.raises(UnusableFilter) as caught:
        read_filters("", first, last)
    assert caught.value.key == "bad_date"


def test_dates_the_wrong_way_round_are_named() -> None:
    with pytest.raises(UnusableFilter) as caught:
        read_filters("", "2025-02-01", "2025-01-01")
    assert caught.value.key == "dates_reversed"
