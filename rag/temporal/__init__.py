"""Dates as data: which days a question or a passage names, and how well they agree."""

from __future__ import annotations

from rag.temporal.resolve import is_current, resolve, resolve_in_article
from rag.temporal.spans import TimeSpan
from rag.temporal.weight import time_weight, with_absolute_dates

__all__ = [
    "TimeSpan",
    "is_current",
    "resolve",
    "resolve_in_article",
    "time_weight",
    "with_absolute_dates",
]
