from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import rag
from index.config import EMBEDDED_ENCODER, IndexConfig
from index.errors import EncoderChanged, LibraryUnavailable, WeightsMissing
from index.library import Library
from index.models import Document
from rag.errors import ModelUnavailable
from rag.models import Answer
from tests.doubles import WordHashEncoder
from tests.screen_doubles import BRIDGE, LIBRARY_HOURS, ListLibrary, ScriptedAssistant
from ui.cli import app

ROOT = Path(__file__).parents[2]


class Desk:
    """The command line over doubles; remembers the settings it was run with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.library = ListLibrary(BRIDGE, LIBRARY_HOURS)
        self.assistant = ScriptedAssistant()
        self.homes: list[Path] = []
        self.error: Exception | None = None
        monkeypatch.setattr(rag, "open_library", self._open_library)
        monkeypatch.setattr(rag, "open_assistant", lambda *_: self.assistant)

    def _open_library(self, settings: object, progress: object, encoder: object) -> ListLibrary:
        self.homes.append(settings.index.home)  # type: ignore[attr-defined]
        if self.error:
            raise self.error
        return self.library

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    def json(self, *arguments: str, code: int = 0) -> object:
        result = self.run(*arguments, "--json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def test_index_reports_counts_and_names_each_failure(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("标题\n正文。", "utf-8")
    result = desk.run("index", str(page), str(tmp_path / "missing.txt"), "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["added"] == 1
    assert [f["path"] for f in report["failed"]] == [str(tmp_path / "missing.txt")]
    assert "missing.txt" in result.stderr
    assert desk.library.closed


def test_articles_and_article_and_remove(desk: Desk) -> None:
    assert [a["id"] for a in desk.json("articles")] == [BRIDGE.id, LIBRARY_HOURS.id]  # type: ignore[attr-defined]
    one = desk.json("article", BRIDGE.id)
    assert one["paragraphs"] == list(BRIDGE.paragraphs)  # type: ignore[index]
    assert one["pages"] == [4]  # type: ignore[index]
    assert desk.json("remove", BRIDGE.id) == {"removed": 1, "articles": 1, "passages": 1}


def test_an_unknown_article_is_bad_use(desk: Desk) -> None:
    result = desk.run("article", "0" * 16)
    assert result.exit_code == 2
    assert "no article" in result.stderr
    assert result.stdout == ""


def test_search_passes_number_and_filters(desk: Desk) -> None:
    found = desk.json(
        *("search", "大桥多长", "-k", "1", "--from", "2025-01-01", "--to", "2025-01-31"),
        *("--newspaper", "样例日报"),
    )
    assert [hit["rank"] for hit in found] == [1]  # type: ignore[attr-defined]
    _, _, filters = desk.assistant.asked[0]
    assert filters is not None
    assert str(filters.date_from) == "2025-01-01"
    assert str(filters.date_to) == "2025-01-31"
    assert filters.newspaper == "样例日报"


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "问", "--from", "昨天"),
        ("search", "问", "--from", "2025-02-01", "--to", "2025-01-01"),
        ("search", "问", "-k", "0"),
        ("search",),
        ("nonsense",),
        ("articles", "--hme", "x"),
    ],
)
def test_bad_use_is_told_without_a_traceback(desk: Desk, arguments: Sequence[str]) -> None:
    result = desk.run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_ask_prints_the_promised_answer(desk: Desk) -> None:
    answer = desk.json("ask", "青石河大桥有多长？")
    assert answer["status"] == "answered"  # type: ignore[index]
    assert answer["citations"][0]["quote"] in BRIDGE.text  # type: ignore[index]


def test_a_person_reads_sources_as_a_newspaper_cites(desk: Desk) -> None:
    shown = desk.run("ask", "青石河大桥有多长？").stdout
    assert "青石河大桥全长1280米，双向六车道。[1]" in shown
    assert "[1] 《样例日报》2025-01-22 第4版《青石河大桥正式通车》" in shown
    assert "部分" not in desk.run("ask", "明天会下雪吗？").stdout
    assert "青石河大桥正式通车" in desk.run("ask", "明天会下雪吗？").stdout


@pytest.mark.parametrize("command", [("articles",), ("article", BRIDGE.id), ("search", "大桥")])
def test_a_person_sees_headlines(desk: Desk, command: Sequence[str]) -> None:
    result = desk.run(*command)
    assert result.exit_code == 0
    assert "青石河大桥正式通车" in result.stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EncoderChanged("a", "b"), 2),
        (WeightsMissing("install the weights"), 3),
        (LibraryUnavailable("the disk is full"), 3),
        (ModelUnavailable("start the server"), 3),
        (PermissionError(13, "Permission denied", "/x"), 3),
        (RuntimeError("surprise"), 3),
    ],
)
def test_errors_become_a_sentence_and_a_code(desk: Desk, error: Exception, code: int) -> None:
    desk.error = error
    result = desk.run("articles", "--json")
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.startswith("wenbao: ")
    assert "Traceback" not in result.stderr
    assert isinstance(desk.run("articles", "--debug").exception, type(error))


def test_what_is_printed_in_passing_stays_out_of_the_json(desk: Desk) -> None:
    class Chatty(ScriptedAssistant):
        def ask(self, *given: object, **named: object) -> Answer:
            print("loading weights")  # noqa: T201
            return super().ask(*given, **named)  # type: ignore[arg-type]

    desk.assistant = Chatty()
    result = desk.run("ask", "青石河大桥有多长？", "--json")
    json.loads(result.stdout)
    assert "loading weights" in result.stderr


def test_home_is_taken_before_and_after_the_command_and_from_the_environment(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_HOME", str(tmp_path / "set"))
    desk.run("articles")
    desk.run("articles", "--home", str(tmp_path / "after"))
    desk.run("--home", str(tmp_path / "before"), "articles")
    assert [home.name for home in desk.homes] == ["set", "after", "before"]


def test_a_misspelt_setting_is_bad_use(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENBAO_HOEM", "x")
    result = desk.run("articles")
    assert result.exit_code == 2
    assert "WENBAO_HOME" in result.stderr


def test_split_prints_a_line_an_article_and_indexes_nothing(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "news.md").write_text("# 大桥通车\n\n青石河大桥昨日通车，全长1280米。\n", "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    result = desk.run("split", str(tmp_path))
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    article = json.loads(line)
    assert article["headline"] == "大桥通车"
    assert article["file"] == str(tmp_path / "news.md")
    assert "empty.txt" in result.stderr
    assert desk.homes == []


def test_verify_prints_a_verdict_a_claim_and_names_bad_lines(desk: Desk, tmp_path: Path) -> None:
    claims = tmp_path / "claims.jsonl"
    good = {"id": "a", "claim": BRIDGE.paragraphs[1], "evidence": BRIDGE.text}
    claims.write_text(json.dumps(good) + "\nnot json\n", "utf-8")
    result = desk.run("verify", str(claims), "--json")
    assert result.exit_code == 1
    (verdict,) = json.loads(result.stdout)
    assert verdict["verdict"] == "supported"
    assert list(verdict) == ["id", "verdict", "reasons"]
    assert "line 2" in result.stderr
    assert desk.run("verify", str(tmp_path / "missing")).exit_code == 2


def test_only_commands_that_embed_need_the_embedding_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_weights(*_: object) -> None:
        raise WeightsMissing("install the weights")

    monkeypatch.setattr("index.embedding.build_encoder", no_weights)
    monkeypatch.setenv("WENBAO_HOME", str(tmp_path))
    with Library(IndexConfig(home=tmp_path), WordHashEncoder(name=EMBEDDED_ENCODER)) as library:
        library.add([Document(a.source, articles=(a,)) for a in (BRIDGE, LIBRARY_HOURS)])

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--json"])

    assert [a["id"] for a in json.loads(run("articles").stdout)] == [BRIDGE.id, LIBRARY_HOURS.id]
    assert json.loads(run("article", BRIDGE.id).stdout)["headline"] == BRIDGE.headline
    assert json.loads(run("remove", BRIDGE.id).stdout)["articles"] == 1
    for arguments in (("index", str(tmp_path)), ("search", "大桥"), ("ask", "大桥多长？")):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr == "wenbao: install the weights\n"


def in_a_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
    whole = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, env=whole, timeout=60, check=False)


def test_help_and_split_start_without_the_heavy_libraries(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['wenbao', 'split', sys.argv[1]]\n"
        "from ui.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'chromadb', 'gradio', 'langchain_core', 'openvino', 'transformers'}\n"
        "print(heavy & set(sys.modules), file=sys.stderr)"
    )
    page = tmp_path / "page.md"
    page.write_text("# 标题\n\n正文一句。\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code, str(page)], capture_output=True, timeout=60, check=True
    )
    assert done.stderr.decode().splitlines()[-1] == "set()"


def test_what_a_c_library_prints_stays_out_of_the_json() -> None:
    code = (
        "import os, sys, rag\n"
        "from tests.screen_doubles import BRIDGE, ListLibrary\n"
        "def open_library(*_):\n"
        "    os.write(1, b'unpacking weights')\n"
        "    return ListLibrary(BRIDGE)\n"
        "rag.open_library = open_library\n"
        "sys.argv = ['wenbao', 'articles', '--json']\n"
        "from ui.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=True, cwd=ROOT
    )
    assert json.loads(done.stdout)[0]["headline"] == BRIDGE.headline
    assert b"unpacking weights" in done.stderr


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# 标题\n\n正文一句。\n", "utf-8")
    done = in_a_process("split", str(page), LC_ALL="C", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout.decode("utf-8"))["headline"] == "标题"


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# 标题\n\n" + "正文一句。" * 30000 + "\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "split", str(page)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read().decode()
    assert process.wait(timeout=60) == 0
    assert "Traceback" not in told
    assert "BrokenPipe" not in told
