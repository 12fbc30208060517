"""`wenbao watch`: what it prints, what it survives and how it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner
from watchfiles import Change

from index.library import Library
from index.watching import SETTLED, Changes
from tests.doubles import WordHashEncoder
from ui.cli import app
from ui.invocation import Invocation
from ui.watching import watch_folder

ROOT = Path(__file__).parents[2]
Step = Callable[[], object]


class Desk:
    """A folder that is watched while a script is played: the steps happen one after another."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "pages"
        self.folder.mkdir()
        self.home = tmp_path / "home"
        self.now = 0.0

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(f"# {name}\n\n{text}\n" if text else "", "utf-8")
        return path

    def play(self, *steps: Step, as_json: bool = False) -> str:
        """Standard output of a run in which each step is told and then left to settle."""
        output = io.StringIO()

        def source(folder: Path, _ended: threading.Event) -> Iterator[Changes]:
            for step in (lambda: None, *steps):
                step()
                yield {(Change.modified, str(folder))}
                self.now += SETTLED
                yield frozenset()

        watch_folder(Invocation(self.home, as_json, output), self.folder, source, lambda: self.now)
        return output.getvalue()


def arrive(number: signal.Signals) -> None:
    """What Python does when a signal comes; a real one is sent to a process of its own below."""
    handler = signal.getsignal(number)
    assert callable(handler)
    handler(number, None)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("index.embedding.build_encoder", lambda *_: WordHashEncoder())
    monkeypatch.setenv("WENBAO_CACHE", str(tmp_path / "cache"))
    return Desk(tmp_path)


def test_a_line_is_printed_for_each_change_and_failures_are_named_beside(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write("a.md", "新桥通车。")
    printed = desk.play(
        lambda: desk.write("b.md", "水库蓄水。"),
        lambda: None,
        lambda: desk.write("empty.md", ""),
        lambda: (desk.folder / "a.md").unlink(),
    )
    assert [line.split(" (")[0] for line in printed.splitlines()] == [
        "Files: 1 added, 0 updated, 0 unchanged, 0 removed, 0 failed",
        "Files: 1 added, 0 updated, 1 unchanged, 0 removed, 0 failed",
        "Files: 0 added, 0 updated, 2 unchanged, 0 removed, 1 failed",
        "Files: 0 added, 0 updated, 1 unchanged, 1 removed, 0 failed",
    ]
    assert printed.endswith("; library: 1 articles, 1 passages\n")
    told = capsys.readouterr().err.splitlines()
    (failure,) = [line for line in told if "empty.md" in line]
    assert failure == f"{desk.folder / 'empty.md'}: empty.md is empty: nothing to index"


def test_a_json_line_for_each_report(desk: Desk) -> None:
    printed = desk.play(lambda: desk.write("a.md", "新桥通车。"), as_json=True)
    first, second = map(json.loads, printed.splitlines())
    assert (first["added"], first["articles"]) == (0, 0)
    assert (second["added"], second["articles"]) == (1, 1)
    assert list(first) == [
        *("added", "updated", "unchanged", "removed"),
        *("failed", "articles", "passages", "seconds"),
    ]


def test_a_vanished_folder_is_told_once_and_taken_up_when_it_is_back(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write("a.md", "新桥通车。")
    away = desk.folder.with_name("away")
    printed = desk.play(
        lambda: desk.folder.rename(away),
        lambda: None,
        lambda: away.rename(desk.folder),
    )
    assert ["1 unchanged" in line for line in printed.splitlines()] == [False, True]
    assert capsys.readouterr().err.count("is not there any more") == 1


def test_a_library_that_another_process_writes_to_is_waited_for(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.settings import load_settings

    config = load_settings(home=desk.home).index
    with Library(config, WordHashEncoder()) as other:
        writing = other._writing(None)
        printed = desk.play(
            writing.__enter__,
            lambda: desk.write("a.md", "新桥通车。"),
            lambda: None,
            lambda: writing.__exit__(None, None, None),
            lambda: None,
        )
    assert [line.split(",")[0] for line in printed.splitlines()] == [
        "Files: 0 added",
        "Files: 1 added",
    ]
    assert capsys.readouterr().err.count("another process is writing") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_before_the_next_change(desk: Desk, number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def end() -> None:
        desk.write("a.md", "新桥通车。")
        arrive(number)

    def never() -> None:
        raise AssertionError("it went on")

    assert len(desk.play(end, never).splitlines()) == 1
    assert signal.getsignal(number) == before


def test_a_signal_breaks_off_a_long_run_and_the_next_one_finishes_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ending(WordHashEncoder):
        def _encode(self, texts: object) -> object:  # type: ignore[override]
            arrive(signal.SIGTERM)
            return super()._encode(texts)  # type: ignore[arg-type]

    desk.write("a.md", "新桥通车。")
    with monkeypatch.context() as patch:
        patch.setattr("index.embedding.build_encoder", lambda *_: Ending())
        assert desk.play() == ""
    assert "1 added" in desk.play()


def test_a_second_signal_ends_it_at_once(desk: Desk) -> None:
    def end() -> None:
        arrive(signal.SIGINT)
        arrive(signal.SIGINT)

    # A shell that starts the tests in the background has them ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            desk.play(end)
    finally:
        signal.signal(signal.SIGINT, before)


def test_without_a_folder_there_is_nothing_to_watch(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# 新桥\n", "utf-8")
    for path, fault in ((tmp_path / "absent", "is not there"), (page, "is not a folder")):
        result = CliRunner().invoke(app, ["watch", str(path), "--home", str(tmp_path / "home")])
        assert result.exit_code == 2
        assert fault in " ".join(result.stderr.split())
        assert result.stdout == ""
    assert not (tmp_path / "home").exists()


@pytest.mark.slow
def test_a_watched_folder_from_start_to_end(tmp_path: Path) -> None:
    code = (
        "import index.embedding; from tests.doubles import WordHashEncoder\n"
        "index.embedding.build_encoder = lambda *_: WordHashEncoder()\n"
        "from ui.cli import main; main()"
    )
    page = tmp_path / "a.md"
    page.write_text("# 新桥\n\n新桥通车。\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", code, "watch", str(tmp_path), "--json"],
        cwd=ROOT,
        env={**os.environ, "WENBAO_HOME": str(tmp_path / "library")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        reports = (json.loads(line) for line in process.stdout)
        assert next(reports)["added"] == 1
        # Renaming is how a copying program puts its finished file in place.
        partial = tmp_path / ".b.md.part"
        partial.write_text("# 水库\n\n水库蓄水。\n", "utf-8")
        partial.rename(tmp_path / "b.md")
        assert next(reports)["added"] == 1
        page.unlink()
        last = next(reports)
        assert (last["removed"], last["articles"]) == (1, 1)
        process.terminate()
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, told
    assert "Traceback" not in told
