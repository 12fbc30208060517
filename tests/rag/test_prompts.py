"""Prompts are files with strict blanks."""

from __future__ import annotations

import pytest

from rag.errors import SettingsError
from rag.prompts import load_prompt


@pytest.mark.parametrize("name", ["standalone.zh", "standalone.en"])
def test_what_fills_a_blank_is_data(name: str) -> None:
    prompt = load_prompt(name).substitute(history="价格$question{x}", question="它呢？")
    assert "价格$question{x}" in prompt
    assert "它呢？" in prompt


def test_a_forgotten_blank_is_named() -> None:
    with pytest.raises(KeyError, match="history"):
        load_prompt("standalone.zh").substitute(question="它呢？")


@pytest.mark.parametrize("name", ["nothing", "../errors", "", "standalone"])
def test_an_unknown_prompt_is_named_with_those_that_exist(name: str) -> None:
    with pytest.raises(SettingsError, match=r"standalone\.zh"):
        load_prompt(name)
