"""Errors of answering, each for the person who can act on it.

AssistantError
├── SettingsError       a setting is misspelt or has no such value
├── ModelUnavailable    the language model is absent, down, or answers nonsense
└── BadCases            a line of an evaluation file has not the promised form
"""

from __future__ import annotations


class AssistantError(Exception):
    """Something that keeps a question from being answered; `str()` is the sentence shown."""


class SettingsError(AssistantError):
    """A setting that is misspelt or out of range."""


class ModelUnavailable(AssistantError):
    """The language model cannot be reached or loaded, or its reply cannot be used."""


class BadCases(AssistantError):
    """An evaluation or claims file that is not as contract says, named by file and line."""
