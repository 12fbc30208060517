"""The sample library that comes with the program, and the questions to try on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from index.models import LibraryArticle

_MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try, and the headline of the article that answers it (None: refused)."""

    question: str
    headline: str | None


def sample_folder() -> Path:
    """The folder of the packaged sample articles."""
    return Path(str(files("ui"))) / "sample_library"


def read_examples(folder: Path | None = None) -> tuple[Example, ...]:
    """The example questions of a sample library; none if it has none."""
    path = (folder or sample_folder()) / "examples.json"
    if not path.exists():
        return ()
    rows = json.loads(path.read_text("utf-8"))["examples"]
    return tuple(Example(row["question"], row.get("article")) for row in rows)


def usable(examples: Sequence[Example], articles: Sequence[LibraryArticle]) -> list[str]:
    """A few questions whose articles the library holds, and one that must be refused."""
    held = {_bare(one.article.headline) for one in articles}
    answerable = [one.question for one in examples if one.headline and _bare(one.headline) in held]
    unanswerable = [one.question for one in examples if not one.headline]
    return answerable[:_MOST_OFFERED] + unanswerable[:1] if answerable else []


def _bare(headline: str | None) -> str:
    return "".join((headline or "").split())
