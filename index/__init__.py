"""From files to a searchable library; knows nothing of questions, models or screens."""

from __future__ import annotations

from index.config import IndexConfig
from index.errors import (
    EncoderChanged,
    FolderMissing,
    LibraryError,
    LibraryUnavailable,
    UnknownArticle,
    UnreadableFile,
    WeightsMissing,
)
from index.library import Library
from index.models import (
    Article,
    Check,
    Document,
    Failure,
    Filters,
    Hit,
    IndexReport,
    LibraryArticle,
    Passage,
    RemoveReport,
)

__all__ = [
    "Article",
    "Check",
    "Document",
    "EncoderChanged",
    "Failure",
    "Filters",
    "FolderMissing",
    "Hit",
    "IndexConfig",
    "IndexReport",
    "Library",
    "LibraryArticle",
    "LibraryError",
    "LibraryUnavailable",
    "Passage",
    "RemoveReport",
    "UnknownArticle",
    "UnreadableFile",
    "WeightsMissing",
]
