"""A report as the contract's JSON, and as a table with confidence intervals, before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rag.evaluation.comparison import Comparison, Difference, Turned
from rag.evaluation.measures import wilson
from rag.evaluation.records import Counts, FileRun
from rag.evaluation.run import Report, Scored, Seconds


def as_json(report: Report) -> dict[str, Any]:
    """The contract's object; what does not apply is None."""
    asked = any(s.answer is not None for s in report.scored)
    return {
        "cases": len(report.scored),
        "answerable": len(report.answerable),
        "unanswerable": len(report.unanswerable),
        "accuracy": report.accuracy,
        "false_refusals": report.false_refusals,
        "refusals": report.refusals,
        "hit_at_1": report.share(lambda s: s.hit_at_1),
        "recall_at_5": report.share(lambda s: s.recall_at_5),
        "recall_at_10": report.share(lambda s: s.recall_at_10),
        "mrr_at_10": report.share(lambda s: s.mrr_at_10),
        "citation_precision": report.ratio(lambda s: s.citation_precision),
        "citation_recall": report.ratio(lambda s: s.citation_recall),
        "seconds": {
            "retrieval": asdict(report.seconds(lambda s: s.retrieval_s)),
            "first_token": asdict(
                _timed(report, "first_token_s") if asked else Seconds(None, None)
            ),
            "total": asdict(_timed(report, "total_s") if asked else Seconds(None, None)),
        },
    }


def _timed(report: Report, name: str) -> Seconds:
    return report.seconds(lambda s: getattr(s.answer.timings, name) if s.answer else None)


def as_table(run: FileRun) -> str:
    """A run of one file as aligned lines: each share with its interval and of how many it is."""
    rows = [("", "value", "95 %", "of")]
    for name in ("cases", "answerable", "unanswerable", "claims"):
        if name in run.report:
            rows.append((name, str(run.report[name]), "", ""))
    for name, counts in run.measures().items():
        held, of = _sums(counts)
        rows.append((name, _number(held / of), _wilson(held, of), f"{of:.0f}"))
    for name, value in _seconds(run.report).items():
        rows.append((name, _number(value), "", ""))
    return _aligned(rows)


def as_comparison_table(comparison: Comparison, before: FileRun, after: FileRun) -> str:
    """Before, after and difference over the cases of both runs, then the cases that turned.

    Args:
        comparison: Of the two.
        before: The earlier run, for its seconds.
        after: The later one.
    """
    rows: list[tuple[str, ...]] = [
        ("", "before", "95 %", "after", "95 %", "difference", "95 %", "cases")
    ]
    for name, d in comparison.differences.items():
        rows.append((name, *_compared(name, d, before, after)))
    earlier = _seconds(before.report)
    for name, value in _seconds(after.report).items():
        was = earlier.get(name)
        change = "" if value is None or was is None else f"{value - was:+.3f}"
        rows.append((name, _number(was), "", _number(value), "", change, "", ""))
    turned = [line for name, t in comparison.turned.items() for line in _turned(name, t)]
    return "\n".join([_aligned(rows), *turned])


def _compared(name: str, d: Difference, before: FileRun, after: FileRun) -> tuple[str, ...]:
    earlier, later = before.measures()[name], after.measures()[name]
    both = earlier.keys() & later.keys()
    return (
        _number(d.before),
        _wilson(*_sums({key: earlier[key] for key in both})),
        _number(d.after),
        _wilson(*_sums({key: later[key] for key in both})),
        f"{d.difference:+.3f}",
        f"{d.interval[0]:+.3f} to {d.interval[1]:+.3f}" if d.interval else "",
        str(d.cases),
    )


def _turned(name: str, turned: Turned) -> list[str]:
    if not turned.wrong and not turned.right:
        return [f"{name}: no case turned"]
    return [
        f"{name}: {len(turned.right)} turned right, {len(turned.wrong)} turned wrong "
        f"(McNemar's exact p = {turned.p:.3f})",
        *([f"  right now: {', '.join(turned.right)}"] if turned.right else []),
        *([f"  wrong now: {', '.join(turned.wrong)}"] if turned.wrong else []),
    ]


def _sums(counts: Counts) -> tuple[float, float]:
    return sum(held for held, _ in counts.values()), sum(of for _, of in counts.values())


def _wilson(held: float, of: float) -> str:
    """Wilson's interval, which takes each unit for a yes or no of its own.

    Recall and reciprocal rank vary less than that, so theirs is too wide; citations come several
    to an answer, so theirs is too narrow.
    """
    interval = wilson(held, of)
    return f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else ""


def _seconds(report: Mapping[str, Any]) -> dict[str, float | None]:
    steps: Mapping[str, Mapping[str, float | None]] = report.get("seconds", {})
    return {f"{step} {key} s": value for step, of in steps.items() for key, value in of.items()}


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def detail_line(scored: Scored, answer: Mapping[str, Any] | None, file: str | None = None) -> str:
    """One line of `--details`: `{id, right, answer}`, with the cases' file where there are several."""
    row: dict[str, Any] = {} if file is None else {"file": file}
    row |= {"id": scored.case.id, "right": scored.right, "answer": answer}
    return json.dumps(row, ensure_ascii=False)
