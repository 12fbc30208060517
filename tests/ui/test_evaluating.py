"""`wenbao eval` from its arguments to its output; only the two models are doubles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage
from typer.testing import CliRunner, Result

from tests.doubles import OneMind, WordHashEncoder
from ui.cli import app

BRIDGE = "澄江大桥全长1200米，总投资6.3亿元。"
FAIR = "南屏书市3月8日开幕，共有120家出版社参加。"


class LengthJudgeModel(OneMind, FakeListChatModel):
    """Writes one sentence, and believes in questions about length alone."""

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        return 0.99 if "多长" in str(prompt) else 0.001


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of cases beside the library's; the models of the settings are doubles."""
    model = LengthJudgeModel(responses=["澄江大桥全长1200米。"])
    monkeypatch.setattr("index.embedding.build_encoder", lambda *_: WordHashEncoder())
    monkeypatch.setattr("rag.generation.build_model", lambda *_: model)
    monkeypatch.setenv("WENBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WENBAO_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "cases"
    folder.mkdir()
    write(folder / "news_documents.jsonl", {"id": "d1", "text": BRIDGE}, {"id": "d2", "text": FAIR})
    write(
        folder / "news_cases.jsonl",
        {"id": "a", "question": "澄江大桥多长？", "answers": [["1200米"]], "gold": ["d1"]},
        {"id": "b", "question": "书市何时开幕？", "answers": [["3月8日"]], "gold": ["d2"]},
    )
    write(
        folder / "refuse.jsonl",
        {"id": "r", "question": "谁出席了书市？", "answers": [], "documents": [FAIR]},
    )
    write(
        folder / "claims.jsonl",
        {"id": 1, "claim": BRIDGE, "evidence": BRIDGE, "kind": "same", "supported": True},
    )
    return folder


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["eval", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def report(*arguments: object, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


PROMISED = [
    *("cases", "answerable", "unanswerable", "accuracy", "false_refusals", "refusals"),
    *("hit_at_1", "recall_at_5", "recall_at_10", "mrr_at_10"),
    *("citation_precision", "citation_recall", "seconds"),
]


def test_one_file_gives_the_promised_report(desk: Path, tmp_path: Path) -> None:
    details = tmp_path / "details.jsonl"
    found = report(
        *(desk / "news_cases.jsonl", "--documents", desk / "news_documents.jsonl"),
        *("--details", details),
    )
    assert list(found) == PROMISED
    assert (found["cases"], found["accuracy"], found["hit_at_1"]) == (2, 0.5, 1.0)
    lines = [json.loads(line) for line in details.read_text("utf-8").splitlines()]
    assert [list(line) for line in lines] == [["id", "right", "answer"]] * 2
    assert "support_probability" not in lines[0]["answer"]


def test_a_folder_gives_a_report_for_each_file(desk: Path, tmp_path: Path) -> None:
    details = tmp_path / "details.jsonl"
    found = report(desk, "--details", details)
    assert list(found) == ["claims.jsonl", "news_cases.jsonl", "refuse.jsonl"]
    assert found["news_cases.jsonl"]["accuracy"] == 0.5
    assert found["refuse.jsonl"]["refusals"] == 1
    assert found["claims.jsonl"]["kinds"][0]["accepted"] == 1.0
    lines = [json.loads(line) for line in details.read_text("utf-8").splitlines()]
    assert [line["file"] for line in lines] == ["news_cases.jsonl"] * 2 + ["refuse.jsonl"]


def test_a_limit_is_each_file_s_and_answers_are_told_from_searches(desk: Path) -> None:
    limited = report(desk, "--limit", 1)
    assert [limited[name].get("cases") for name in limited] == [None, 1, 1]
    found = report(desk, "--answers", 1)["news_cases.jsonl"]
    assert (found["cases"], found["asked"], found["accuracy"]) == (2, 1, 1.0)


def test_a_bad_file_among_several_is_named_and_the_others_are_kept(desk: Path) -> None:
    write(desk / "bad.jsonl", {"id": "x"})
    result = run(desk, "--json", code=1)
    assert "bad.jsonl, line 1" in result.stderr
    assert "refuse.jsonl" in json.loads(result.stdout)
    run(desk / "bad.jsonl", code=2)


def test_a_kept_run_is_compared_with_a_later_one(desk: Path, tmp_path: Path) -> None:
    kept = tmp_path / "before.json"
    shown = run(desk, "--save", kept).stdout
    assert "news_cases.jsonl" in shown
    saved = json.loads(kept.read_text("utf-8"))
    assert saved["command"].startswith("wenbao ")
    assert saved["version"]
    case = saved["files"]["news_cases.jsonl"]["cases"][0]
    assert (case["id"], case["right"], case["refused"]) == ("a", True, False)
    write(
        desk / "news_cases.jsonl",
        {"id": "a", "question": "澄江大桥多长？", "answers": [["1300米"]], "gold": ["d1"]},
        {"id": "b", "question": "书市何时开幕？", "answers": [["3月8日"]], "gold": ["d2"]},
    )
    shown = run(desk, "--before", kept).stdout
    assert "difference" in shown
    assert "wrong now: a" in shown
    found = report(desk / "news_cases.jsonl", desk / "news_documents.jsonl", "--before", kept)
    compared = found["news_cases.jsonl"]["compared"]
    assert compared["turned"]["accuracy"]["wrong"] == ["a"]
    assert compared["measures"]["accuracy"]["difference"] == -0.5


@pytest.mark.parametrize(("suffix", "start"), [(".svg", b"<?xml"), (".png", b"\x89PNG")])
def test_the_tradeoff_is_drawn(desk: Path, tmp_path: Path, suffix: str, start: bytes) -> None:
    picture = tmp_path / f"tradeoff{suffix}"
    run(desk, "--tradeoff", picture)
    assert picture.read_bytes().startswith(start)
    assert picture.stat().st_size > 5000


def test_without_both_kinds_there_is_nothing_to_draw(desk: Path, tmp_path: Path) -> None:
    picture = tmp_path / "tradeoff.svg"
    result = run(desk / "refuse.jsonl", "--tradeoff", picture, code=1)
    assert "with an answer and without" in result.stderr
    assert not picture.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--search-only", "--answers", "2"),
        ("--search-only", "--tradeoff", "x.svg"),
        ("--tradeoff", "x.jpg"),
        ("--save", "missing/run.json"),
        ("--before", "missing.json"),
        ("--documents", "d.jsonl"),
        ("--limit", "0"),
    ],
)
def test_what_cannot_work_is_told_before_anything_is_asked(
    desk: Path, arguments: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(desk, *arguments, code=2)
    assert result.stdout == ""
    assert "Traceback" not in result.output
