"""Reading evaluation cases and documents: JSON lines, a bad line named by file and number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.models import Article, Document
from rag.errors import BadCases
from rag.models import Case


def read_cases(path: Path, limit: int | None = None) -> list[Case]:
    """Reads cases `{id, question, answers, gold, documents, date}`.

    Args:
        path: A JSON lines file.
        limit: Take at most this many, from the top.

    Raises:
        BadCases: The file cannot be read or a line has not that form.
    """
    cases: list[Case] = []
    for place, row in _rows(path):
        if limit is not None and len(cases) >= limit:
            break
        try:
            cases.append(_case(row))
        except (KeyError, TypeError, ValueError) as error:
            raise BadCases(f"{place}: not a case: {error!r}") from error
    return cases


def _case(row: dict[str, Any]) -> Case:
    return Case(
        id=str(row["id"]),
        question=str(row["question"]),
        answers=tuple(tuple(map(str, group)) for group in row.get("answers") or ()),
        gold=tuple(map(str, row.get("gold") or ())),
        documents=tuple(map(str, row.get("documents") or ())),
        date=_date(row.get("date")),
    )


@dataclass(frozen=True, slots=True)
class EvaluationDocument:
    """A text to ask questions of, under the name that cases know it by."""

    id: str
    document: Document

    @property
    def article(self) -> Article:
        """Its one article."""
        return self.document.articles[0]


def read_documents(path: Path) -> list[EvaluationDocument]:
    """Reads documents `{id, text, headline, date}`.

    Raises:
        BadCases: The file cannot be read or a line has not that form.
    """
    documents = []
    for place, row in _rows(path):
        try:
            published = _date(row.get("date"))
            documents.append(
                as_document(str(row["id"]), str(row["text"]), row.get("headline"), published)
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadCases(f"{place}: not a document: {error!r}") from error
    return documents


def as_document(
    name: str, text: str, headline: str | None = None, published: date | None = None
) -> EvaluationDocument:
    """Makes a text one article, its lines the paragraphs."""
    paragraphs = tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
    article = Article(paragraphs=paragraphs, headline=headline, date=published, source=name)
    return EvaluationDocument(name, Document(source=name, articles=(article,)))


def _date(text: str | None) -> date | None:
    """A date as people write it in such files: 2024-11-12, and 2024-4-2 too."""
    if not text:
        return None
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadCases(f"{place}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise BadCases(f"{place}: not a JSON object")
        yield place, row


def _lines(path: Path) -> Iterator[str]:
    """Lines as they are needed; a JSON string may hold U+2028 and its like, which end none."""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise BadCases(f"{path} cannot be read: {error}") from error
