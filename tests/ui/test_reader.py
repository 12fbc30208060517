from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LibraryUnavailable
from index.models import Article, LibraryArticle
from rag.models import Citation
from tests.screen_doubles import BRIDGE, HOSTILE, LIBRARY_HOURS, ListLibrary, cite
from ui import reader
from ui.json_output import citation_json


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


ROAD = "大桥全长1280米，双向六车道，总投资3.6亿元。"


def cited(citation: Citation) -> str:
    return json.dumps(citation_json(citation))


def changed(old: str, new: str) -> Article:
    return replace(BRIDGE, paragraphs=tuple(p.replace(old, new) for p in BRIDGE.paragraphs))


def test_a_citation_opens_at_its_quote_and_nothing_is_said() -> None:
    shown = reader.open_citation(ListLibrary(BRIDGE), cited(cite(BRIDGE, ROAD, 1)))
    assert marked(shown) == ROAD
    assert "wb-fate" not in shown


def test_a_quote_that_moved_is_marked_where_it_is_with_a_line() -> None:
    library = ListLibrary(changed("1月21日上午", "1月21日上午9时许"))
    shown = reader.open_citation(library, cited(cite(BRIDGE, ROAD, 1)))
    assert marked(shown) == ROAD
    assert "这篇文章有过改动" in shown
    assert "changed since the answer" in shown


def test_a_quote_that_is_gone_is_shown_beside_what_stands_there_now() -> None:
    library = ListLibrary(changed("1280米", "1820米"))
    shown = reader.open_citation(library, cited(cite(BRIDGE, ROAD, 1)))
    assert "已不再这样写" in shown
    assert f"<blockquote>{ROAD}</blockquote>" in shown
    assert marked(shown) == ROAD.replace("1280米", "1820米")


def test_a_quote_whose_source_was_removed_is_shown_with_where_it_was_printed() -> None:
    shown = reader.open_citation(ListLibrary(LIBRARY_HOURS), cited(cite(BRIDGE, ROAD, 1)))
    assert "来源已从资料库移除" in shown
    assert f"<blockquote>{ROAD}</blockquote>" in shown
    for part in ("青石河大桥正式通车", "样例日报", "2025-01-22", "第4版"):
        assert part in shown
    assert "<article" not in shown


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"quote": 5}'])
def test_what_is_not_a_citation_is_said(kept: str) -> None:
    assert "已不在资料库里" in reader.open_citation(ListLibrary(BRIDGE), kept)


def test_a_kept_quote_is_only_text() -> None:
    shown = reader.open_citation(ListLibrary(), cited(Citation(1, HOSTILE, 0, len(HOSTILE.text))))
    assert "<img" not in shown
    assert "${" not in shown


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
