from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from index.config import IndexConfig
from index.errors import EncoderChanged, LibraryUnavailable, UnknownArticle
from index.library import Library
from index.models import Article, Document, Filters, Progress
from tests.doubles import WordHashEncoder

BRIDGE = Article(
    ("城北新桥昨日通车，全长三百米。", "市民说出行方便多了。"),
    headline="城北新桥通车",
    newspaper="样例日报",
    date=date(2025, 1, 22),
)
DAM = Article(
    ("南山水库今日开始蓄水，库容五百万立方米。",),
    headline="南山水库蓄水",
    newspaper="样例晚报",
    date=date(2025, 1, 23),
)
SCHOOL = Article(("The new school opened its doors to 300 pupils.",), headline="School opens")


def documents(*articles: Article) -> list[Document]:
    return [Document(f"doc-{number}", articles=(a,)) for number, a in enumerate(articles)]


def write(folder: Path, name: str, headline: str, text: str, day: str = "2025-01-22") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"# {headline}\n\n{day}\n\n{text}\n", encoding="utf-8")
    return path


def healthy(library: Library) -> bool:
    return all(check.ok for check in library.check())


def test_what_was_added_is_listed_found_and_shown(library: Library) -> None:
    report = library.add(documents(BRIDGE, DAM, SCHOOL))
    assert (report.added, report.articles, report.passages) == (3, 3, 3)
    assert [each.article.headline for each in library.articles()] == [
        "南山水库蓄水",
        "城北新桥通车",
        "School opens",
    ]
    assert library.article(DAM.id).files == ("doc-1",)
    assert library.newspapers() == ["样例日报", "样例晚报"]
    hit = library.nearest("水库的库容是多少？", 1)[0]
    assert hit.article.id == DAM.id
    assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert library.matching("水庫的庫容", 1)[0].article.id == DAM.id
    assert library.matching_terms(["pupils"], 1)[0].article.id == SCHOOL.id
    assert [p.text for p in library.passages_of(BRIDGE.id)] == [BRIDGE.text]
    assert healthy(library)


def test_filters_leave_as_many_hits_as_there_are(library: Library) -> None:
    days = [Article((f"第{n}号桥通车。",), date=date(2025, 1, 1 + n % 28)) for n in range(120)]
    library.add(documents(*days))
    one_day = Filters(date_from=date(2025, 1, 5), date_to=date(2025, 1, 5))
    assert len(library.nearest("桥", 50, one_day)) == sum(n % 28 == 4 for n in range(120))
    assert len(library.nearest("桥", 200)) == 120
    some = {days[3].id, days[7].id}
    few = Filters(article_ids=frozenset(some))
    assert {hit.article.id for hit in library.nearest("桥", 50, few)} == some
    assert {hit.article.id for hit in library.matching("通车", 50, few)} == some
    nothing = Filters(article_ids=frozenset())
    assert library.nearest("桥", 5, nothing) == library.matching("桥", 5, nothing) == []


def test_an_empty_library_answers(library: Library) -> None:
    assert library.nearest("桥", 5) == library.matching("桥", 5) == []
    assert library.articles() == []
    assert library.nearest("桥", 0) == []
    assert healthy(library)
    with pytest.raises(UnknownArticle):
        library.article("0" * 16)
    with pytest.raises(UnknownArticle):
        library.passages_of("0" * 16)


def test_a_question_without_words_is_no_error(library: Library) -> None:
    library.add(documents(BRIDGE))
    assert library.matching("？！", 5) == []
    assert len(library.nearest("？！", 5)) == 1


def test_indexing_again_adds_nothing(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "news", "a.md", "新桥通车", "城北新桥昨日通车。")
    write(tmp_path / "news" / "more", "b.md", "水库蓄水", "南山水库开始蓄水。")
    first = library.index([tmp_path / "news"])
    again = library.index([tmp_path / "news"])
    assert (first.added, again.added, again.unchanged) == (2, 0, 2)
    assert (first.articles, first.passages) == (again.articles, again.passages)
    assert isinstance(library.encoder, WordHashEncoder)
    assert library.encoder.encoded == first.passages


def test_a_changed_file_replaces_its_old_passages(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", "新桥通车", "城北新桥昨日通车。")
    library.index([path])
    write(tmp_path, "a.md", "水库蓄水", "南山水库开始蓄水。")
    report = library.index([path])
    assert (report.updated, report.articles) == (1, 1)
    assert library.matching("新桥", 5) == []
    assert library.nearest("新桥", 5)[0].article.headline == "水库蓄水"
    assert healthy(library)


def test_a_file_gone_from_its_folder_leaves_nothing(library: Library, tmp_path: Path) -> None:
    kept = write(tmp_path / "news", "a.md", "新桥通车", "城北新桥昨日通车。")
    gone = write(tmp_path / "news", "b.md", "水库蓄水", "南山水库开始蓄水。")
    library.index([tmp_path / "news"])
    gone.unlink()
    assert library.index([kept]).removed == 0
    report = library.index([tmp_path / "news"])
    assert (report.removed, report.articles) == (1, 1)
    assert library.matching("水库", 5) == []
    assert healthy(library)


def test_the_same_file_under_two_paths_adds_nothing(library: Library, tmp_path: Path) -> None:
    first = write(tmp_path, "a.md", "新桥通车", "城北新桥昨日通车。")
    second = write(tmp_path, "b.md", "新桥通车", "城北新桥昨日通车。")
    library.index([first])
    report = library.index([second])
    assert (report.added, report.unchanged, report.articles) == (0, 1, 1)
    assert library.articles()[0].files == (str(first), str(second))
    library.remove([first])
    assert library.articles()[0].files == (str(second),)
    assert library.articles()[0].article.source == str(second)
    library.remove([second])
    assert library.articles() == []


def test_a_renamed_file_keeps_its_articles(library: Library, tmp_path: Path) -> None:
    first = write(tmp_path / "news", "a.md", "新桥通车", "城北新桥昨日通车。")
    library.index([tmp_path / "news"])
    before = [each.article.id for each in library.articles()]
    first.rename(first.with_name("b.md"))
    report = library.index([tmp_path / "news"])
    assert (report.added, report.removed) == (1, 1)
    assert [each.article.id for each in library.articles()] == before
    assert library.encoder.encoded == report.passages  # type: ignore[attr-defined]


def test_removing_an_article_leaves_the_others_of_its_file(library: Library) -> None:
    library.add([Document("page", articles=(BRIDGE, DAM))])
    report = library.remove([DAM.id])
    assert (report.removed, report.articles) == (1, 1)
    assert library.matching("水库", 5) == []
    library.remove([BRIDGE.id])
    assert library.counts().files == 0
    assert healthy(library)


def test_an_unknown_name_removes_nothing(library: Library) -> None:
    library.add(documents(BRIDGE))
    with pytest.raises(UnknownArticle):
        library.remove([BRIDGE.id, "nobody.txt"])
    assert library.counts().articles == 1


def test_wire_copies_and_corrections_are_related(library: Library) -> None:
    text = (
        "新华社北京1月21日电，国家统计局公布的数据显示，去年全国粮食总产量再创新高，"
        "各地秋粮收购进展顺利，农民收入稳步增加，专家认为这为稳定物价打下了坚实的基础。"
    )
    one = Article((text,), "粮食丰收", newspaper="样例日报", date=date(2025, 1, 22))
    other = Article((text,), "粮食再丰收", newspaper="样例晚报", date=date(2025, 1, 22))
    correction = Article(
        ("本报2025年1月22日第1版《城北新桥通车》一文中，“三百米”应为“三百五十米”。特此更正。",),
        headline="更正",
        newspaper="样例日报",
        date=date(2025, 1, 24),
    )
    library.add([Document("first", articles=(one, BRIDGE))])
    library.add([Document("second", articles=(other,)), Document("third", articles=(correction,))])
    assert library.article(one.id).also_in == (other.id,)
    assert library.article(other.id).also_in == (one.id,)
    assert library.article(correction.id).corrects == (BRIDGE.id,)
    assert library.article(BRIDGE.id).corrected_by == (correction.id,)
    library.remove(["second", "third"])
    assert library.article(one.id).also_in == library.article(BRIDGE.id).corrected_by == ()


def test_another_encoder_is_refused_unless_the_library_is_empty(tmp_path: Path) -> None:
    config = IndexConfig(home=tmp_path / "home")
    with Library(config, WordHashEncoder(name="one")) as library:
        library.add(documents(BRIDGE))
    with pytest.raises(EncoderChanged, match="one"):
        Library(config, WordHashEncoder(name="two"))
    with Library(config, WordHashEncoder(name="one")) as library:
        library.remove(["doc-0"])
    with Library(config, WordHashEncoder(name="two", dimensions=64)) as library:
        library.add(documents(DAM))
        assert library.nearest("水库", 1)[0].article.id == DAM.id


def test_progress_is_told_in_order(library: Library) -> None:
    told: list[tuple[str, int, int]] = []
    progress: Progress = lambda what, done, total: told.append((what, done, total))  # noqa: E731
    library.add(documents(BRIDGE, DAM), progress)
    assert ("read", 2, 2) in told
    assert ("embed", 2, 2) in told
    assert ("index", 2, 2) in told


def test_threads_share_a_library(library: Library) -> None:
    library.add(documents(BRIDGE, DAM))
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(10):
                assert library.nearest("水库", 1)[0].article.id == DAM.id
                assert library.matching("新桥", 1)[0].article.id == BRIDGE.id
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    library.add([Document("more", articles=(SCHOOL,))])
    for thread in threads:
        thread.join()
    assert failures == []


_OTHER = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from tests.doubles import WordHashEncoder
from index import Article, Document, IndexConfig, Library
with Library(IndexConfig(home=Path({home!r})), WordHashEncoder()) as library:
    library.{call}
"""


def elsewhere(library: Library, call: str) -> subprocess.CompletedProcess[str]:
    """Runs a call on the same library in another process."""
    root = Path(__file__).parent.parent
    code = _OTHER.format(
        path=[str(root), str(root.parent)], home=str(library.config.home), call=call
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_what_another_process_writes_is_seen(library: Library) -> None:
    library.add(documents(BRIDGE))
    assert len(library.nearest("水库", 5)) == 1
    done = elsewhere(
        library, "add([Document('new', articles=(Article(('南山水库蓄水。',), '水库'),))])"
    )
    assert done.returncode == 0, done.stderr
    assert library.nearest("水库", 5)[0].article.headline == "水库"
    assert elsewhere(library, "remove(['new', 'doc-0'])").returncode == 0
    assert library.nearest("水库", 5) == library.matching("水库", 5) == []


def test_a_second_writer_is_told_to_wait(library: Library) -> None:
    library.add(documents(BRIDGE))
    other = Library(library.config, library.encoder)
    with library._writing(None), pytest.raises(LibraryUnavailable, match="another process"):
        other.add(documents(DAM))
    assert other.nearest("新桥", 1)[0].article.id == BRIDGE.id
    other.close()
    library.add(documents(BRIDGE, DAM))
    assert library.counts().articles == 2
