"""How long a question takes on this machine, with the embedded models: `make bench`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from rag import open_assistant, open_library
from rag.assistant import Assistant
from rag.models import EvidenceFound, Finished, TextAdded
from rag.settings import load_settings

pytestmark = pytest.mark.bench

QUESTIONS = (
    "轻轨二号线的总投资是多少？",
    "市图书馆新馆每周哪一天闭馆？",
    "鹭洲湿地今冬记录到多少只黑脸琵鹭？",
    "月光戏院修复后有多少个座位？",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = load_settings(home=tmp_path_factory.mktemp("bench"))
    with (
        as_file(files("ui") / "sample_library") as samples,
        open_library(settings) as library,
    ):
        library.index([Path(samples)])
        opened = open_assistant(settings, library)
        opened.warm_up()
        yield opened


def test_evidence_on_the_screen(assistant: Assistant, benchmark: BenchmarkFixture) -> None:
    """Target: 0.5 s."""
    questions = itertools.cycle(QUESTIONS)

    def ask() -> object:
        stream = assistant.stream(next(questions))
        event = next(stream)
        stream.close()  # type: ignore[attr-defined]
        return event

    assert isinstance(benchmark.pedantic(ask, rounds=8, warmup_rounds=1), EvidenceFound)


def test_first_token(assistant: Assistant, benchmark: BenchmarkFixture) -> None:
    """Target: 5 s. Each question is new: nothing of it was read before."""
    questions = iter(QUESTIONS)

    def ask() -> object:
        stream = assistant.stream(next(questions))
        event = next(e for e in stream if isinstance(e, TextAdded | Finished))
        stream.close()  # type: ignore[attr-defined]
        return event

    assert benchmark.pedantic(ask, rounds=len(QUESTIONS))


def test_whole_answer(assistant: Assistant, benchmark: BenchmarkFixture) -> None:
    """From the question to the checked answer, again with questions not asked before."""
    questions = iter(f"请问{question}" for question in QUESTIONS)
    assert benchmark.pedantic(lambda: assistant.ask(next(questions)), rounds=len(QUESTIONS))


def test_indexing_the_sample_library(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    """Eight files, fifteen articles, the embedded encoder loaded."""
    homes = (load_settings(home=tmp_path / str(n)) for n in itertools.count())

    def index() -> object:
        with (
            as_file(files("ui") / "sample_library") as samples,
            open_library(next(homes)) as library,
        ):
            return library.index([Path(samples)])

    assert benchmark.pedantic(index, rounds=3)
