"""From positioned lines to articles: columns, headlines, boxes, reading order."""

from __future__ import annotations

from index.layout.articles import articles_of

__all__ = ["articles_of"]
