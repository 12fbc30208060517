from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from index import changes, payload, schema
from index.catalogue import Catalogue, FileRecord, Part
from index.changes import Change
from index.chunking import passages
from index.errors import LibraryUnavailable
from index.models import Article, Filters

WORDS = st.text(max_size=20)
MAYBE = st.none() | WORDS
ARTICLES = st.builds(
    Article,
    paragraphs=st.lists(WORDS, max_size=3).map(tuple),
    headline=MAYBE,
    kicker=MAYBE,
    subline=MAYBE,
    byline=MAYBE,
    newspaper=MAYBE,
    date=st.none() | st.dates(),
    pages=st.lists(WORDS, max_size=2).map(tuple),
    source=WORDS,
    subheads=st.lists(WORDS, max_size=2).map(tuple),
    captions=st.lists(WORDS, max_size=2).map(tuple),
    continues_from=MAYBE,
    continues_to=MAYBE,
    confidence=st.floats(0, 1),
    dateline=st.none() | st.dates(),
)


@given(ARTICLES)
def test_an_article_comes_back_as_it_was(article: Article) -> None:
    assert payload.loads(payload.dumps(article)) == article


def entered(*articles: Article) -> Change:
    return Change(
        files=(FileRecord("/a.txt", "d1", 3, 4),),
        editions=frozenset({"file:d1"}),
        parts=tuple(Part("d1", n, "file:d1", a, a.id) for n, a in enumerate(articles)),
        articles={a.id: a for a in articles},
        passages=tuple(p for a in articles for p in passages(a)),
        facts={"generation": "1"},
    )


BRIDGE = Article(("城北新桥通车。",), "新桥通车", newspaper="样例日报", date=date(2025, 1, 2))
DAM = Article(("南山水库蓄水。",), "水库蓄水", newspaper="样例晚报", date=date(2025, 1, 3))


def test_a_change_is_there_after_reopening(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    with catalogue.writing() as db:
        changes.apply(db, entered(BRIDGE, DAM))
    catalogue.close()
    catalogue = Catalogue(tmp_path)
    assert catalogue.articles() == {BRIDGE.id: BRIDGE, DAM.id: DAM}
    assert catalogue.files() == {"/a.txt": FileRecord("/a.txt", "d1", 3, 4)}
    assert catalogue.places() == {BRIDGE.id: [("/a.txt", 0)], DAM.id: [("/a.txt", 1)]}
    assert catalogue.newspapers() == ["样例日报", "样例晚报"]
    assert catalogue.generation() == "1"
    found = catalogue.matching(["水库"], 5, Filters())
    assert [passage_id for passage_id, _ in found] == [f"{DAM.id}:0-7"]
    catalogue.close()


def test_a_failing_change_changes_nothing(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    broken = replace(entered(BRIDGE), facts={"generation": object()})  # type: ignore[dict-item]
    with pytest.raises(DBAPIError), catalogue.writing() as db:
        changes.apply(db, broken)
    assert catalogue.counts().articles == 0
    assert catalogue.word_numbers() == (set(), set())
    catalogue.close()


def test_dropped_articles_leave_no_passage_word_or_relation(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    with catalogue.writing() as db:
        changes.apply(db, entered(BRIDGE, DAM))
        gone = Change(
            editions=frozenset({"file:d1"}),
            parts=(Part("d1", 0, "file:d1", BRIDGE, BRIDGE.id),),
            gone_articles=frozenset({DAM.id}),
        )
        changes.apply(db, gone)
    assert set(catalogue.articles()) == {BRIDGE.id}
    assert catalogue.matching(["水库"], 5, Filters()) == []
    listed, indexed = catalogue.word_numbers()
    assert listed == indexed
    assert len(listed) == 1
    catalogue.close()


def test_filters_restrict_what_matches(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    undated = Article(("河边公园开放。",))
    with catalogue.writing() as db:
        changes.apply(db, entered(BRIDGE, DAM, undated))
    assert catalogue.allowed(Filters()) == 3
    assert catalogue.allowed(Filters(date_to=date(2025, 1, 2))) == 1
    assert catalogue.allowed(Filters(date_from=date(2025, 1, 3))) == 1
    assert catalogue.allowed(Filters(newspaper="樣例日報")) == 1
    assert catalogue.allowed(Filters(article_ids=frozenset({DAM.id, "none"}))) == 1
    assert catalogue.passage_ids(Filters(newspaper="样例晚报")) == {f"{DAM.id}:0-7"}
    catalogue.close()


def test_a_catalogue_of_a_later_version_is_refused(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    with catalogue.writing() as db:
        later = len(schema.STEPS) + 1
        db.exec_driver_sql(f"insert into schema_version values ({later})")
    catalogue.close()
    with pytest.raises(LibraryUnavailable, match="newer version"):
        Catalogue(tmp_path)


def test_a_failing_schema_step_leaves_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_db: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(schema, "STEPS", (*schema.STEPS, broken))
        with pytest.raises(ZeroDivisionError):
            Catalogue(tmp_path)
    catalogue = Catalogue(tmp_path)
    assert catalogue.counts().articles == 0
    catalogue.close()
