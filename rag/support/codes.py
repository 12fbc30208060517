"""Names made of letters and digits: flights, models, proteins (CA058, iPhone 13, H7N9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_JOINED = re.compile(
    r"(?<![a-z0-9.])(?=[a-z0-9\-]*[a-z])(?=[a-z0-9\-]*\d)[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9])"
)
_SPACED = re.compile(r"(?<![a-z0-9])([a-z]{2,12}) (\d{1,4})(?![\d.,%‰]|\s?[年月日人个亿万千百元])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MEASURE = re.compile(r"\d+(?:\.\d+)?(?:km|m|cm|mm|kg|kw|kwh|km2|m2|m3)$")
_ENGLISH_WORDS = frozenset(
    [
        "in",
        "on",
        "at",
        "of",
        "to",
        "by",
        "for",
        "from",
        "the",
        "and",
        "or",
        "about",
        "over",
        "under",
        "than",
        "nearly",
        "some",
        "only",
        "with",
        "since",
        "was",
        "were",
        "is",
        "are",
        "has",
        "had",
        "have",
        "said",
        "between",
        "around",
        "least",
        "most",
        "up",
        "down",
    ]
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code at an offset of the folded text; `name` is without the space between its parts."""

    name: str
    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """Equal for the same code."""
        return f"code:{self.name}"


def codes(text: str, taken: list[tuple[int, int]]) -> list[Code]:
    """Finds the codes of a folded text outside the spans already read."""
    found: list[Code] = []

    def free(start: int, end: int) -> bool:
        return all(end <= s or start >= e for s, e in [*taken, *((c.start, c.end) for c in found)])

    for match in _JOINED.finditer(text):
        if not _MEASURE.match(match[0]) and free(*match.span()):
            found.append(Code(match[0].replace("-", ""), *match.span(), match[0]))
    for match in _SPACED.finditer(text) if _CHINESE.search(text) else ():
        if match[1] not in _ENGLISH_WORDS and free(*match.span()):
            found.append(Code(match[1] + match[2], *match.span(), match[0]))
    return found


def equal(claim: Code, evidence: Code) -> bool:
    """Whether one is the other or its end (SE3 for iPhoneSE3)."""
    return evidence.name.endswith(claim.name) or claim.name.endswith(evidence.name)


def comparable(claim: Code, evidence: Code) -> bool:
    """Whether two codes differ only in their digits."""
    return re.sub(r"\d", "", claim.name) == re.sub(r"\d", "", evidence.name)
