"""Measuring: cases asked of a library, of texts of their own, or of a file of documents."""

from __future__ import annotations

from rag.evaluation.evaluate import evaluate
from rag.evaluation.report import as_json, as_table, detail_line
from rag.evaluation.run import Report, Scored

__all__ = ["Report", "Scored", "as_json", "as_table", "detail_line", "evaluate"]
