from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from rag.errors import BadCases
from rag.evaluation.claim_scores import ClaimRecord, score_claims
from rag.evaluation.comparison import Turned, compare, difference
from rag.evaluation.records import CaseRecord, FileRun, SavedRun
from rag.evaluation.report import as_comparison_table, as_table
from rag.evaluation.tradeoff import Tradeoff


def record(
    name: str,
    right: bool | None = None,
    *,
    answerable: bool = True,
    probability: float | None = None,
    hit: float | None = None,
    citations: tuple[int, int] | None = None,
) -> CaseRecord:
    return CaseRecord(
        id=name,
        answerable=answerable,
        right=right,
        refused=None if right is None else right != answerable,
        support_probability=probability,
        hit_at_1=hit,
        recall_at_5=hit,
        recall_at_10=hit,
        mrr_at_10=hit,
        citation_precision=citations,
        citation_recall=citations,
    )


def run(*cases: CaseRecord) -> FileRun:
    return FileRun({"cases": len(cases), "seconds": {"total": {"p50": 2.0}}}, cases)


BEFORE = run(record("a", True), record("b", False), record("c", False), record("gone", True))
AFTER = run(record("new", True), record("c", True), record("a", False), record("b", True))


def test_cases_are_paired_by_id_and_those_of_one_run_alone_left_out() -> None:
    change = compare(BEFORE, AFTER).differences["accuracy"]
    assert change.cases == 3
    assert change.before == pytest.approx(1 / 3)
    assert change.after == pytest.approx(2 / 3)
    assert change.interval is not None
    low, high = change.interval
    assert low <= change.difference <= high


def test_the_cases_that_turned_are_named_each_way() -> None:
    turned = compare(BEFORE, AFTER).turned["accuracy"]
    assert turned.wrong == ("a",)
    assert turned.right == ("c", "b")


def test_the_exact_test_of_unequal_turns() -> None:
    # Two-sided binomial of 1 in 10 at one half: 2 · (1 + 10) / 1024.
    assert Turned(("x",), tuple("abcdefghi")).p == pytest.approx(22 / 1024)
    assert Turned((), ()).p == 1.0
    assert Turned(("x",), ("y",)).p == 1.0


def test_a_clear_change_excludes_zero_and_an_even_exchange_does_not() -> None:
    names = [str(number) for number in range(100)]
    before = dict.fromkeys(names, (0.0, 1.0))
    better = {name: (float(int(name) < 20), 1.0) for name in names}
    change = difference(before, better)
    # Of 20 in 100 the binomial's own 95 % is 0.2 ± 1.96 · 0.04.
    assert change.interval == pytest.approx((0.12, 0.28), abs=0.02)
    exchanged = {name: (float(int(name) >= 80), 1.0) for name in names}
    even = difference(better, exchanged)
    assert even.difference == 0
    assert even.interval is not None
    assert even.interval[0] < 0 < even.interval[1]
    assert difference(before, better) == change


def test_where_no_case_changed_there_is_no_interval_to_believe() -> None:
    counts = {"a": (1.0, 1.0), "b": (0.0, 1.0)}
    assert difference(counts, counts).interval is None


def test_citations_are_pooled_over_the_cases() -> None:
    before = run(record("a", True, citations=(1, 3)), record("b", True, citations=(1, 1)))
    after = run(record("a", True, citations=(3, 3)), record("b", True, citations=(1, 1)))
    change = compare(before, after).differences["citation_precision"]
    assert (change.before, change.after) == (0.5, 1.0)


def test_what_applies_to_neither_or_to_one_run_alone_is_not_compared() -> None:
    searched = run(record("a", hit=1.0), record("b", hit=0.0))
    both = compare(searched, run(record("a", True, hit=0.0), record("b", True, hit=0.0)))
    assert "accuracy" not in both.differences
    assert both.turned["hit_at_1"].wrong == ("a",)
    assert compare(searched, run(record("z", hit=1.0))).differences == {}


def test_the_comparison_reads_side_by_side() -> None:
    lines = as_comparison_table(compare(BEFORE, AFTER), BEFORE, AFTER).splitlines()
    assert lines[0].split()[:2] == ["before", "95"]
    accuracy = next(line for line in lines if line.startswith("accuracy")).split()
    assert accuracy[1] == "0.333"
    assert "0.667" in accuracy
    assert "+0.333" in accuracy
    assert "total p50 s" in "\n".join(lines)
    assert "  wrong now: a" in lines
    assert "  right now: c, b" in lines


def test_a_run_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    claims = (ClaimRecord("1", "number", False, "partial"),)
    saved = SavedRun(
        date="2025-03-20T08:00:00+00:00",
        command="wenbao eval cases",
        version="0.1.0",
        llm="embedded",
        embedding="e5",
        files={
            "a": run(record("a", True, probability=0.7, citations=(1, 2))),
            "b": FileRun({"claims": 1}, claims=claims),
        },
    )
    path = tmp_path / "run.json"
    saved.write(path)
    assert SavedRun.read(path) == saved
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "[]", '{"date": "x"}', '{"cases": 3, "accuracy": 0.5}'])
def test_another_file_is_not_taken_for_a_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(BadCases, match="not a run that --save wrote"):
        SavedRun.read(path)
    with pytest.raises(BadCases, match="cannot be read"):
        SavedRun.read(tmp_path / "missing.json")


def test_claims_are_scored_by_kind_against_their_labels(tmp_path: Path) -> None:
    evidence = "澄江大桥全长1200米，投资6.3亿元。"
    rows: list[dict[str, object]] = [
        {"claim": "澄江大桥全长1200米。", "kind": "shortened", "supported": True},
        {"claim": "澄江大桥全长1500米。", "kind": "number", "supported": False},
        {"claim": "澄江大桥投资6.3亿元。", "kind": "number", "supported": False},
    ]
    lines = [json.dumps({"id": n, "evidence": evidence, **row}) for n, row in enumerate(rows)]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join([lines[0], '{"id": "bad"}', *lines[1:]]), "utf-8")
    report = score_claims(path)
    assert [bad.number for bad in report.bad_lines] == [2]
    found = report.as_json()
    assert found["claims"] == 3
    assert found["accuracy"] == pytest.approx(2 / 3)
    shortened, number = found["kinds"]
    assert (shortened["kind"], shortened["accepted"]) == ("shortened", 1.0)
    assert (number["claims"], number["supported"], number["accepted"]) == (2, False, 0.5)
    assert number["accepted"] + number["partial"] + number["rejected"] == 1.0
    assert "accepted: number, not supported" in as_table(FileRun(found, claims=report.claims))
    assert len(score_claims(path, limit=1).claims) == 1


def test_claims_without_labels_have_shares_but_no_accuracy(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps({"id": 1, "claim": "桥长1米。", "evidence": "桥长1米。"}), "utf-8")
    found = score_claims(path).as_json()
    assert found["accuracy"] is None
    assert found["kinds"][0]["supported"] is None
    assert found["kinds"][0]["accepted"] == 1.0


CASES = (
    record("a", True, probability=0.9),
    record("b", True, probability=0.6),
    record("c", False, probability=0.2),
    record("x", True, answerable=False, probability=0.1),
    record("y", False, answerable=False, probability=0.6),
    record("dates", True),
    record("searched", hit=1.0),
)


def test_the_tradeoff_says_what_each_threshold_refuses() -> None:
    found = Tradeoff.of(CASES)
    assert found is not None
    assert found.ungated == 1
    half = found.at(0.5)
    assert half.answerable_refused == pytest.approx(1 / 3)
    assert half.unanswerable_refused == 0.5
    curve = found.curve()
    ends = [(p.answerable_refused, p.unanswerable_refused) for p in (curve[0], curve[-1])]
    assert ends == [(0.0, 0.0), (1.0, 1.0)]


def test_the_area_is_the_chance_that_an_answerable_case_ranks_higher() -> None:
    found = Tradeoff.of(CASES)
    assert found is not None
    # Of six pairs 0.9 and 0.2 and 0.6 beat 0.1, 0.9 beats 0.6, and 0.6 ties with 0.6.
    assert found.area == pytest.approx(4.5 / 6)
    points = found.curve()
    under = sum(
        (b.answerable_refused - a.answerable_refused)
        * (a.unanswerable_refused + b.unanswerable_refused)
        / 2
        for a, b in itertools.pairwise(points)
    )
    assert under == pytest.approx(found.area)


def test_there_is_no_tradeoff_without_both_kinds() -> None:
    assert Tradeoff.of(CASES[:3]) is None
    assert Tradeoff.of([]) is None
