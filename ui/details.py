"""The file of `wenbao eval --details`: a JSON line a case, written as soon as it is scored."""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from ui.json_output import answer_json

if TYPE_CHECKING:
    from rag.evaluation import Scored


class DetailsFile:
    """Takes scored cases; without a path it lets them go."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._files = contextlib.ExitStack()
        self._output: TextIO | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            self._output = self._files.enter_context(self._path.open("w", encoding="utf-8"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()

    def add(self, scored: Scored, file: str | None = None) -> None:
        """Writes one case, with the name of its file where there are several."""
        from rag.evaluation import detail_line

        if self._output is None:
            return
        answer = None if scored.answer is None else answer_json(scored.answer)
        self._output.write(detail_line(scored, answer, file) + "\n")
        self._output.flush()
