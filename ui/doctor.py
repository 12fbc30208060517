"""What `wenbao doctor` looks at: settings, library, models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import LibraryError, WeightsMissing
from index.models import Check
from rag.errors import AssistantError

if TYPE_CHECKING:
    from index.library import Library
    from ui.invocation import Invocation

LANGUAGE_MODEL, EMBEDDING_MODEL = "language model", "embedding model"
MODELS = (LANGUAGE_MODEL, EMBEDDING_MODEL)
"""Names of the checks whose failure means that something needed is not there."""


def examine(invocation: Invocation) -> list[Check]:
    """One check a part; a part that stands on a broken one is not looked at."""
    try:
        settings = invocation.settings
    except AssistantError as error:
        return [Check("settings", False, str(error))]
    checks = [Check("settings", True, f"library in {settings.index.home}")]
    try:
        with invocation.library() as library:
            checks += library.check()
            checks.append(_language_model(invocation, library))
    except WeightsMissing as error:
        checks.append(Check(EMBEDDING_MODEL, False, str(error)))
    except LibraryError as error:
        checks.append(Check("library", False, str(error)))
    return checks


def _language_model(invocation: Invocation, library: Library) -> Check:
    name = invocation.settings.generation.llm
    try:
        with invocation.progress:
            invocation.open_assistant(library).warm_up()
    except (AssistantError, LibraryError, OSError) as error:
        return Check(LANGUAGE_MODEL, False, f"{name}: {error}")
    return Check(LANGUAGE_MODEL, True, f"{name} loads")
