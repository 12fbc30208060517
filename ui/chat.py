"""The web chat: `build_app` puts the pages together; launching it is `ui.serving`'s part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from index.errors import LibraryError
from rag.errors import AssistantError
from rag.models import Finished
from ui import json_output, reader, render, samples
from ui.ask_tab import AskTab, build_ask_tab, newspaper_choices
from ui.conversation import AssistantSource, UnusableFilter, read_filters
from ui.library_tab import LibraryTab, Shelf, build_library_tab, listing
from ui.screen_texts import TEXTS, say, translations

ASSETS = Path(__file__).parent / "assets"


class Library(Shelf, reader.ArticleShelf, Protocol):
    """What the screen needs of `index.library.Library`."""

    def newspapers(self) -> Sequence[str]:
        """The newspapers that articles are from."""
        ...


def build_app(
    source: AssistantSource,
    library: Library,
    uploads: Path,
    examples: Sequence[samples.Example] = (),
) -> gr.Blocks:
    """The web chat over its parts.

    Args:
        source: Gives the assistant, which may still be loading.
        library: The articles.
        uploads: Folder in which files given in the browser are kept.
        examples: Questions offered while their articles are in the library.
    """
    messages = texts()
    title = " ".join(TEXTS["title"])
    with gr.Blocks(title=title, fill_width=True, analytics_enabled=False) as app:
        gr.HTML(_masthead(), elem_id="wb-masthead", js_on_load=None)
        with gr.Tabs(elem_id="wb-tabs"):
            with gr.Tab(messages("wb_tab_ask"), id="ask"):
                ask = build_ask_tab(messages, _welcome(library, examples), _script("talk.js"))
            with gr.Tab(messages("wb_tab_library"), id="library"):
                shelf = build_library_tab(messages, _script("listing.js"))
        _build_reader(library)
        ask.connect(source)
        changes = shelf.connect(library, uploads)
        _keep_fresh([app.load, *(c.then for c in changes)], ask, shelf, library, examples)
        _offer_api(source)
    return app


def texts() -> gr.I18n:
    """The screen's texts as Gradio translates them, by the browser's language."""
    return gr.I18n(**translations())


def _script(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


def _masthead() -> str:
    return f'<div class="wb-masthead"><h1>{say("title")}</h1><p>{say("motto")}</p></div>'


def _build_reader(library: Library) -> None:
    """The drawer in which articles open; its script fills it through these functions."""

    def open_passage(place: str) -> str:
        return reader.open_passage(library, str(place))

    def open_citation(cited: str) -> str:
        return reader.open_citation(library, str(cited))

    def open_file(file: str) -> str:
        return reader.open_file(library, str(file))

    gr.HTML(
        f'<aside class="wb-reader" role="dialog" hidden>'
        f'<button type="button" class="wb-close wb-small">{say("close")}</button>'
        f'<div class="wb-page" tabindex="-1"></div>'
        f'<template><div class="wb-hint">{say("opening")}</div></template></aside>',
        elem_id="wb-reader",
        js_on_load=_script("reader.js"),
        server_functions=[open_passage, open_citation, open_file],
    )


def _keep_fresh(
    moments: Sequence[Any],
    ask: AskTab,
    shelf: LibraryTab,
    library: Library,
    examples: Sequence[samples.Example],
) -> None:
    """Shows what the library holds when the page opens and whenever that changes."""

    def refresh(wanted: str) -> tuple[str, Any, str]:
        choices = newspaper_choices(texts(), _newspapers(library))
        welcome = _welcome(library, examples)
        return welcome, gr.Dropdown(choices=choices), listing(library, wanted)

    for moment in moments:
        moment(
            refresh,
            shelf.wanted,
            [ask.examples, ask.newspaper, shelf.listing],
            show_progress="hidden",
            api_visibility="private",
        )


def _welcome(library: Library, examples: Sequence[samples.Example]) -> str:
    try:
        return render.welcome(samples.usable(examples, library.articles()))
    except LibraryError:
        return render.welcome(())  # the library's page says what is wrong


def _newspapers(library: Library) -> Sequence[str]:
    try:
        return library.newspapers()
    except LibraryError:
        return ()


def _offer_api(source: AssistantSource) -> None:
    """The one function that programs may call: a question in, the promised JSON out."""

    def ask(question: str, date_from: str = "", date_to: str = "", newspaper: str = "") -> Any:
        try:
            filters = read_filters(newspaper, date_from, date_to)
            for event in source.assistant().stream(question, (), filters):
                if isinstance(event, Finished):
                    return json_output.answer_json(event.answer)
        except UnusableFilter as error:
            raise gr.Error(TEXTS[error.key][1].format_map(error.values)) from error
        except (AssistantError, LibraryError) as error:
            raise gr.Error(str(error)) from error
        raise gr.Error("the assistant gave no answer")

    gr.api(ask, api_name="ask")
