"""The page where questions are asked: the talk on the left, the evidence on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.models import Filters
from rag.models import Turn
from ui import render
from ui.conversation import AssistantSource, UnusableFilter, read_filters, reply

_REMEMBERED_TURNS = 20
_AT_ONCE = 4
"""Questions that are worked on at the same time; more wait in the queue."""

Updates = tuple[Any, Any, Any, Any, Any]
"""Of question box, finished exchanges, the one going on, remembered turns, evidence."""


@dataclass(frozen=True)
class AskTab:
    """The components of the page.

    What is finished and what is being written are two components: the first is left alone while
    the second changes many times a second, so that a click on an older citation is not lost.
    """

    examples: gr.HTML
    past: gr.HTML
    current: gr.HTML
    question: gr.Textbox
    evidence: gr.HTML
    turns: gr.State
    new_chat: gr.Button
    newspaper: gr.Dropdown
    date_from: gr.Textbox
    date_to: gr.Textbox

    def connect(self, source: AssistantSource) -> None:
        """Joins asking, stopping and starting anew to the assistant."""

        def answer(
            question: str, past: str, current: str, turns: list[Turn], *limits: str
        ) -> Iterator[Updates]:
            yield from _answer(source, question, past + current, turns, limits)

        inputs = [self.question, self.past, self.current, self.turns]
        inputs += [self.newspaper, self.date_from, self.date_to]
        outputs = [self.question, self.past, self.current, self.turns, self.evidence]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        picked = self.examples.click(_picked, None, self.question, **quiet)
        running = [
            trigger(answer, inputs, outputs, concurrency_limit=_AT_ONCE, **quiet)
            for trigger in (self.question.submit, picked.then)
        ]
        self.question.stop(
            _stopped, self.current, [self.question, self.current], cancels=running, **quiet
        )
        self.new_chat.click(_cleared, None, outputs, cancels=running, **quiet)


def build_ask_tab(messages: gr.I18n, welcome: str, script: str) -> AskTab:
    """Lays the page out.

    Args:
        messages: The screen's texts.
        welcome: What stands where nothing has been asked yet.
        script: What the talk does in the browser: offers examples, follows what is written.
    """
    with gr.Row(elem_id="wb-ask"):
        with gr.Column(scale=3, min_width=320, elem_id="wb-talk"):
            with gr.Column(elem_id="wb-scroll"):
                examples = gr.HTML(welcome, elem_id="wb-welcome", js_on_load=script)
                past = gr.HTML("", elem_id="wb-past", js_on_load=script)
                current = gr.HTML("", elem_id="wb-current", js_on_load=script)
            question = gr.Textbox(
                value="",
                elem_id="wb-question",
                container=False,
                label=messages("wb_ask_label"),
                placeholder=messages("wb_ask_placeholder"),
                submit_btn=True,
                max_lines=6,
                autofocus=True,
            )
            with gr.Row(elem_id="wb-below"):
                limits = _build_limits(messages)
                new_chat = gr.Button(
                    messages("wb_new_chat"), elem_id="wb-new", size="sm", scale=0, min_width=96
                )
        with gr.Column(scale=2, min_width=300, elem_id="wb-aside"):
            evidence = gr.HTML(render.evidence_hint(), elem_id="wb-evidence", js_on_load=None)
    return AskTab(examples, past, current, question, evidence, gr.State([]), new_chat, *limits)


def _build_limits(messages: gr.I18n) -> tuple[gr.Dropdown, gr.Textbox, gr.Textbox]:
    with gr.Accordion(messages("wb_filters"), open=False, elem_id="wb-limits"), gr.Row():
        newspaper = gr.Dropdown(
            choices=newspaper_choices(messages, ()),
            value="",
            label=messages("wb_newspaper"),
            min_width=160,
        )
        date_from, date_to = (
            gr.Textbox(
                value="", label=messages(f"wb_{key}"), placeholder="2025-01-22", min_width=120
            )
            for key in ("date_from", "date_to")
        )
    return newspaper, date_from, date_to


def newspaper_choices(messages: gr.I18n, names: Sequence[str]) -> list[tuple[Any, str]]:
    """The newspapers to choose from, all of them first."""
    return [(messages("wb_all_newspapers"), ""), *((name, name) for name in names)]


def _answer(
    source: AssistantSource, question: str, past: str, turns: list[Turn], limits: Sequence[str]
) -> Iterator[Updates]:
    """What asking does to the page, one state after another."""
    asked = render.question(question)
    try:
        filters = read_filters(*limits)
    except UnusableFilter as error:
        failure = render.failure(error.key, **error.values)
        yield gr.skip(), past, render.exchange(asked, failure), gr.skip(), gr.skip()
        return
    if question.strip():
        yield from _states(source, question.strip(), past, turns, filters)


def _states(
    source: AssistantSource, question: str, past: str, turns: list[Turn], filters: Filters
) -> Iterator[Updates]:
    asked = render.question(question)
    box: Any = gr.Textbox(value="", submit_btn=False, stop_btn=True)
    before: Any = past
    for shown in reply(source, question, turns, filters):
        if shown.turn is not None:
            turns = [*turns, shown.turn][-_REMEMBERED_TURNS:]
        yield box, before, render.exchange(asked, shown.message), turns, shown.evidence
        box = before = gr.skip()
    yield _idle_box(), gr.skip(), gr.skip(), gr.skip(), gr.skip()


def _idle_box() -> Any:
    return gr.Textbox(submit_btn=True, stop_btn=False)


def _picked(event: gr.EventData) -> str:
    return str(event._data.get("question", ""))


def _stopped(current: str) -> tuple[Any, str]:
    """Marks the unfinished reply as stopped; it stays as far as it was written."""
    return _idle_box(), current + render.stopped()


def _cleared() -> Updates:
    box = gr.Textbox(value="", submit_btn=True, stop_btn=False)
    return box, "", "", [], render.evidence_hint()
