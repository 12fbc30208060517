"""The words that language models are told, one file per prompt and language.

Blanks are written `$name`. What fills them is data: a `$` or a brace in a news text stays as it is.
"""

from __future__ import annotations

from importlib.resources import files
from string import Template

from rag.errors import SettingsError


def load_prompt(name: str) -> Template:
    """The prompt in `<name>.md`, e.g. `standalone.zh`.

    `load_prompt(name).substitute(...)` raises `KeyError` with the name of a blank that was
    forgotten, so a prompt never goes out half filled.

    Raises:
        SettingsError: there is no such prompt; the message lists those that there are.
    """
    folder = files(__name__)
    # A name is a name, not a path: only what lies in this folder may become a prompt.
    known = {
        entry.name.removesuffix(".md") for entry in folder.iterdir() if entry.name[-3:] == ".md"
    }
    if name not in known:
        raise SettingsError(
            f"there is no prompt {name!r}: choose one of {', '.join(sorted(known)) or 'none'}"
        )
    return Template((folder / f"{name}.md").read_text("utf-8").rstrip("\n"))
