from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index import changes, indexing
from index.config import IndexConfig
from index.errors import LibraryUnavailable
from index.gathering import split_document
from index.library import Library
from index.models import Article, Document
from index.store import VectorStore
from tests.doubles import WordHashEncoder

OLD = Document("old", articles=(Article(("城北新桥昨日通车。",), headline="新桥"),))
NEW = Document("old", articles=(Article(("南山水库开始蓄水。",), headline="水库"),))


def no_space(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def holds(library: Library, headline: str) -> bool:
    """Whether the library is whole and holds this one article."""
    headlines = [each.article.headline for each in library.articles()]
    found = [hit.article.headline for hit in library.nearest("新桥水库", 5)]
    worded = [hit.article.headline for hit in library.matching("新桥水库", 5)]
    return headlines == found == worded == [headline] and all(c.ok for c in library.check())


@pytest.mark.parametrize(
    ("owner", "name", "left"),
    [
        (WordHashEncoder, "encode_passages", "新桥"),
        (VectorStore, "put", "新桥"),
        (changes, "_put_parts", "新桥"),
        (changes, "_put_passages", "新桥"),
        (changes, "put_meta", "新桥"),
        (VectorStore, "remove", "水库"),
    ],
)
def test_an_interruption_leaves_the_old_state_or_the_new(
    library: Library, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, left: str
) -> None:
    library.add([OLD])
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, no_space)
        with pytest.raises(LibraryUnavailable, match="no space"):
            library.add([NEW])
    assert holds(library, left)
    library.add([NEW])
    assert holds(library, "水库")
    assert library.check()[2].detail == "1 passages have theirs"


def test_a_killed_run_is_swept_by_the_next(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add([OLD])

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(changes, "apply", killed)
        with pytest.raises(KeyboardInterrupt):
            library.add([NEW])
    assert holds(library, "新桥")
    assert "left by an interrupted run" in library.check()[2].detail
    library.add([OLD])
    assert "left by an interrupted run" not in library.check()[2].detail


def test_lost_vectors_are_made_again(library: Library) -> None:
    library.add([OLD])
    library._store.remove(library._store.ids())
    assert not library.check()[2].ok
    library.add([OLD])
    assert holds(library, "新桥")


def test_a_word_index_of_another_version_is_made_anew(library: Library) -> None:
    library.add([OLD])
    library._catalogue.set_meta(words="0")
    with library._catalogue.writing() as db:
        db.exec_driver_sql("update postings set term = 'x' || term where term <> ''")
    assert not library.check()[3].ok
    library.add([OLD])
    assert holds(library, "新桥")


def test_a_strange_setting_in_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MIGRATIONS=sideways\n")
    root = Path(__file__).parent.parent.parent
    code = (
        f"import sys; sys.path.insert(0, {str(root)!r})\n"
        "from pathlib import Path\n"
        "from index.errors import LibraryUnavailable\n"
        "from index.store import VectorStore\n"
        "try:\n    VectorStore(Path('vectors'))\n"
        "except LibraryUnavailable as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "start from another folder" in done.stdout


def test_batches_that_were_done_stay(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_BATCH_CHARS", 1)
    many = [Document(f"d{n}", articles=(Article((f"第{n}条新闻。",)),)) for n in range(5)]
    real = WordHashEncoder.encode_passages

    def third_fails(self: WordHashEncoder, texts: Any, progress: Any = None) -> Any:
        return no_space() if self.encoded == 2 else real(self, texts, progress)

    with monkeypatch.context() as patched:
        patched.setattr(WordHashEncoder, "encode_passages", third_fails)
        with pytest.raises(LibraryUnavailable):
            library.add(many)
    assert library.counts().articles == 2
    report = library.add(many)
    assert (report.added, report.unchanged, report.articles) == (3, 2, 5)


def test_bad_files_are_named_and_the_others_indexed(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "secret.md").write_text("# 秘密\n\n不应出现。\n", encoding="utf-8")
    (folder / "good.md").write_text("# 新桥\n\n城北新桥昨日通车。\n", encoding="utf-8")
    (folder / "empty.txt").write_text("")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (folder / "movie.xyz").write_bytes(b"\x00\x01")
    (folder / "link.md").symlink_to(folder / "nowhere.md")
    report = library.index([folder, tmp_path / "absent.txt", folder / "movie.xyz"])
    assert report.added == 1
    failed = {Path(failure.path).name: failure.error for failure in report.failed}
    assert set(failed) == {"empty.txt", "broken.pdf", "link.md", "absent.txt", "movie.xyz"}
    assert all(len(sentence) > 10 for sentence in failed.values())
    assert any("movie.xyz" in note for note in report.notes)
    assert [each.article.headline for each in library.articles()] == ["新桥"]


def test_a_reader_that_breaks_costs_one_file_only(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(document: Document) -> Any:
        if document.source == "odd":
            raise ZeroDivisionError("division by zero")
        return split_document(document)

    monkeypatch.setattr("index.library.split_document", breaks)
    report = library.add([Document("odd", articles=NEW.articles), OLD])
    assert (report.added, report.articles) == (1, 1)
    assert "could not be read" in report.failed[0].error


def test_a_touched_file_is_as_indexed(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 新桥\n\n城北新桥昨日通车。\n", encoding="utf-8")
    library.index([path])
    os.utime(path, (1, 1))
    assert library.index([path]).unchanged == 1
    assert all(check.ok for check in library.check())


def test_a_version_that_cannot_be_read_leaves_the_old_one(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 新桥\n\n城北新桥昨日通车。\n", encoding="utf-8")
    library.index([path])
    path.write_text("")
    report = library.index([tmp_path])
    assert [failure.path for failure in report.failed] == [str(path)]
    assert holds_article(library, "新桥")
    path.unlink()
    report = library.index([path])
    assert len(report.failed) == 1
    assert holds_article(library, "新桥")


def holds_article(library: Library, headline: str) -> bool:
    return [each.article.headline for each in library.articles()] == [headline]


def test_a_large_file_and_a_pipe_are_named(tmp_path: Path, encoder: WordHashEncoder) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"\0" * ((1 << 20) + 1))
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    config = IndexConfig(home=tmp_path / "home", largest_file_mb=1)
    with Library(config, encoder) as library:
        report = library.index([large, pipe])
    assert len(report.failed) == 2


def test_half_characters_do_not_stop_the_run(library: Library) -> None:
    report = library.add([Document("odd", articles=(Article(("破损\ud800字符。",)),))])
    assert report.articles == 1
    assert library.articles()[0].article.text == "破损?字符。"


def test_a_home_that_is_a_file_or_damaged_is_a_sentence(
    tmp_path: Path, encoder: WordHashEncoder
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryUnavailable, match="not a folder"):
        Library(IndexConfig(home=tmp_path / "file"), encoder)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "catalogue.sqlite3").write_bytes(b"no database at all" * 500)
    with pytest.raises(LibraryUnavailable, match="damaged"):
        Library(IndexConfig(home=tmp_path / "home"), encoder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, encoder: WordHashEncoder
) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryUnavailable, match="cannot be written"):
        Library(IndexConfig(home=tmp_path / "home"), encoder)


def test_a_changed_file_is_told_by_the_check(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 新桥\n\n城北新桥昨日通车。\n", encoding="utf-8")
    library.index([path])
    path.write_text("# 新桥\n\n城北新桥今日通车了。\n", encoding="utf-8")
    files = next(check for check in library.check() if check.name == "files")
    assert not files.ok
    path.unlink()
    files = next(check for check in library.check() if check.name == "files")
    assert files.ok
    assert "no longer" in files.detail
