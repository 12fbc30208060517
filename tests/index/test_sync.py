from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index import sync
from index.catalogue import Part
from index.models import Article
from index.sync import make_parts, plan, rejoin, within

PATHS = st.sampled_from([f"/news/{name}.txt" for name in "abcdef"])
DIGESTS = st.sampled_from(["1", "2", "3"])
FILES = st.dictionaries(PATHS, DIGESTS)


@given(FILES, FILES, st.sets(PATHS))
def test_every_path_is_in_one_field_and_nothing_else_is(
    known: dict[str, str], found: dict[str, str], gone: set[str]
) -> None:
    gone -= found.keys()
    made = plan(known, found, gone)
    read = [path for paths in made.read.values() for path in paths]
    assert sorted([*read, *made.copies, *made.unchanged]) == sorted(found)
    assert made.gone == gone & known.keys()
    assert made.unchanged == {path for path in found if known.get(path) == found[path]}
    assert all(found[path] == digest for digest, paths in made.read.items() for path in paths)


@given(FILES)
def test_planning_again_finds_all_unchanged(found: dict[str, str]) -> None:
    assert plan(found, found, frozenset()) == sync.Plan({}, {}, frozenset(found), frozenset())


def test_a_copy_of_a_known_file_is_not_read() -> None:
    made = plan({"/a": "1"}, {"/b": "1"}, frozenset())
    assert made.copies == {"/b": "1"}
    assert not made.read


def test_a_renamed_file_is_read_again() -> None:
    made = plan({"/a": "1"}, {"/b": "1"}, frozenset({"/a"}))
    assert made.read == {"1": ("/b",)}


def test_equal_new_files_are_read_once() -> None:
    assert plan({}, {"/b": "1", "/a": "1"}, frozenset()).read == {"1": ("/a", "/b")}


def test_within_counts_folders_not_letters() -> None:
    assert within("/news/2025/a.txt", "/news")
    assert not within("/newspaper/a.txt", "/news")
    assert not within("/news", "/news")


def whole(text: str, **fields: object) -> Article:
    return Article((text,), **fields)  # type: ignore[arg-type]


DAY = date(2025, 1, 2)
FIRST = whole("桥上的风很大，", headline="新桥", date=DAY, pages=("1",), continues_to="4")
SECOND = whole("行人不多。", headline="新桥", date=DAY, pages=("4",), continues_from="1")
BOTH = whole("桥上的风很大，行人不多。", headline="新桥", date=DAY, pages=("1", "4"))


def joining(articles: list[Article]) -> list[Article]:
    """Joins the two halves above, and nothing else."""
    ids = {article.id for article in articles}
    if not {FIRST.id, SECOND.id} <= ids:
        return articles
    return [BOTH, *(a for a in articles if a.id not in {FIRST.id, SECOND.id})]


def test_halves_of_two_files_become_one_article_of_both() -> None:
    parts = [*make_parts("1", [FIRST, whole("天气晴。")]), *make_parts("2", [SECOND])]
    placed, articles = rejoin(parts, {"1": "/p1.txt", "2": "/p4.txt"}, joining)
    became = {(part.digest, part.number): part.article_id for part in placed}
    assert became[("1", 0)] == became[("2", 0)] == BOTH.id
    assert set(articles) == {BOTH.id, whole("天气晴。").id}


def test_a_half_without_its_other_stands_for_itself() -> None:
    placed, articles = rejoin(make_parts("1", [FIRST]), {"1": "/p1.txt"}, joining)
    assert [part.article_id for part in placed] == [FIRST.id] == list(articles)


def test_a_half_that_no_joined_article_holds_is_kept() -> None:
    def careless(articles: list[Article]) -> list[Article]:
        return [article for article in articles if article.id != SECOND.id]

    parts = [*make_parts("1", [FIRST]), *make_parts("2", [SECOND])]
    _, articles = rejoin(parts, {}, careless)
    assert set(articles) == {FIRST.id, SECOND.id}


@given(st.permutations(range(4)))
def test_the_outcome_does_not_depend_on_the_order(order: list[int]) -> None:
    parts: list[Part] = [
        *make_parts("1", [FIRST]),
        *make_parts("2", [SECOND]),
        *make_parts("3", [FIRST, whole("天气晴。")]),
    ]
    sources = {"1": "/z.txt", "2": "/b.txt", "3": "/a.txt"}
    placed, articles = rejoin([parts[i] for i in order], sources, joining)
    wanted, same = rejoin(parts, sources, joining)
    assert sorted(placed, key=repr) == sorted(wanted, key=repr)
    assert articles == same


def test_articles_without_text_are_no_parts() -> None:
    assert make_parts("1", [Article(()), Article(("  ",))]) == []
