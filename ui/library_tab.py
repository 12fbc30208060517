"""The page where files are added, listed and removed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from index.errors import LibraryError
from index.models import IndexReport, LibraryArticle, RemoveReport
from ui import library_view, reader, render
from ui.indexing import Indexer, index_steps, keep_upload
from ui.screen_texts import say

_log = logging.getLogger(__name__)


class Shelf(Indexer, Protocol):
    """What the page needs of the library."""

    def articles(self) -> list[LibraryArticle]:
        """All articles."""
        ...

    def remove(self, targets: Sequence[str], /) -> RemoveReport:
        """Takes files or articles out."""
        ...


@dataclass(frozen=True)
class LibraryTab:
    """The components of the page."""

    files: gr.File
    again: gr.Button
    report: gr.HTML
    wanted: gr.Textbox
    listing: gr.HTML

    def connect(self, library: Shelf, uploads: Path) -> list[Any]:
        """Joins adding, filtering and removing to the library.

        Returns:
            The events after which the library may hold other articles.
        """

        def add(files: list[str] | None, wanted: str) -> Iterator[tuple[Any, Any, Any]]:
            given = [Path(file) for file in files or []]
            for report in _index(library, lambda: [keep_upload(file, uploads) for file in given]):
                yield gr.skip(), report, gr.skip()
            yield None, gr.skip(), listing(library, wanted)

        def index_again(wanted: str) -> Iterator[tuple[Any, Any]]:
            for report in _index(library, lambda: _known_files(library)):
                yield report, gr.skip()
            yield gr.skip(), listing(library, wanted)

        def remove(wanted: str, event: gr.EventData) -> tuple[str, str]:
            target = str(event._data.get("target", ""))
            return _remove(library, target), listing(library, wanted)

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        added = self.files.upload(
            add,
            [self.files, self.wanted],
            [self.files, self.report, self.listing],
            concurrency_limit=1,
            **quiet,
        )
        again = self.again.click(
            index_again, self.wanted, [self.report, self.listing], concurrency_limit=1, **quiet
        )
        removed = self.listing.click(remove, self.wanted, [self.report, self.listing], **quiet)
        self.wanted.input(
            lambda wanted: listing(library, wanted),
            self.wanted,
            self.listing,
            trigger_mode="always_last",
            **quiet,
        )
        return [added, again, removed]


def build_library_tab(messages: gr.I18n, listing_script: str) -> LibraryTab:
    """Lays the page out.

    Args:
        messages: The screen's texts.
        listing_script: Makes a click on a remove button, twice, an event of the list.
    """
    with gr.Column(elem_id="wb-library"):
        files = gr.File(
            label=messages("wb_add_files"),
            file_count="multiple",
            elem_id="wb-files",
            height=140,
        )
        with gr.Row(elem_id="wb-add"):
            gr.HTML(f'<div class="wb-note">{say("add_hint")}</div>', js_on_load=None)
            again = gr.Button(
                messages("wb_index_again"), elem_id="wb-again", size="sm", scale=0, min_width=120
            )
        report = gr.HTML("", elem_id="wb-report", js_on_load=None)
        wanted = gr.Textbox(
            value="",
            container=False,
            label=messages("wb_find_article"),
            placeholder=messages("wb_find_article"),
            elem_id="wb-wanted",
        )
        listing = gr.HTML("", elem_id="wb-listing", js_on_load=listing_script)
    return LibraryTab(files, again, report, wanted, listing)


def listing(library: Shelf, wanted: str = "") -> str:
    """The list of the library, or the sentence that says why there is none."""
    try:
        return library_view.library_list(library.articles(), wanted)
    except LibraryError as error:
        return render.failure("library_trouble", str(error))


def _index(library: Shelf, find_paths: Callable[[], Sequence[Path]]) -> Iterator[str]:
    """What the page shows while files are indexed, and when they are."""
    try:
        for step in index_steps(library, find_paths()):
            if isinstance(step, IndexReport):
                yield library_view.index_report(step)
            else:
                yield library_view.index_progress(step.what, step.done, step.total)
    except Exception as error:  # noqa: BLE001 -- the page must say what happened and stay usable
        yield _failure(error)


def _known_files(library: Shelf) -> list[Path]:
    """The files that the articles were read from, as far as they are still there."""
    known = {file for held in library.articles() for file in reader.files_of(held)}
    return [Path(file) for file in sorted(known) if Path(file).is_file()]


def _remove(library: Shelf, target: str) -> str:
    try:
        report = library.remove([target])
    except Exception as error:  # noqa: BLE001 -- as above
        return _failure(error)
    return f'<div class="wb-report" role="status">{say("removed", count=report.removed)}</div>'


def _failure(error: Exception) -> str:
    if isinstance(error, LibraryError):
        return render.failure("library_trouble", str(error))
    if isinstance(error, OSError):
        return render.failure("no_space", error.strerror or str(error))
    _log.exception("a change of the library failed", exc_info=error)
    return render.failure("unexpected")
