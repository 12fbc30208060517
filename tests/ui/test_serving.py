from __future__ import annotations

import threading
from pathlib import Path

import pytest

from rag.errors import ModelUnavailable, SettingsError
from tests.screen_doubles import ScriptedAssistant
from ui.serving import BackgroundAssistant, read_passwords


def test_users_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "users"
    path.write_text("# 编辑部\nlin:a:b\n\nzhou:密码\n", "utf-8")
    assert read_passwords(path) == [("lin", "a:b"), ("zhou", "密码")]


@pytest.mark.parametrize("content", ["", "# nobody\n", "lin\n", ":secret\n", "lin:\n"])
def test_a_password_file_that_lets_nobody_in_is_bad_use(tmp_path: Path, content: str) -> None:
    path = tmp_path / "users"
    path.write_text(content, "utf-8")
    with pytest.raises(SettingsError):
        read_passwords(path)
    with pytest.raises(SettingsError):
        read_passwords(tmp_path / "missing")


def test_the_assistant_is_there_while_its_model_still_loads() -> None:
    go = threading.Event()

    class Slow(ScriptedAssistant):
        def warm_up(self) -> None:
            go.wait(10)

    assistant = Slow()
    source = BackgroundAssistant(lambda: assistant)
    source.start()
    assert source.assistant() is assistant
    assert source.loading()
    go.set()
    wait_until_loaded(source)


def test_a_model_that_cannot_load_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(ScriptedAssistant):
        def warm_up(self) -> None:
            raise ModelUnavailable("the weights are damaged")

    source = BackgroundAssistant(Broken)
    source.start()
    wait_until_loaded(source)
    assert "the weights are damaged" in caplog.text


def test_an_opening_that_failed_is_tried_again() -> None:
    tries: list[int] = []

    def open_assistant() -> ScriptedAssistant:
        tries.append(1)
        if len(tries) == 1:
            raise ModelUnavailable("the server is down")
        return ScriptedAssistant()

    source = BackgroundAssistant(open_assistant)
    with pytest.raises(ModelUnavailable):
        source.assistant()
    assert source.assistant() is source.assistant()
    assert len(tries) == 2


def wait_until_loaded(source: BackgroundAssistant) -> None:
    for thread in threading.enumerate():
        if thread.name == "wenbao-model":
            thread.join(10)
    assert not source.loading()
