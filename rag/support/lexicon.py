"""The word lists of `lexicon.json` and the unit table of `units.json`, read once and frozen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Closed word classes of news Chinese (and a little English), in folded form."""

    negators: frozenset[str]
    lexical_negators: frozenset[str]
    """Verbs that deny (禁止, 否认): negators that are content words too."""
    not_negators: frozenset[str]
    """Words that hold a negator's character without denying anything (不断, 非常)."""
    auxiliaries: frozenset[str]
    """What may stand between a negator and what it denies."""
    hedges: frozenset[str]
    direction: Mapping[str, int]
    """+1 for words of growth, -1 for words of decline."""
    opposites: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, frozenset[str]]
    phrases: frozenset[str]
    """Words with synonyms that jieba may cut apart."""
    generic: frozenset[str]
    """Words that carry no news by themselves."""
    labels: frozenset[str]
    """Nouns that only say what kind of thing an answer is (成绩是八强)."""
    saying: frozenset[str]
    passive: frozenset[str]
    person_titles: tuple[str, ...]
    name_suffixes: tuple[str, ...]
    """Kinds of place and organisation, which an abbreviation leaves off; longest first."""
    surnames: frozenset[str]
    people: frozenset[str]
    """Nouns for persons without a name (有家长反对)."""
    series: tuple[str, ...]
    """Characters that set coordinate nouns apart (小学, 中学, 大学)."""
    institutions: frozenset[str]
    """Last characters of the noun that makes a name before it a place (南屏 + 大学)."""
    former_plans: frozenset[str]
    """Words for what was planned and did not come (原定)."""
    not_persons: frozenset[str]
    """Last characters of offices, which jieba takes for given names (卫健委)."""
    title_prefixes: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True, slots=True)
class Units:
    """Units of measurement with their dimension and factor, and the measure words that count."""

    measured: Mapping[str, tuple[str, float]]
    counted: frozenset[str]
    after_chinese_numeral: frozenset[str]
    """Units that make a lone Chinese digit a quantity (三名, but not 三国 or 十分)."""
    not_units: frozenset[str]
    """Words that begin with a unit (市民, 名单) and make it none."""
    longest: int


def _load(name: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads(files("rag.support").joinpath(name).read_text("utf-8"))
    return data


def _relate(groups: list[list[str]]) -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = {}
    for group in groups:
        for word in group:
            related.setdefault(word, set()).update(w for w in group if w != word)
    return {word: frozenset(others) for word, others in related.items()}


@cache
def lexicon() -> Lexicon:
    """The word lists; parsed at the first call."""
    data = _load("lexicon.json")
    suffixes = data["place_suffixes"] + data["organisation_suffixes"]
    pairs: list[list[str]] = data["opposites"]  # type: ignore[assignment]
    groups: list[list[str]] = data["synonyms"]  # type: ignore[assignment]
    return Lexicon(
        negators=frozenset(data["negators"]),
        lexical_negators=frozenset(data["lexical_negators"]),
        not_negators=frozenset(data["not_negators"]),
        auxiliaries=frozenset(data["auxiliaries"]),
        hedges=frozenset(data["hedges"]),
        direction={**dict.fromkeys(data["up"], 1), **dict.fromkeys(data["down"], -1)},
        opposites=_relate(pairs),
        synonyms=_relate(groups),
        phrases=frozenset(w for group in groups for w in group if len(w) > 2),
        generic=frozenset(data["generic"]),
        labels=frozenset(data["labels"]),
        saying=frozenset(data["saying"]),
        passive=frozenset(data["passive"]),
        person_titles=tuple(sorted(data["person_titles"], key=len, reverse=True)),
        name_suffixes=tuple(sorted(suffixes, key=len, reverse=True)),
        surnames=frozenset(data["surnames"]),
        people=frozenset(data["people"]),
        series=tuple(data["series"]),
        institutions=frozenset(data["institutions"]),
        former_plans=frozenset(data["former_plans"]),
        not_persons=frozenset(data["not_persons"]),
        title_prefixes=frozenset(data["title_prefixes"]),
        yes=frozenset(data["yes"]),
        no=frozenset(data["no"]),
    )


@cache
def units() -> Units:
    """The unit table; parsed at the first call."""
    data = json.loads(files("rag.support").joinpath("units.json").read_text("utf-8"))
    measured = {
        unit: (str(kind), float(factor)) for unit, (kind, factor) in data["measured"].items()
    }
    counted = frozenset(data["counted"])
    every = counted | measured.keys()
    return Units(
        measured=measured,
        counted=counted,
        after_chinese_numeral=frozenset(every - set(data["chinese_numeral_skips"])),
        not_units=frozenset(data["not_units"]),
        longest=max(map(len, every)),
    )


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the longest of some words; a look at the first character saves most attempts."""
    ordered = sorted(words, key=len, reverse=True)
    first = re.escape("".join(sorted({w[0] for w in ordered})))
    either = "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in ordered)
    return re.compile(f"(?=[{first}])(?:{either})")


def told(word: str, text: str) -> float:
    """How far a text has a word: 1 itself, 0.9 a synonym, else 0."""
    if word in text:
        return 1.0
    return 0.9 if any(w in text for w in lexicon().synonyms.get(word, ())) else 0.0
