from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage

from index.config import IndexConfig
from rag.errors import BadCases
from rag.evaluation import Evaluator, Report, Scored, Task
from rag.evaluation.records import CaseRecord
from rag.reading import Generator
from rag.refusal import Gate
from rag.settings import Settings
from tests.doubles import OneMind, WordHashEncoder

BRIDGE = "澄江大桥全长1200米，总投资6.3亿元。"
FAIR = "南屏书市3月8日开幕，共有120家出版社参加。"


class LengthJudge(OneMind):
    """Believes in questions about the bridge's length alone."""

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        return 0.99 if "多长" in str(prompt) else 0.001


class Models:
    """The models that an evaluator is given, and how often they were asked for."""

    def __init__(self) -> None:
        self.encoder = WordHashEncoder()
        self.loaded = 0

    def generator(self) -> Generator:
        self.loaded += 1
        model = FakeListChatModel(responses=["澄江大桥全长1200米。"])
        return Generator(model, "scripted", "answer", (300,), LengthJudge())


@pytest.fixture
def models() -> Models:
    return Models()


@pytest.fixture
def evaluator(tmp_path: Path, models: Models) -> Evaluator:
    config = IndexConfig(home=tmp_path / "home", cache=tmp_path / "cache")
    settings = Settings(index=config)
    return Evaluator(settings, encoder=models.encoder, generator=models.generator)


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def own(name: str, question: str, *answers: str) -> dict[str, object]:
    return {
        "id": name,
        "question": question,
        "answers": [[answer] for answer in answers],
        "documents": [BRIDGE, FAIR],
    }


def test_cases_are_asked_of_the_documents_beside_them(
    tmp_path: Path, evaluator: Evaluator, models: Models
) -> None:
    documents = write(
        tmp_path / "d.jsonl", {"id": "d1", "text": BRIDGE}, {"id": "d2", "text": FAIR}
    )
    long = {"id": "a", "question": "澄江大桥多长？", "answers": [["1200米"]], "gold": ["d1"]}
    fair = {"id": "b", "question": "南屏书市何时开幕？", "answers": [["3月8日"]], "gold": ["d2"]}
    cases = write(tmp_path / "c.jsonl", long, fair)
    told: list[Scored] = []
    report = evaluator.evaluate(Task(cases, documents), told.append)
    assert tuple(told) == report.scored
    assert [s.hit_at_1 for s in report.scored] == [1.0, 1.0]
    assert [s.right for s in report.scored] == [True, False]
    assert report.false_refusals == 1


def test_every_gated_case_carries_the_probability_it_was_decided_by(
    tmp_path: Path, evaluator: Evaluator
) -> None:
    cases = write(
        tmp_path / "c.jsonl", own("a", "澄江大桥多长？", "1200米"), own("b", "谁参加书市？")
    )
    records = [CaseRecord.of(scored) for scored in evaluator.evaluate(Task(cases)).scored]
    assert [record.refused for record in records] == [False, True]
    threshold = Gate.calibrated().threshold
    answered, refused = (record.support_probability for record in records)
    assert answered is not None
    assert refused is not None
    assert refused < threshold <= answered


def test_the_models_are_loaded_once_for_all_files(
    tmp_path: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[object] = []

    def build(config: IndexConfig, progress: object = None) -> WordHashEncoder:
        built.append(config)
        return models.encoder

    monkeypatch.setattr("index.embedding.build_encoder", build)
    settings = Settings(index=IndexConfig(home=tmp_path / "home", cache=tmp_path / "cache"))
    evaluator = Evaluator(settings, generator=models.generator)
    cases = write(tmp_path / "c.jsonl", own("a", "澄江大桥多长？", "1200米"))
    for _ in range(2):
        assert evaluator.evaluate(Task(cases)).accuracy == 1.0
    assert len(built) == 1
    assert not (tmp_path / "home").exists()


def test_beyond_the_answers_only_what_has_gold_is_searched(
    tmp_path: Path, evaluator: Evaluator, models: Models
) -> None:
    rows = [own("a", "澄江大桥多长？", "1200米"), own("b", "书市？", "120家")]
    with_gold = own("c", "书市有多少家出版社？", "120家") | {"gold": ["x"]}
    cases = write(tmp_path / "c.jsonl", *rows, with_gold)
    report = evaluator.evaluate(Task(cases, answers=1))
    assert [s.case.id for s in report.scored] == ["a", "c"]
    assert [s.right for s in report.scored] == [True, None]
    assert [s.hit_at_1 for s in report.scored] == [None, 0.0]


def test_searching_alone_loads_no_language_model(
    tmp_path: Path, evaluator: Evaluator, models: Models
) -> None:
    cases = write(tmp_path / "c.jsonl", own("a", "澄江大桥多长？", "1200米"))
    report: Report = evaluator.evaluate(Task(cases, search_only=True))
    assert report.accuracy is None
    assert models.loaded == 0


def test_a_bad_line_ends_the_file_before_anything_is_asked(
    tmp_path: Path, evaluator: Evaluator, models: Models
) -> None:
    cases = write(tmp_path / "c.jsonl", own("a", "澄江大桥多长？", "1200米"), {"id": "b"})
    with pytest.raises(BadCases, match="line 2"):
        evaluator.evaluate(Task(cases))
    assert models.encoder.encoded == 0
    assert models.loaded == 0
