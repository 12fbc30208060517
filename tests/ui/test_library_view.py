from __future__ import annotations

from index.models import Article, Failure, IndexReport, LibraryArticle
from tests.screen_doubles import BRIDGE, HOSTILE, LIBRARY_HOURS
from ui.library_view import index_progress, index_report, library_list


def held(*articles: Article) -> list[LibraryArticle]:
    return [LibraryArticle(article, files=(article.source,)) for article in articles]


def test_articles_stand_under_their_file_with_what_can_be_done() -> None:
    html = library_list(held(BRIDGE, LIBRARY_HOURS))
    for article in (BRIDGE, LIBRARY_HOURS):
        assert f'data-open="{article.id}:0-0"' in html
        assert f'data-remove="{article.id}"' in html
        assert f'data-file="{article.source}"' in html
    assert "切分没有把握" in html


def test_words_narrow_the_list_down() -> None:
    articles = held(BRIDGE, LIBRARY_HOURS)
    assert "青石河大桥" not in library_list(articles, "图书馆 2025-01-20")
    assert "市图书馆" not in library_list(articles, "青石河")


def test_a_long_list_says_that_it_is_not_whole() -> None:
    many = held(
        *(Article((f"第{i}篇",), headline=f"标题{i}", source=f"{i}.txt") for i in range(201))
    )
    assert "只列出前 200 篇" in library_list(many)


def test_an_empty_library_says_what_to_do() -> None:
    assert "资料库还是空的" in library_list([])


def test_hostile_names_stay_text() -> None:
    assert "<img" not in library_list(held(HOSTILE))


def test_failures_are_named_with_their_reason() -> None:
    html = index_report(IndexReport(added=1, failed=(Failure("/x/<i>.pdf", "is encrypted"),)))
    assert "&lt;i&gt;.pdf" in html
    assert "is encrypted" in html


def test_progress_has_an_end_only_where_it_is_known() -> None:
    assert 'max="4"' in index_progress("读取", 1, 4)
    assert "max=" not in index_progress("读取", 1, 0)
