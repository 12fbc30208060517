"""What `wenbao doctor` looks at: settings, library, models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import LibraryError, WeightsMissing
from index.models import Check
from rag.errors import AssistantError

if TYPE_CHECKING:
    from index.library import Library
    from rag.settings import Settings
    from ui.invocation import Invocation

LANGUAGE_MODEL, EMBEDDING_MODEL, SECOND_JUDGE = "language model", "embedding model", "second judge"
MODELS = (LANGUAGE_MODEL, EMBEDDING_MODEL, SECOND_JUDGE)
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
    return checks + _second_judge(settings)


def _language_model(invocation: Invocation, library: Library) -> Check:
    name = invocation.settings.generation.llm
    try:
        with invocation.progress:
            invocation.open_assistant(library).warm_up()
    except (AssistantError, LibraryError, OSError) as error:
        return Check(LANGUAGE_MODEL, False, f"{name}: {error}")
    return Check(LANGUAGE_MODEL, True, f"{name} loads")


def _second_judge(settings: Settings) -> list[Check]:
    """Whether the second judge answers, and one word as it should; nothing where it is off."""
    from rag import build_second_judge
    from rag.models import Support
    from rag.second_judge import Checked

    judge = build_second_judge(settings)
    if judge is None:
        return []
    claim = "样例大桥全长1280米。"
    support = Support("supported", start=0, end=len(claim))
    try:
        verdict = judge.verdict(Checked.of(claim, "样例大桥全长多少米？", claim, support))
    except AssistantError as error:
        return [Check(SECOND_JUDGE, False, f"{judge.name}: {error}")]
    if verdict != "supported":
        said = verdict or "something else than one of its three words"
        return [Check(SECOND_JUDGE, False, f"{judge.name} says {said} of a sentence and itself")]
    return [Check(SECOND_JUDGE, True, f"{judge.name} answers")]
