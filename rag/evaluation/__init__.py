"""Measuring: cases asked of a library, of texts of their own, or of a file of documents."""

from __future__ import annotations

from rag.evaluation.evaluate import Evaluator, Task
from rag.evaluation.report import as_json, detail_line
from rag.evaluation.run import Report, Scored

__all__ = ["Evaluator", "Report", "Scored", "Task", "as_json", "detail_line"]
