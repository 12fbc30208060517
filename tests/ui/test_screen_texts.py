from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ui
from ui.screen_texts import TEXTS, escape, say, translations

SOURCES = "".join(path.read_text("utf-8") for path in Path(ui.__file__).parent.glob("*.py"))


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_the_same_things(key: str) -> None:
    chinese, english = TEXTS[key]
    assert blanks(chinese) == blanks(english)
    assert not re.search(r"[\u4e00-\u9fff]", english)


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_used(key: str) -> None:
    uses = re.findall(rf"""["'](?:wb_)?{key}["'](?!: \()""", SOURCES)
    assert uses or key in {"date_from", "date_to"}


def test_a_text_carries_both_languages_and_escapes_its_values() -> None:
    html = say("bad_date", value="<b>")
    assert 'lang="zh"' in html
    assert 'lang="en"' in html
    assert "<b>" not in html


def test_every_locale_has_every_text() -> None:
    assert {len(texts) for texts in translations().values()} == {len(TEXTS)}


@given(st.text())
def test_escaped_text_has_nothing_that_html_markdown_or_templates_read(text: str) -> None:
    escaped = escape(text)
    assert not re.search(r"[<>\"'{}$`*_\[\]~\\]", escaped)
    assert not re.search(r"&(?!#\d+;|amp;|lt;|gt;|quot;|#x27;)", escaped)
