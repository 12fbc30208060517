"""Which files an evaluation is made of: cases, claims, and the documents beside them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.errors import BadCases

Kind = Literal["cases", "claims", "documents"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to evaluate.

    Attributes:
        name: What reports call it: the file's name, or its path where two have the same name.
        path: A JSON lines file.
        kind: Whether it holds questions or claims.
        documents: The texts that its cases are asked of, if they are in a file beside it.
    """

    name: str
    path: Path
    kind: Kind
    documents: Path | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found, and the documents that no cases belong to."""

    found: tuple[Source, ...]
    unused: tuple[Path, ...] = ()


def find_sources(paths: Sequence[Path], documents: Path | None = None) -> Sources:
    """Finds what there is to evaluate.

    Of a folder every `*.jsonl` in it is taken, in the order of their names. A file is known by its
    first object: one with a `claim` holds claims, one with a `text` and no `question` holds
    documents, any other holds cases. Documents `NAME_documents.jsonl` among the files are those
    that the cases `NAME_cases.jsonl` in the same folder are asked of.

    Args:
        paths: Files and folders. A single file is always something to evaluate.
        documents: The texts of a single file of cases.

    Raises:
        BadCases: There is nothing to evaluate, or `documents` comes with several files.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    kinds = {file: _kind(file) for file in files}
    if len(files) == 1:
        kind: Kind = "claims" if kinds[files[0]] == "claims" else "cases"
        return Sources((Source(files[0].name, files[0], kind, documents),))
    texts = {_stem(file): file for file in files if kinds[file] == "documents"}
    asked = [file for file in files if kinds[file] != "documents"]
    if not asked:
        raise BadCases(f"no *.jsonl file of cases or claims in {', '.join(map(str, paths))}")
    if documents is not None:
        raise BadCases(
            "--documents goes with one file of cases: with several, the texts of NAME_cases.jsonl "
            "are taken from NAME_documents.jsonl beside it"
        )
    shared = Counter(file.name for file in asked)
    found = tuple(
        Source(
            file.name if shared[file.name] == 1 else str(file),
            file,
            kinds[file],
            texts.get(_stem(file)) if kinds[file] == "cases" else None,
        )
        for file in asked
    )
    used = {source.documents for source in found}
    return Sources(found, tuple(file for file in texts.values() if file not in used))


def _files(path: Path) -> Iterable[Path]:
    return sorted(path.glob("*.jsonl")) if path.is_dir() else (path,)


def _stem(file: Path) -> Path:
    """`folder/NAME`, which cases and their documents share."""
    return file.with_name(file.stem.removesuffix("_cases").removesuffix("_documents"))


def _kind(file: Path) -> Kind:
    """What the first line says; whoever reads a file that says nothing names the fault."""
    try:
        with file.open(encoding="utf-8-sig", newline="\n") as lines:
            first = json.loads(next((line for line in lines if line.strip()), "{}"))
    except (OSError, ValueError):
        return "cases"
    if not isinstance(first, dict):
        return "cases"
    if "claim" in first:
        return "claims"
    return "documents" if "text" in first and "question" not in first else "cases"
