"""Claims files: good lines are checked, bad ones named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.claims import BadLine, read_claims, verify_file
from rag.errors import BadCases

EVIDENCE = "样例日报讯 全市去年新建学校12所，同比增长3.2%。"


def _line(**fields: object) -> str:
    return json.dumps(
        {"id": "a", "claim": "新建学校12所。", "evidence": EVIDENCE} | fields, ensure_ascii=False
    )


def test_good_lines_are_checked_in_order(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(
        "\n".join(
            (
                _line(),
                "",
                _line(id=2, claim="去年新建学校13所。"),
                _line(id="c", claim="同比下降3.2%。"),
            )
        ),
        "utf-8",
    )
    results, bad = verify_file(path)
    assert [(r.id, r.verdict) for r in results] == [
        ("a", "supported"),
        ("2", "unsupported"),
        ("c", "unsupported"),
    ]
    assert not bad
    assert results[1].reasons == ("证据中是“学校12所”，句子写的是“学校13所”",)
    assert results[2].as_json() == {
        "id": "c",
        "verdict": "unsupported",
        "reasons": ["证据中是“增长3.2%”，句子写的是“下降3.2%”"],
    }


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "null", '"x"', _line(claim=None), _line(evidence=3), _line(id=None), _line(id=True), _line(question=1), "[" * 100_000],
)  # fmt: skip
def test_bad_line_is_named_by_number_and_the_others_go_on(tmp_path: Path, line: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join((_line(), line, _line(id="z"))), "utf-8")
    results, bad = verify_file(path)
    assert [r.id for r in results] == ["a", "z"]
    assert [b.number for b in bad] == [2]
    assert "line 2" in bad[0].error


def test_mark_of_byte_order_and_line_separators_inside_strings(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("\ufeff" + _line(evidence="全市\u2028" + EVIDENCE) + "\r\n", "utf-8")
    assert not any(isinstance(line, BadLine) for line in read_claims(path))


def test_unreadable_file_is_an_error_for_its_owner(tmp_path: Path) -> None:
    with pytest.raises(BadCases, match="cannot be read"):
        verify_file(tmp_path / "none.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadCases, match="UTF-8"):
        verify_file(tmp_path / "binary.jsonl")
