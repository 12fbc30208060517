"""The mirror over a real library and real files; only the clock is a double."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchfiles import Change

from index.config import IndexConfig
from index.errors import FolderMissing, LibraryUnavailable
from index.library import Library
from index.models import IndexReport
from index.watching import LOOK_AGAIN, PATIENCE, SETTLED, Changes, Mirror, folder_changes
from tests.doubles import WordHashEncoder

NOTHING: Changes = frozenset()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """A folder, its mirror, and time that passes when it is told to."""

    def __init__(self, library: Library, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.library = library
        self.folder = folder
        self.clock = Clock()
        self.mirror = Mirror(library, folder, self.clock)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n\n{text}\n", "utf-8")
        return path

    def after(self, *paths: Path, kind: Change = Change.modified) -> IndexReport | None:
        """What is indexed once these changes were told and all has been quiet for a while."""
        due = self.mirror.due({(kind, str(path)) for path in paths})
        if not due:
            self.clock.now += SETTLED
            due = self.mirror.due(NOTHING)
        return self.mirror.sync() if due else None

    def texts(self) -> list[str]:
        return sorted(held.article.text for held in self.library.articles())


@pytest.fixture
def desk(library: Library, tmp_path: Path) -> Desk:
    return Desk(library, tmp_path / "pages")


def counts(report: IndexReport | None) -> tuple[int, int, int, int, int]:
    assert report is not None
    failed = len(report.failed)
    return (report.added, report.updated, report.unchanged, report.removed, failed)


def test_at_first_the_library_becomes_equal_to_the_folder(desk: Desk) -> None:
    gone, kept = desk.write("gone.md", "旧桥拆除。"), desk.write("kept.md", "新桥通车。")
    desk.library.index([desk.folder])
    gone.unlink()
    desk.write("new.md", "水库蓄水。")
    assert counts(desk.after()) == (1, 0, 1, 1, 0)
    assert desk.texts() == ["新桥通车。", "水库蓄水。"]
    assert kept.exists()


def test_an_empty_folder_is_reported_once(desk: Desk) -> None:
    assert counts(desk.after()) == (0, 0, 0, 0, 0)
    desk.clock.now += LOOK_AGAIN
    assert not desk.mirror.due(NOTHING)


def test_added_changed_moved_and_deleted_files_are_followed(desk: Desk) -> None:
    desk.after()
    page = desk.write("a.md", "新桥通车。")
    assert counts(desk.after(page, kind=Change.added)) == (1, 0, 0, 0, 0)
    desk.write("a.md", "新桥昨日通车。")
    assert counts(desk.after(page)) == (0, 1, 0, 0, 0)
    assert desk.texts() == ["新桥昨日通车。"]
    moved = desk.folder / "2025" / "b.md"
    moved.parent.mkdir()
    page.rename(moved)
    assert counts(desk.after(page, moved)) == (1, 0, 0, 1, 0)
    assert [held.files for held in desk.library.articles()] == [(str(moved),)]
    moved.unlink()
    assert counts(desk.after(moved, kind=Change.deleted)) == (0, 0, 0, 1, 0)
    assert desk.texts() == []


def test_a_file_still_being_copied_is_indexed_when_it_is_whole(desk: Desk) -> None:
    desk.after()
    for text in ("新桥", "新桥昨日", "新桥昨日通车。"):
        page = desk.write("a.md", text)
        assert not desk.mirror.due({(Change.modified, str(page))})
        desk.clock.now += SETTLED / 2
        assert not desk.mirror.due(NOTHING)
    desk.clock.now += SETTLED / 2
    assert desk.mirror.due(NOTHING)
    assert counts(desk.mirror.sync()) == (1, 0, 0, 0, 0)
    assert desk.texts() == ["新桥昨日通车。"]


def test_a_file_that_is_never_finished_does_not_hold_up_the_others(desk: Desk) -> None:
    log = desk.write("log.md", "一。")
    assert counts(desk.after()) == (1, 0, 0, 0, 0)
    desk.write("a.md", "新桥通车。")
    start = desk.clock.now
    number = 0
    while not desk.mirror.due({(Change.modified, str(log))}):
        assert desk.clock.now < start + 2 * PATIENCE
        desk.clock.now += 1
        number += 1
        desk.write("log.md", "二" * number)
    assert counts(desk.mirror.sync()) == (1, 0, 0, 0, 0)
    assert desk.texts() == ["一。", "新桥通车。"]
    desk.write("log.md", "三。")
    assert counts(desk.after(log)) == (0, 1, 1, 0, 0)
    assert desk.texts() == ["三。", "新桥通车。"]


def test_what_index_passes_over_is_not_due(desk: Desk) -> None:
    desk.after()
    names = (".a.md.swp", ".hidden/a.md", "~$a.docx", "a.zip", "a.md.part")
    assert desk.after(*[desk.write(name, "新桥通车。") for name in names]) is None
    assert desk.texts() == []


def test_a_library_inside_the_folder_does_not_set_itself_off(tmp_path: Path) -> None:
    config = IndexConfig(home=tmp_path / "library", cache=tmp_path / "cache")
    with Library(config, WordHashEncoder()) as library:
        desk = Desk(library, tmp_path)
        desk.write("a.md", "新桥通车。")
        report = desk.after()
        assert counts(report) == (1, 0, 0, 0, 0)
        assert report is not None
        assert report.notes == ()
        written = [path for path in config.home.rglob("*") if path.is_file()]
        assert written
        assert desk.after(*written) is None
        assert counts(desk.after(desk.write("b.md", "水库蓄水。"))) == (1, 0, 1, 0, 0)


def test_a_folder_that_vanishes_costs_nothing_and_is_taken_up_again(desk: Desk) -> None:
    page = desk.write("a.md", "新桥通车。")
    desk.after()
    away = desk.folder.rename(desk.folder.with_name("away"))
    for _ in range(2):
        with pytest.raises(FolderMissing, match="keeps what it holds"):
            desk.mirror.due({(Change.deleted, str(page))})
    assert desk.texts() == ["新桥通车。"]
    away.rename(desk.folder)
    desk.write("b.md", "水库蓄水。")
    assert counts(desk.after()) == (1, 0, 1, 0, 0)


def test_a_folder_that_vanishes_just_before_it_is_indexed_costs_nothing(desk: Desk) -> None:
    page = desk.write("a.md", "新桥通车。")
    desk.after()
    desk.write("a.md", "新桥昨日通车。")
    assert not desk.mirror.due({(Change.modified, str(page))})
    desk.clock.now += SETTLED
    assert desk.mirror.due(NOTHING)
    away = desk.folder.rename(desk.folder.with_name("away"))
    with pytest.raises(FolderMissing):
        desk.mirror.sync()
    assert desk.texts() == ["新桥通车。"]
    away.rename(desk.folder)
    assert counts(desk.after()) == (0, 1, 0, 0, 0)


def test_a_busy_library_is_tried_again_after_a_pause(desk: Desk) -> None:
    desk.after()
    page = desk.write("a.md", "新桥通车。")
    with Library(desk.library.config, WordHashEncoder()) as other, other._writing(None):
        with pytest.raises(LibraryUnavailable, match="another process"):
            desk.after(page)
        assert not desk.mirror.due(NOTHING)
        desk.clock.now += 1
        assert desk.mirror.due(NOTHING)
        with pytest.raises(LibraryUnavailable):
            desk.mirror.sync()
    desk.clock.now += 1
    assert not desk.mirror.due({(Change.modified, str(page))})
    desk.clock.now += 1
    assert desk.mirror.due(NOTHING)
    assert counts(desk.mirror.sync()) == (1, 0, 0, 0, 0)


def test_a_bad_file_is_named_when_it_comes_and_tried_again_when_it_changes(desk: Desk) -> None:
    page = desk.write("a.md", "新桥通车。")
    desk.after()
    page.write_bytes(b"")
    report = desk.after(page)
    assert report is not None
    assert [failure.path for failure in report.failed] == [str(page)]
    assert desk.texts() == ["新桥通车。"]
    assert counts(desk.after(desk.write("b.md", "水库蓄水。"))) == (1, 0, 0, 0, 0)
    assert desk.texts() == ["新桥通车。", "水库蓄水。"]
    desk.write("a.md", "新桥昨日通车。")
    assert counts(desk.after(page)) == (0, 1, 1, 0, 0)
    page.write_bytes(b"")
    assert counts(desk.after(page)) == (0, 0, 1, 0, 1)
    page.unlink()
    assert counts(desk.after(page)) == (0, 0, 1, 1, 0)


def test_the_folder_is_looked_at_unasked_now_and_then(desk: Desk) -> None:
    desk.after()
    assert not desk.mirror.due(NOTHING)
    desk.write("a.md", "新桥通车。")
    desk.clock.now += LOOK_AGAIN - SETTLED
    assert not desk.mirror.due(NOTHING)
    desk.clock.now += SETTLED
    assert counts(desk.after()) == (1, 0, 0, 0, 0)


def until(changes: Iterator[Changes], path: Path) -> None:
    """Waits until a path is said to be there."""
    for told in changes:
        if (Change.added, str(path)) in told:
            return
    raise AssertionError(f"nothing was told of {path}")


def test_the_system_tells_of_changes_even_after_the_folder_was_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    stop = threading.Event()
    changes = folder_changes(folder, stop)
    assert next(changes) == {(Change.added, str(folder))}
    page = folder / "sub" / "a.md"
    page.parent.mkdir()
    page.write_text("一", "utf-8")
    until(changes, page.parent)
    folder.rename(tmp_path / "away")
    while next(changes):
        pass  # until it is noticed, or quiet
    folder.mkdir()
    until(changes, folder)
    shutil.rmtree(folder)
    folder.mkdir()
    until(changes, folder)
    (folder / "b.md").write_text("二", "utf-8")
    until(changes, folder / "b.md")
    stop.set()
    assert [told for told in changes if told] == []
