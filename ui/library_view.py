"""The library as a list: a file, its articles, what can be done with them. Pure HTML."""

from __future__ import annotations

from collections.abc import Sequence

from index.models import Article, IndexReport, LibraryArticle
from ui import reader, render
from ui.screen_texts import escape, say

_MOST_SHOWN = 200


def library_list(articles: Sequence[LibraryArticle], wanted: str = "") -> str:
    """The articles by file.

    Args:
        articles: All of the library.
        wanted: Words that headline, newspaper, date or file must all hold.
    """
    if not articles:
        return f'<div class="wb-hint">{say("empty_library")}</div>'
    words = wanted.lower().split()
    matching = [held for held in articles if _matches(held, words)]
    groups: dict[str, list[Article]] = {}
    for held in matching[:_MOST_SHOWN]:
        groups.setdefault(reader.files_of(held)[0], []).append(held.article)
    files = {file for held in articles for file in reader.files_of(held)}
    counts = say("library_counts", articles=len(articles), files=len(files))
    more = ""
    if len(matching) > _MOST_SHOWN:
        more = f'<div class="wb-hint">{say("shown_part", shown=_MOST_SHOWN)}</div>'
    listed = "".join(_file(file, group) for file, group in groups.items())
    return f'<div class="wb-note">{counts}</div>{listed}{more}'


def _matches(held: LibraryArticle, words: Sequence[str]) -> bool:
    article = held.article
    when = article.date.isoformat() if article.date else ""
    fields = (article.headline, article.newspaper, when, *reader.files_of(held))
    text = " ".join(filter(None, fields)).lower()
    return all(word in text for word in words)


def _file(file: str, articles: Sequence[Article]) -> str:
    rows = "".join(_row(article) for article in articles)
    return (
        f'<section class="wb-filegroup"><header><span class="wb-filename" title="{escape(file)}">'
        f"{escape(reader.file_name(file))}</span>"
        f'<button type="button" class="wb-small" data-file="{escape(file)}">{say("open_split")}'
        f"</button>{_remove_button(file, 'remove_file')}</header><ul>{rows}</ul></section>"
    )


def _row(article: Article) -> str:
    unsure = ""
    if article.confidence < reader.UNSURE:
        unsure = f'<span class="wb-warning">{say("unsure")}</span>'
    return (
        f'<li><button type="button" class="wb-title" data-open="{escape(article.id)}:0-0">'
        f"{render.headline(article)}</button>"
        f'<span class="wb-printed">{render.printed(article) or say("unknown_date")}</span>'
        f"{_remove_button(article.id, 'remove')}{unsure}</li>"
    )


def _remove_button(target: str, key: str) -> str:
    return (
        f'<button type="button" class="wb-small wb-remove" data-remove="{escape(target)}">'
        f'<span class="wb-first">{say(key)}</span>'
        f'<span class="wb-sure">{say("remove_sure")}</span></button>'
    )


def index_progress(what: str, done: int, total: int) -> str:
    """A bar for long work; without end while the total is unknown."""
    value = f' value="{done}" max="{total}"' if total else ""
    counted = f" {done}/{total}" if total else ""
    return (
        f'<div class="wb-progress" role="status">{say("indexing")} {escape(what)}{counted}'
        f"<progress{value}></progress></div>"
    )


def index_report(report: IndexReport) -> str:
    """What an indexing run did, every file that failed named with the reason."""
    done = say(
        "index_done",
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
        failed=len(report.failed),
        seconds=f"{report.seconds:.1f}",
    )
    failures = "".join(
        f"<li><b>{escape(reader.file_name(failure.path))}</b> {escape(failure.error)}</li>"
        for failure in report.failed
    )
    named = f'<ul class="wb-failures">{failures}</ul>' if failures else ""
    return f'<div class="wb-report" role="status">{done}{named}</div>'
