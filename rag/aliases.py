"""Names that mean the same body (发改委 = 国家发展和改革委员会), so that each finds the others.

The table is a small TOML file for people to edit. Only searching uses it: what an article says is
never reworded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from index.folding import fold
from rag.errors import SettingsError


class Aliases:
    """Groups of names; a question that has one name of a group is expanded by the others."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        """Build the search patterns.

        Args:
            groups: names of one body each, the full name first.

        Raises:
            SettingsError: a name stands in two groups, so that it could mean either body.
        """
        self._group_of: dict[str, Sequence[str]] = {}
        capitals: set[str] = set()
        others: set[str] = set()
        for group in groups:
            for name in group:
                key = name if _in_capitals(name) else fold(name)
                if self._group_of.setdefault(key, group) is not group:
                    raise SettingsError(
                        f"the alias {name} stands for {self._group_of[key][0]} and {group[0]}: "
                        "leave it in one line of the table"
                    )
                (capitals if _in_capitals(name) else others).add(key)
        self._capitals = _pattern(capitals, r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])")
        # 样例市发改委 is not the national one.
        self._others = _pattern(others, r"(?<![省市县区州盟旗a-z])(?:{})(?![a-z])")

    @classmethod
    def from_toml(cls, text: str, source: str = "the alias table") -> Aliases:
        """Read a table of sections with lines `"full name" = ["other", "names"]`.

        Raises:
            SettingsError: not such a table; the message names the source.
        """
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{source} is not TOML: {error}") from error
        return cls(_groups(table, source))

    @classmethod
    def load(cls, path: Path) -> Aliases:
        """The table in a file.

        Raises:
            SettingsError: the file cannot be read or is no such table.
        """
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"the alias table {path} cannot be read: {error}") from error
        return cls.from_toml(text, str(path))

    def expand(self, question: str) -> list[str]:
        """Other names of the bodies that a question names, the full name first.

        The longest name counts: 全国人大常委会 is not 全国人大. Names that the question has already
        are left out.
        """
        found = [match[0] for match in self._capitals.finditer(question)]
        folded = fold(question)
        found += [match[0] for match in self._others.finditer(folded)]
        more: dict[str, None] = {}
        for name in found:
            for other in self._group_of[name]:
                if fold(other) not in folded:
                    more[other] = None
        return list(more)


@cache
def default_aliases() -> Aliases:
    """The table that comes with the package."""
    return Aliases.load(Path(__file__).with_name("aliases.toml"))


def expand(question: str) -> list[str]:
    """Extra search terms for a question from the table that comes with the package."""
    return default_aliases().expand(question)


def _in_capitals(name: str) -> bool:
    return name.isascii() and name == name.upper()


def _pattern(names: Iterable[str], frame: str) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    any_of = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(frame.format(any_of))


def _groups(table: Mapping[str, object], source: str) -> list[Sequence[str]]:
    groups: list[Sequence[str]] = []
    for section, lines in table.items():
        if not isinstance(lines, dict):
            raise SettingsError(f"{source}: {section} should be a [section] with names below it")
        for name, others in lines.items():
            names = [name, *others] if isinstance(others, list) else []
            if not names or not all(isinstance(each, str) and each.strip() for each in names):
                raise SettingsError(
                    f'{source}: the line of {name} should read "{name}" = ["another name"]'
                )
            groups.append(names)
    return groups
