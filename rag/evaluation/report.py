"""A report as the contract's JSON and as a table with confidence intervals, before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rag.evaluation.measures import wilson
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


_SHARES = ("accuracy", "hit_at_1", "recall_at_5", "recall_at_10", "mrr_at_10",
           "citation_precision", "citation_recall")  # fmt: skip


def as_table(after: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> str:
    """The report as aligned lines, shares with Wilson's 95 % interval.

    Args:
        after: A report as JSON.
        before: An earlier one to print beside it.
    """
    rows = [("", "before", "after", "95 %")] if before else [("", "", "value", "95 %")]
    for name in ("cases", "answerable", "unanswerable", "false_refusals", "refusals"):
        rows.append((name, _count(before, name), _count(after, name), ""))
    for name in _SHARES:
        rows.append((name, _share(before, name), _share(after, name), _interval(after, name)))
    for step, values in after["seconds"].items():
        earlier = (before or {}).get("seconds", {}).get(step, {})
        for key, value in values.items():
            rows.append((f"{step} {key} s", _number(earlier.get(key)), _number(value), ""))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(widths[0]) if i == 0 else cell.rjust(widths[i])
                  for i, cell in enumerate(row)).rstrip()
        for row in rows
    )  # fmt: skip


def _count(report: Mapping[str, Any] | None, name: str) -> str:
    value = (report or {}).get(name)
    return "-" if value is None and report else "" if value is None else str(value)


def _share(report: Mapping[str, Any] | None, name: str) -> str:
    return _number((report or {}).get(name)) if report else ""


def _interval(report: Mapping[str, Any], name: str) -> str:
    value = report.get(name)
    if value is None or name == "mrr_at_10":
        return ""
    interval = wilson(value * report["cases"], report["cases"])
    return f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else ""


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def detail_line(scored: Scored, answer: Mapping[str, Any] | None) -> str:
    """One line of `--details`: `{id, right, answer}`."""
    row = {"id": scored.case.id, "right": scored.right, "answer": answer}
    return json.dumps(row, ensure_ascii=False)
