from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LibraryUnavailable
from index.models import Article, LibraryArticle
from tests.screen_doubles import BRIDGE, HOSTILE, LIBRARY_HOURS, ListLibrary
from ui import reader


def marked(shown: str) -> str:
    return html.unescape("\n".join(re.findall(r"<mark[^>]*>(.*?)</mark>", shown, re.S)))


def test_a_passage_is_marked_in_its_article() -> None:
    library = ListLibrary(BRIDGE)
    quote = "大桥全长1280米，双向六车道，总投资3.6亿元。"
    start = BRIDGE.text.index(quote)
    shown = reader.open_passage(library, f"{BRIDGE.id}:{start}-{start + len(quote)}")
    assert marked(shown) == quote
    for part in ("青石河大桥正式通车", "样例日报", "2025-01-22", "第4版", "历时三年建成"):
        assert part in shown


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4), st.data())
def test_what_is_marked_is_the_text_between_the_offsets(
    paragraphs: list[str], data: st.DataObject
) -> None:
    article = Article(tuple(paragraphs))
    start = data.draw(st.integers(0, len(article.text)))
    end = data.draw(st.integers(start, len(article.text)))
    shown = reader.article(LibraryArticle(article), start, end)
    assert marked(shown).replace("\n", "") == article.text[start:end].replace("\n", "")


@pytest.mark.parametrize(
    "place", ["", "nonsense", "abc:1-2", "../../etc/passwd", "f" * 16 + ":0-9"]
)
def test_what_is_not_there_is_said(place: str) -> None:
    assert "已不在资料库里" in reader.open_passage(ListLibrary(BRIDGE), place)


def test_a_library_that_cannot_be_read_is_said() -> None:
    class Closed(ListLibrary):
        def article(self, article_id: str) -> LibraryArticle:
            raise LibraryUnavailable("the folder is gone")

    assert "the folder is gone" in reader.open_passage(Closed(), "ab:0-0")


def test_a_file_opens_as_it_was_split_with_the_confidence() -> None:
    shown = reader.open_file(ListLibrary(BRIDGE, LIBRARY_HOURS), LIBRARY_HOURS.source)
    assert "市图书馆延长开放时间" in shown
    assert "青石河大桥" not in shown
    assert "55%" in shown
    assert "切分没有把握" in shown


def test_hostile_text_stays_text() -> None:
    shown = reader.open_passage(ListLibrary(HOSTILE), f"{HOSTILE.id}:0-2")
    assert "<img" not in shown
    assert "${" not in shown
    assert "{{" not in shown


def test_corrections_and_copies_are_told() -> None:
    held = LibraryArticle(BRIDGE, also_in=("aa",), corrects=("bb",), corrected_by=("cc",))
    shown = reader.article(held)
    assert all(f'data-open="{one}:0-0"' in shown for one in ("aa", "bb", "cc"))
