"""Any order of indexing and removing leaves what one fresh build would hold."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.config import IndexConfig
from index.library import Library
from index.models import Article, Document
from tests.doubles import WordHashEncoder

DAY = date(2025, 1, 22)


def story(subject: str, **fields: object) -> Article:
    text = (f"{subject}昨日传来新的消息。" * 3, f"记者从{subject}现场了解到，一切正常。")
    return Article(text, headline=f"{subject}的消息", date=DAY, **fields)  # type: ignore[arg-type]


FIRST = Article(
    ("城北新桥昨日正式通车，全长三百米，市民早早来到桥头，", "工程总投资两亿元。"),
    headline="城北新桥通车",
    newspaper="样例日报",
    date=DAY,
    pages=("1",),
    continues_to="4",
)
SECOND = Article(
    ("新桥的照明由太阳能供电，通车首日有一万人走过新桥。",),
    headline="城北新桥通车",
    newspaper="样例日报",
    date=DAY,
    pages=("4",),
    continues_from="1",
)
CONTENTS: tuple[tuple[Article, ...], ...] = (
    (story("水库"),),
    (story("水库"), story("学校")),
    (FIRST, story("公园")),
    (SECOND,),
    (story("医院"),),
    (FIRST,),
)
NAMES = ("a", "b", "c", "d")
STEP = st.tuples(st.sampled_from(NAMES), st.none() | st.integers(0, len(CONTENTS) - 1))


def document(name: str, content: int) -> Document:
    return Document(name, articles=CONTENTS[content])


State = tuple[object, ...]


def state(library: Library) -> State:
    """What a reader can see; the named invariants are asserted on the way."""
    catalogue, store = library._catalogue, library._store
    ids = list(catalogue.passage_ids())
    assert store.count() == len(ids) == catalogue.counts().passages  # count
    assert store.ids() == set(ids)  # ids_match
    listed, indexed = catalogue.word_numbers()
    assert listed == indexed  # ids_match
    held = library.articles()
    passages = [p.id for each in held for p in library.passages_of(each.article.id)]
    assert sorted(passages) == sorted(set(passages)) == sorted(ids)  # no_duplicates
    found = {(hit.passage.id, round(hit.score, 4)) for hit in library.matching("新桥的消息", 50)}
    near = {(hit.passage.id, round(hit.score, 4)) for hit in library.nearest("新桥的消息", 50)}
    return sorted(held, key=lambda each: each.article.id), found, near


def fresh(files: dict[str, int]) -> State:
    with tempfile.TemporaryDirectory() as home, opened(home) as library:
        library.add([document(name, files[name]) for name in sorted(files)])
        return state(library)


def opened(home: str) -> Library:
    return Library(IndexConfig(home=Path(home)), WordHashEncoder(64))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=6))
def test_any_order_of_steps_equals_a_fresh_build(steps: list[tuple[str, int | None]]) -> None:
    files: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as home, opened(home) as library:
        for name, content in steps:
            if content is not None:
                files[name] = content
                library.add([document(name, content)])
            elif name in files:
                del files[name]
                library.remove([name])
        reached = state(library)
    assert reached == fresh(files)


def test_halves_in_two_files_are_one_article_while_both_are_there(library: Library) -> None:
    library.add([document("a", 2)])
    library.add([document("b", 3)])
    joined = [each for each in library.articles() if each.article.headline == FIRST.headline]
    assert [each.files for each in joined] == [("a", "b")]
    assert joined[0].article.pages == ("1", "4")
    library.remove(["b"])
    left = [each.article for each in library.articles() if each.article.headline == FIRST.headline]
    assert [article.id for article in left] == [FIRST.id]


@pytest.mark.parametrize("order", [("x", "y"), ("y", "x")])
def test_an_article_of_two_files_stays_until_the_last_goes(
    library: Library, order: tuple[str, str]
) -> None:
    library.add([document("x", 0), document("y", 1)])
    library.remove([order[0]])
    assert story("水库").id in {each.article.id for each in library.articles()}
    library.remove([order[1]])
    assert library.articles() == []


def test_only_what_changed_is_encoded(library: Library) -> None:
    encoder = library.encoder
    assert isinstance(encoder, WordHashEncoder)
    library.add([document("a", 0)])
    before = encoder.encoded
    library.add([document("a", 1)])
    assert encoder.encoded == before + len(library.passages_of(story("学校").id))
