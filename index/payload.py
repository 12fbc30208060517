"""Articles as JSON for the catalogue; `loads(dumps(article)) == article`."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from index.models import Article

_DATES = frozenset({"date", "dateline"})
_TUPLES = frozenset({"paragraphs", "pages", "subheads", "captions"})
_DEFAULTS: dict[str, Any] = {f.name: f.default for f in fields(Article)}


def dumps(article: Article) -> str:
    """The article's fields as a JSON object; fields at their default are left out."""
    kept = {}
    for name, default in _DEFAULTS.items():
        value = getattr(article, name)
        if value != default:
            kept[name] = value.isoformat() if isinstance(value, date) else value
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def loads(payload: str) -> Article:
    """The article from its JSON object."""
    kept: dict[str, Any] = json.loads(payload)
    for name, value in kept.items():
        if name in _DATES:
            kept[name] = date.fromisoformat(value)
        elif name in _TUPLES:
            kept[name] = tuple(value)
    return Article(**kept)


def sound(article: Article) -> Article:
    """The article itself, or without the half characters that some PDF fonts give.

    No database and no file takes a lone surrogate; `?` stands in its place so that offsets stay.
    """
    written = dumps(article)
    try:
        written.encode("utf-8")
    except UnicodeEncodeError:
        return loads(written.encode("utf-8", "replace").decode("utf-8"))
    return article
