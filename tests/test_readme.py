"""The README's commands, run as a reader would type them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.split("  #")[0].strip()
    for language, block in BLOCKS
    if not language
    for line in block.splitlines()
]
MAKE = [line for line in COMMANDS if line.startswith("make ")]
ENDLESS = ("wenbao serve ", "wenbao watch ")
WENBAO = [line for line in COMMANDS if line.startswith("wenbao ") and not line.startswith(ENDLESS)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the README speaks of."""
    folder = tmp_path_factory.mktemp("desk")
    pages = folder / "pages"
    shutil.copytree(ROOT / "ui" / "sample_library", pages)
    (pages / "examples.json").unlink()
    shutil.copy(next(pages.glob("*-01.txt")), folder / "page.txt")
    claim = {"id": "1", "claim": "大桥长1200米。", "evidence": "大桥长1300米。"}
    (folder / "claims.jsonl").write_text(json.dumps(claim, ensure_ascii=False), "utf-8")
    return folder


def environment(desk: Path) -> dict[str, str]:
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "WENBAO_HOME": str(desk / "home")}


@pytest.mark.parametrize("command", MAKE)
def test_every_make_command_exists(command: str) -> None:
    target = command.split()[1]
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_readme_shows_its_first_two_commands_first() -> None:
    assert COMMANDS[:2] == ["make run", "make test"]
    assert (ROOT / re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)[0]).is_file()


@pytest.mark.slow
@pytest.mark.parametrize("command", WENBAO)
def test_every_wenbao_command_does_what_it_says(command: str, desk: Path) -> None:
    done = subprocess.run(
        command,
        shell=True,
        cwd=desk,
        env=environment(desk),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.slow
def test_the_python_of_the_readme_runs(desk: Path) -> None:
    (code,) = [block for language, block in BLOCKS if language == "python"]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk,
        env={**environment(desk), "WENBAO_HOME": str(desk / "python")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "61.8亿元" in done.stdout


@pytest.mark.slow
def test_the_library_follows_the_watched_folder(desk: Path) -> None:
    (command,) = [line for line in COMMANDS if line.startswith("wenbao watch")]
    home = str(desk / "watched")
    process = subprocess.Popen(
        command.split(),
        cwd=desk,
        env={**environment(desk), "WENBAO_HOME": home},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("Files: ")
        shutil.copy(ROOT / "README.md", desk / "pages" / "readme.md")
        assert process.stdout.readline().startswith("Files: 1 added, 0 updated")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, told


@pytest.fixture
def served(desk: Path) -> Iterator[str]:
    """The web chat, started as the README says but on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (command,) = [line for line in COMMANDS if line.startswith("wenbao serve")]
    words = command.replace("7860", str(port)).split()
    process = subprocess.Popen(
        words, cwd=desk, env=environment(desk), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if str(port) in line.decode():
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.slow
def test_the_web_chat_is_there(served: str) -> None:
    with urllib.request.urlopen(served, timeout=60) as page:
        assert page.status == 200
        assert "gradio" in page.read().decode().lower()
