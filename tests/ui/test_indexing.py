from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import LibraryUnavailable
from index.models import IndexReport, Progress
from tests.screen_doubles import ListLibrary
from ui.indexing import Step, index_steps, keep_upload


def test_an_upload_is_kept_once_and_its_name_with_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "第4版.txt", tmp_path / "b" / "第4版.txt"
    for path, text in ((first, "甲"), (second, "乙")):
        path.parent.mkdir()
        path.write_text(text, "utf-8")
    kept = [keep_upload(path, tmp_path / "uploads") for path in (first, second, first)]
    assert kept[0] == kept[2] != kept[1]
    assert {path.name for path in kept} == {"第4版.txt"}
    assert kept[1].read_text("utf-8") == "乙"
    assert not list((tmp_path / "uploads").rglob("*.part"))


def test_steps_come_before_the_report(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("标题\n正文", "utf-8")
    *steps, report = index_steps(ListLibrary(), [page])
    assert isinstance(report, IndexReport)
    assert report.added == 1
    assert all(isinstance(step, Step) for step in steps)


def test_what_stops_indexing_reaches_the_caller() -> None:
    class Full(ListLibrary):
        def index(self, paths: Sequence[Path], progress: Progress) -> IndexReport:
            raise LibraryUnavailable("no space left")

    with pytest.raises(LibraryUnavailable, match="no space left"):
        list(index_steps(Full(), []))


def test_the_page_shows_progress_then_the_report_or_what_went_wrong(tmp_path: Path) -> None:
    from ui.library_tab import _index

    page = tmp_path / "page.txt"
    page.write_text("标题\n正文", "utf-8")
    assert "新增 1" in list(_index(ListLibrary(), lambda: [page]))[-1]

    def unwritable() -> list[Path]:
        raise OSError(28, "No space left on device")

    assert "No space left" in list(_index(ListLibrary(), unwritable))[-1]
