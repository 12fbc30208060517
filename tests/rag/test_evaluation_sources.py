from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import BadCases
from rag.evaluation.sources import Source, find_sources

CASE = {"id": "1", "question": "大桥多长？", "answers": [["1200米"]]}
CLAIM = {"id": "1", "claim": "大桥长1200米。", "evidence": "大桥长1200米。"}
DOCUMENT = {"id": "d", "text": "大桥长1200米。"}


def write(path: Path, row: object) -> Path:
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    return path


def test_a_folder_is_taken_apart_by_what_its_files_hold(tmp_path: Path) -> None:
    cases = write(tmp_path / "news_cases.jsonl", CASE)
    documents = write(tmp_path / "news_documents.jsonl", DOCUMENT)
    claims = write(tmp_path / "altered.jsonl", CLAIM)
    own = write(tmp_path / "own.jsonl", CASE)
    stray = write(tmp_path / "stray_documents.jsonl", DOCUMENT)
    (tmp_path / "README.md").write_text("not cases")
    sources = find_sources([tmp_path])
    assert sources.found == (
        Source("altered.jsonl", claims, "claims"),
        Source("news_cases.jsonl", cases, "cases", documents),
        Source("own.jsonl", own, "cases"),
    )
    assert sources.unused == (stray,)


def test_a_single_file_takes_only_the_documents_it_is_given(tmp_path: Path) -> None:
    cases = write(tmp_path / "news_cases.jsonl", CASE)
    documents = write(tmp_path / "news_documents.jsonl", DOCUMENT)
    assert find_sources([cases]).found[0].documents is None
    assert find_sources([cases], documents).found[0].documents == documents
    both = find_sources([cases, documents])
    assert both.found == (Source("news_cases.jsonl", cases, "cases", documents),)


def test_files_of_one_name_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "cases.jsonl", CASE)
    found = find_sources([tmp_path / "a", tmp_path / "b", tmp_path / "a"]).found
    assert [source.name for source in found] == [
        str(tmp_path / "a" / "cases.jsonl"),
        str(tmp_path / "b" / "cases.jsonl"),
    ]


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"id": 1}'])
def test_a_file_that_says_nothing_is_left_to_whoever_reads_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.jsonl").write_text(text)
    assert [source.kind for source in find_sources([tmp_path]).found] == ["cases"]


def test_nothing_to_evaluate_is_bad_use(tmp_path: Path) -> None:
    with pytest.raises(BadCases, match=r"no \*\.jsonl file"):
        find_sources([tmp_path])
    write(tmp_path / "a.jsonl", CASE)
    write(tmp_path / "b.jsonl", CASE)
    with pytest.raises(BadCases, match="one file of cases"):
        find_sources([tmp_path], tmp_path / "a.jsonl")
