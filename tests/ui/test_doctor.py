"""`wenbao doctor` on the second judge; the library is out of reach so that no model loads."""

from __future__ import annotations

import sys

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

import rag
from index.errors import LibraryUnavailable
from index.models import Check
from rag.second_judge import SecondJudge
from ui.doctor import SECOND_JUDGE, examine
from ui.invocation import Invocation


def judge_check(monkeypatch: pytest.MonkeyPatch, judge: SecondJudge | None) -> Check | None:
    def no_library(*_: object) -> None:
        raise LibraryUnavailable("the folder is gone")

    monkeypatch.setattr(rag, "open_library", no_library)
    if judge:
        monkeypatch.setattr(rag, "build_second_judge", lambda _settings: judge)
    checks = examine(Invocation(None, False, sys.stdout))
    return next((check for check in checks if check.name == SECOND_JUDGE), None)


def saying(reply: str) -> SecondJudge:
    model = GenericFakeChatModel(messages=iter([AIMessage(content=reply)]))
    return SecondJudge(lambda: model, "openai:large")


@pytest.mark.parametrize(
    ("reply", "ok", "detail"),
    [
        ("支持", True, "openai:large answers"),
        ("不支持", False, "unsupported"),
        ("好的", False, "three words"),
    ],
)
def test_it_is_asked_a_sentence_against_itself(
    monkeypatch: pytest.MonkeyPatch, reply: str, ok: bool, detail: str
) -> None:
    check = judge_check(monkeypatch, saying(reply))
    assert check is not None
    assert check.ok == ok
    assert detail in check.detail


def test_one_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENBAO_JUDGE", "openai:large")
    monkeypatch.setenv("WENBAO_JUDGE_URL", "http://127.0.0.1:9/v1")
    check = judge_check(monkeypatch, None)
    assert check is not None
    assert not check.ok
    assert "WENBAO_JUDGE_URL" in check.detail


def test_one_that_is_off_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENBAO_JUDGE", raising=False)
    assert judge_check(monkeypatch, None) is None
