"""Old citations against a real library whose files were changed since."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnknownArticle
from index.library import Library
from index.models import Article, Document, LibraryArticle
from rag.models import Citation
from rag.survival import KeptCitation, survival
from ui.json_output import citation_json

QUOTE = "大桥全长1280米，双向六车道，总投资3.6亿元。"
OPENING = "1月21日上午，青石河大桥正式通车。"
HEADLINE = "青石河大桥正式通车"


def write(path: Path, *articles: tuple[str, str]) -> None:
    body = "\n\n".join(f"# {headline}\n\n{text}" for headline, text in articles)
    path.write_text(f"---\nnewspaper: 样例日报\ndate: 2025-01-22\n---\n\n{body}\n", "utf-8")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "pages" / "2025-01-22.md"
    path.parent.mkdir()
    write(
        path, (HEADLINE, OPENING + QUOTE), ("夜市恢复营业", "望汐夜市昨晚恢复营业，168个摊位亮灯。")
    )
    return path


def cite(library: Library, page: Path, quote: str = QUOTE) -> KeptCitation:
    library.index([page])
    article = next(held.article for held in library.articles() if quote in held.article.text)
    start = article.text.index(quote)
    return KeptCitation(
        article.id,
        start,
        start + len(quote),
        quote,
        article.source,
        article.headline,
        article.newspaper,
        article.date,
        article.pages,
    )


def marked(found_in: LibraryArticle | None, start: int, end: int) -> str:
    assert found_in is not None
    return found_in.article.text[start:end]


def test_an_article_that_was_not_touched_opens_at_its_offsets(library: Library, page: Path) -> None:
    kept = cite(library, page)
    library.index([page])
    found = survival(kept, library)
    assert found.fate == "unchanged"
    assert (found.start, found.end) == (kept.start, kept.end)
    assert marked(found.held, found.start, found.end) == QUOTE


def test_a_change_beside_the_quote_moves_it(library: Library, page: Path) -> None:
    kept = cite(library, page)
    write(page, (HEADLINE, "本报讯：" + OPENING + "市民前往观看。" + QUOTE))
    library.index([page])
    found = survival(kept, library)
    assert found.fate == "moved"
    assert found.start > kept.start
    assert found.held is not None
    assert found.held.article.id != kept.article_id
    assert marked(found.held, found.start, found.end) == QUOTE


def test_white_space_and_width_do_not_change_a_quote(library: Library, page: Path) -> None:
    kept = cite(library, page)
    wide = "大桥全长１２８０米， 双向六车道，总投资３．６亿元。"
    write(page, (HEADLINE, OPENING + wide))
    library.index([page])
    found = survival(kept, library)
    assert found.fate == "moved"
    assert marked(found.held, found.start, found.end) == wide


def test_of_several_places_the_one_under_the_headline_counts(library: Library, page: Path) -> None:
    kept = cite(library, page)
    write(page, ("要闻回顾", QUOTE), (HEADLINE, OPENING + "市民前往观看。" + QUOTE))
    library.index([page])
    found = survival(kept, library)
    assert found.held is not None
    assert found.held.article.headline == HEADLINE


def test_a_changed_figure_is_no_longer_the_quote(library: Library, page: Path) -> None:
    kept = cite(library, page)
    write(
        page,
        ("夜市恢复营业", "望汐夜市恢复营业。"),
        (HEADLINE, OPENING + QUOTE.replace("1280", "1820")),
    )
    library.index([page])
    found = survival(kept, library)
    assert found.fate == "changed"
    assert marked(found.held, found.start, found.end) == QUOTE.replace("1280", "1820")


def test_a_source_that_speaks_of_something_else_offers_no_article(
    library: Library, page: Path
) -> None:
    kept = cite(library, page)
    write(page, ("市图书馆延长开放时间", "自2月1日起每天开放到22时，周一不再闭馆。"))
    library.index([page])
    found = survival(kept, library)
    assert found.fate == "changed"
    assert found.held is None


def test_the_same_headline_is_offered_without_a_mark(library: Library, page: Path) -> None:
    kept = cite(library, page)
    write(page, (HEADLINE, "桥面铺装完成，行人可以上桥。"))
    library.index([page])
    found = survival(kept, library)
    assert found.fate == "changed"
    assert found.held is not None
    assert found.start == found.end


def test_a_removed_source_is_told(library: Library, page: Path) -> None:
    kept = cite(library, page)
    library.remove([page])
    assert survival(kept, library).fate == "removed"


def test_a_deleted_file_of_an_indexed_folder_is_told(library: Library, page: Path) -> None:
    kept = cite(library, page)
    library.index([page.parent])
    page.unlink()
    library.index([page.parent])
    assert survival(kept, library).fate == "removed"


def test_a_moved_file_that_says_the_same_still_opens(library: Library, page: Path) -> None:
    kept = cite(library, page)
    library.remove([page])
    library.index([page.rename(page.with_name("renamed.md"))])
    assert survival(kept, library).fate == "unchanged"


def test_a_document_without_a_file_is_a_source(library: Library) -> None:
    old = Article((OPENING + QUOTE,), headline=HEADLINE)
    library.add([Document("doc-1", articles=(old,))])
    (held,) = library.articles()
    start = old.text.index(QUOTE)
    kept = KeptCitation(old.id, start, start + len(QUOTE), QUOTE, held.article.source, old.headline)
    library.add([Document("doc-1", articles=(replace(old, paragraphs=(OPENING, QUOTE)),))])
    found = survival(kept, library)
    assert found.fate == "moved"
    assert marked(found.held, found.start, found.end) == QUOTE


def test_offsets_that_do_not_hold_the_quote_are_not_believed(library: Library, page: Path) -> None:
    kept = cite(library, page)
    forged = KeptCitation(kept.article_id, 0, 5, QUOTE, kept.source)
    found = survival(forged, library)
    assert marked(found.held, found.start, found.end) == QUOTE
    empty = KeptCitation(kept.article_id, 0, 0, "", "nowhere")
    assert survival(empty, library).fate == "removed"


def test_the_promised_json_of_an_answer_is_read_back(library: Library, page: Path) -> None:
    kept = cite(library, page)
    held = library.article(kept.article_id)
    printed = json.dumps(citation_json(Citation(3, held.article, kept.start, kept.end)))
    assert KeptCitation.from_json(printed) == kept


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"article_id": "a", "start": "x"}'])
def test_what_is_not_a_citation_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        KeptCitation.from_json(text)


class OneArticle:
    """A shelf with one article, whose source was changed."""

    def __init__(self, article: Article) -> None:
        self.held = LibraryArticle(article)

    def article(self, article_id: str) -> LibraryArticle:
        raise UnknownArticle(article_id)

    def articles_of(self, source: str) -> list[LibraryArticle]:
        return [self.held]


@given(st.text(), st.text(min_size=1), st.text())
def test_a_quote_is_found_wherever_it_stands(before: str, quote: str, after: str) -> None:
    kept = KeptCitation("0", 0, len(quote), quote, "a.txt")
    shelf = OneArticle(Article((before + quote + after,)))
    found = survival(kept, shelf)
    if quote.strip():
        assert found.fate == "moved"
        assert found.held is not None
        again = KeptCitation("0", 0, 1, shelf.held.article.text[found.start : found.end], "a.txt")
        assert survival(again, shelf).start == found.start
