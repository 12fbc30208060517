from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.models import Article, Filters, Hit, Passage
from rag.errors import BadCases
from rag.evaluation.cases import as_document, read_cases, read_documents
from rag.evaluation.records import CaseRecord, FileRun
from rag.evaluation.report import as_json, as_table
from rag.evaluation.run import Names, Report, Setup, run
from rag.models import Answer, AnswerSentence, Case, Citation, Timings

BRIDGE = as_document("d1", "澄江大桥全长1200米。\n投资6.3亿元。")
FAIR = as_document("d2", "南屏书市3月8日开幕。")


def hit(article: Article) -> Hit:
    return Hit(Passage(article.id, 0, len(article.text), article.text), article, 1.0)


def answer(text: str, article: Article | None) -> Answer:
    timings = Timings(0.1, 0.2, 0.3)
    if article is None:
        return Answer("q", "q", (), (), refusal="没有", timings=timings)
    citation = Citation(1, article, 0, article.text.index("。") + 1)
    sentence = AnswerSentence(text, "supported", (1,))
    return Answer("q", "q", (sentence,), (citation,), timings=timings)


def setup(answers: dict[str, Answer] | None) -> Setup:
    return Setup(
        search=lambda case, filters: ([hit(FAIR.article), hit(BRIDGE.article)], 0.05),
        ask=(lambda case, filters: answers[case.id]) if answers is not None else None,
        names=Names([BRIDGE, FAIR]),
        own_documents={},
    )


CASES = [
    Case("a", "大桥多长？", (("1200米",),), gold=("d1",)),
    Case("b", "谁设计？"),
    Case("c", "书市何时开幕？", (("3月8日",),), gold=("d2",)),
]


def test_a_report_counts_what_applies() -> None:
    answers = {
        "a": answer("全长1200米。", BRIDGE.article),
        "b": answer("", None),
        "c": answer("", None),
    }
    report = as_json(Report(tuple(run(CASES, setup(answers)))))
    assert report["cases"] == 3
    assert (report["answerable"], report["unanswerable"]) == (2, 1)
    assert report["accuracy"] == pytest.approx(2 / 3)
    assert (report["false_refusals"], report["refusals"]) == (1, 1)
    assert report["hit_at_1"] == 0.5
    assert report["recall_at_5"] == 1.0
    assert report["citation_precision"] == report["citation_recall"] == 1.0
    assert report["seconds"]["total"]["p50"] == pytest.approx(0.3)


def test_what_does_not_apply_is_null() -> None:
    report = as_json(Report(tuple(run(CASES, setup(None)))))
    assert report["accuracy"] is None
    assert report["refusals"] is None
    assert report["citation_precision"] is None
    assert report["seconds"]["total"]["p50"] is None
    assert report["seconds"]["retrieval"]["p50"] == pytest.approx(0.05)


def test_a_citation_beside_the_point_lowers_precision() -> None:
    wrong = answer("全长1200米。", FAIR.article)
    report = as_json(Report(tuple(run(CASES[:1], setup({"a": wrong})))))
    assert report["citation_precision"] == 0.0
    assert report["citation_recall"] == 0.0


def test_a_table_gives_each_share_its_interval_and_of_how_many_it_is() -> None:
    answers = {
        "a": answer("全长1200米。", BRIDGE.article),
        "b": answer("", None),
        "c": answer("", None),
    }
    report = Report(tuple(run(CASES, setup(answers))))
    kept = FileRun(as_json(report), tuple(CaseRecord.of(scored) for scored in report.scored))
    rows = {line.split("  ")[0]: line.split() for line in as_table(kept).splitlines()}
    assert rows["accuracy"][1:] == ["0.667", "0.208", "to", "0.939", "3"]
    assert rows["refusals"][1] == "1.000"
    assert rows["refusals"][-1] == "1"
    assert rows["hit_at_1"][-1] == "2"


def test_only_the_first_cases_are_answered_when_so_many_are_wanted() -> None:
    answers = {"a": answer("全长1200米。", BRIDGE.article)}
    first = replace(setup(answers), answers=1)
    report = Report(tuple(run([CASES[0], CASES[2]], first)))
    assert [s.right for s in report.scored] == [True, None]
    assert [s.hit_at_1 for s in report.scored] == [0.0, 1.0]
    assert as_json(report)["accuracy"] == 1.0


def test_cases_and_documents_are_read_as_promised(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    row = {"id": 1, "question": "q", "answers": [["a", "b"]], "date": "2024-4-2"}
    cases.write_text("\ufeff" + json.dumps(row) + "\n\n", "utf-8")
    (case,) = read_cases(cases)
    assert case.answers == (("a", "b"),)
    assert case.date is not None
    assert case.date.isoformat() == "2024-04-02"
    documents = tmp_path / "documents.jsonl"
    documents.write_text(json.dumps({"id": "d", "text": " a \n\n b", "headline": "h"}))
    assert read_documents(documents)[0].article.paragraphs == ("a", "b")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"id": 1, "question": "q", "date": "x"}']
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path: Path, line: str) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"id": 0, "question": "q"}\n' + line)
    with pytest.raises(BadCases, match=r"cases\.jsonl, line 2"):
        read_cases(cases)


def test_filters_hold_a_case_to_its_own_documents() -> None:
    seen: list[Filters] = []

    def search(case: Case, filters: Filters) -> tuple[list[Hit], float]:
        seen.append(filters)
        return [], 0.0

    own = {"a": frozenset({"x"})}
    list(run(CASES[:1], Setup(search, None, Names(), own)))
    assert seen[0].article_ids == frozenset({"x"})
