"""Measures of retrieval and answers: pure functions; what does not apply is None, never 0."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from index.folding import fold

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile("[零〇一二两三四五六七八九十百千]+")


def normalise(text: str) -> str:
    """The form in which answers are compared.

    White space, case, script, full and half width, thousands separators and Chinese numerals up
    to the thousands are folded: 十二人 becomes 12人, 1，300 becomes 1300.
    """
    squeezed = "".join(fold(unicodedata.normalize("NFKC", text)).split())
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", squeezed)
    return _NUMERAL.sub(lambda match: _arabic(match.group()), plain)


def _arabic(numeral: str) -> str:
    if not any(c in _UNITS for c in numeral):  # 二〇二四: digit by digit
        return "".join(str(_DIGITS[c]) for c in numeral)
    total, digit = 0, None
    for c in numeral:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        else:
            digit = _DIGITS[c]
    return str(total + (digit or 0))


def holds(text: str, accepted: Sequence[str]) -> bool:
    """Whether one of the accepted strings is in the text, both normalised."""
    haystack = normalise(text)
    return any(normalise(needle) in haystack for needle in accepted)


def is_right(text: str, refused: bool, answers: Sequence[Sequence[str]]) -> bool:
    """The string rule: every group has an accepted string in the text; no groups = refused."""
    if not answers:
        return refused
    return not refused and all(holds(text, group) for group in answers)


def hit_at_1(gold: AbstractSet[str], ranked: Sequence[AbstractSet[str]]) -> float | None:
    """1 when the first result is one of the gold documents.

    Args:
        gold: Ids of the documents that hold the answer.
        ranked: Results best first, each the ids of the documents with that very content.
    """
    if not gold:
        return None
    return float(bool(ranked) and not gold.isdisjoint(ranked[0]))


def recall_at(k: int, gold: AbstractSet[str], ranked: Sequence[AbstractSet[str]]) -> float | None:
    """Share of the gold documents among the first k results."""
    if not gold:
        return None
    found = frozenset().union(*ranked[:k])
    return len(gold & found) / len(gold)


def reciprocal_rank(
    k: int, gold: AbstractSet[str], ranked: Sequence[AbstractSet[str]]
) -> float | None:
    """1 / rank of the first gold document among the first k results, 0 if none is there."""
    if not gold:
        return None
    for rank, names in enumerate(ranked[:k], start=1):
        if not gold.isdisjoint(names):
            return 1 / rank
    return 0.0


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of the values that apply; None when none does."""
    kept = [value for value in values if value is not None]
    return sum(kept) / len(kept) if kept else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Nearest-rank percentile; None of nothing.

    Args:
        values: Any order.
        share: 0.5 for the median.
    """
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def wilson(successes: float, trials: float, z: float = 1.96) -> tuple[float, float] | None:
    """Wilson's 95 % score interval of a share (Wilson, JASA 1927); None without trials."""
    if not trials:
        return None
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
