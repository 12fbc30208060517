"""Quantities in a text: numerals with what stands before and behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.support.lexicon import units
from rag.support.numbers import Bound, Quantity
from rag.support.numerals import AMOUNT, CHINESE, DIGITS, amount, face, step

_NUMBER = re.compile(
    rf"(?P<ordinal>第)?(?P<per>[百千万]分之)?(?P<low>{AMOUNT})(?P<low_unit>%|‰|元|吨|米|岁)?"
    rf"(?:\s?(?P<join>[-~–—至到])\s?(?:百分之)?(?P<high>{AMOUNT}))?"
    r"(?P<more>[余多]|来(?=[个名人万亿]))?(?P<magnitude>[十百千万亿]+)?"
)
_FRACTION = re.compile(
    rf"(?P<below>{CHINESE})分之(?P<above>{CHINESE})|(?P<half>一半|半数|过半)"
    r"|(?<![\d/.])(?P<top>\d{1,2})/(?P<bottom>\d{1,3})(?![\d/])"
)
_SCORE = re.compile(r"(?<![\d.:])(\d{1,3})\s?(?:[:比-]|--)\s?(\d{1,3})(?![\d.:%])")
_BEFORE: tuple[tuple[str, Bound], ...] = (
    ("超过", "more"), ("不少于", "more"), ("不低于", "more"), ("至少", "more"), ("逾", "more"),
    ("超", "more"), ("不足", "less"), ("不到", "less"), ("不超过", "less"), ("至多", "less"),
    ("最多", "less"), ("低于", "less"), ("少于", "less"), ("高于", "more"), ("多于", "more"),
    ("约", "about"), ("大约", "about"), ("近", "about"), ("接近", "about"),
)  # fmt: skip
_AFTER: tuple[tuple[str, Bound], ...] = (
    ("以上", "more"), ("以下", "less"), ("左右", "about"), ("上下", "about"), ("以内", "less"),
)  # fmt: skip
_MAGNITUDE_NEXT = re.compile(r"\s?[十百千万亿]")
_PER = re.compile("每1?")
# 十四五 names a plan; as a number it would be 一百四十五.
_FIVE_YEAR_PLAN = re.compile("十[一二三四五六七八九]五")
_FIRST = re.compile("首(?=[次个家届位批例条名架艘辆枚款场])")
_RATES = frozenset({"mass", "length", "area", "area-mu", "volume", "time"})
_SHARES = {"百": 0.01, "千": 0.001, "万": 0.0001}


def _unit_at(text: str, at: int) -> str:
    table = units()
    at += text.startswith(" ", at)
    for length in range(min(table.longest, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in table.measured or word in table.counted:
            after = text[at + length : at + length + 1]
            if (
                word.isascii() and after.isascii() and after.isalpha()
            ) or word + after in table.not_units:
                continue
            return word
    return ""


def _bound(text: str, start: int, end: int, more: str | None) -> Bound:
    if more:
        return "more"
    for word, bound in _AFTER:
        if text.startswith(word, end):
            return bound
    before = text[max(0, start - 3) : start]
    found = [(word, bound) for word, bound in _BEFORE if before.endswith(word)]
    return max(found, key=lambda f: len(f[0]))[1] if found else ""


def _is_quantity(match: re.Match[str], unit: str) -> bool:
    """Whether Chinese numeral characters are a number here, not part of a word (统一, 四川)."""
    low = match["low"]
    if _FIVE_YEAR_PLAN.fullmatch(low):
        return False
    if low[0].isdigit() or match["ordinal"] or match["per"]:
        return True
    if low[0] in "百千万亿零" or (low == "十" and unit == "分"):
        return False
    if all(c in DIGITS for c in low) and 1 < len(low) < 3:
        return False
    return (
        len(low) > 2
        or unit in units().after_chinese_numeral
        or (len(low) == 2 and low[0] in DIGITS)
    )


def _unit_of(text: str, match: re.Match[str]) -> tuple[str, int, bool]:
    """Unit, its end, and whether the match is a range (1.35%至351.74点 is not one)."""
    end = match.end()
    unit = _unit_at(text, end)
    own = match["low_unit"]
    if own and (not match["high"] or unit != own):
        return own, match.end("low_unit"), False
    return unit, text.index(unit, end) + len(unit) if unit else end, bool(match["high"])


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    unit, end, ranged = _unit_of(text, match)
    low = amount(match["low"])
    high = amount(match["high"]) if ranged else low
    if low is None or high is None or not _is_quantity(match, unit):
        return None
    magnitude = "" if end == match.end("low_unit") else match["magnitude"] or ""
    dimension, factor = units().measured.get(unit, ("count" if unit else "", 1.0))
    if unit == "成" and text[end : end + 1] in DIGITS and not ranged:
        low = high = low + DIGITS[text[end]] / 10
        end += 1
    if match["per"]:
        dimension, factor, unit = "share", _SHARES[match["per"][0]], "%"
    if match["ordinal"]:
        dimension, factor = "ordinal", 1.0
    if ranged and low < high:
        low *= _magnitude_left_out(match)
    scale = factor * (amount("1" + magnitude) or 1.0)
    return Quantity(
        low=low * scale, high=high * scale, dimension=dimension, unit=unit,
        bound=_bound(text, match.start(), end, match["more"]),
        start=match.start(), end=end, text=text[match.start() : end],
        face=face(match["low"]),
        step=step(match["high"] if ranged else match["low"], magnitude) * factor,
        weak=match["low"] == "一" and not match["ordinal"] and not ranged,
    )  # fmt: skip


def _magnitude_left_out(match: re.Match[str]) -> float:
    """The factor that 4至6万 leaves out behind its first number."""
    if re.search("[十百千万亿]", match["low"]) or not match["high"][0].isdigit():
        return 1.0
    return amount("1" + re.sub(r"[\d.\s]", "", match["high"])) or 1.0


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION.finditer(text):
        bound: Bound = "more" if match["half"] == "过半" else _bound(text, *match.span(), None)
        above: float | None = 1.0
        below: float | None = 2.0
        if match["top"]:
            above, below = float(match["top"]), float(match["bottom"])
        elif match["below"]:
            if match["below"] in _SHARES:
                continue
            above, below = amount(match["above"]), amount(match["below"])
        if above is not None and below:
            share = above / below
            yield Quantity(share, share, "share", "%", bound, *match.span(), match[0])


def _rates(text: str) -> Iterator[Quantity]:
    for match in _PER.finditer(text):
        unit = _unit_at(text, match.end())
        dimension, factor = units().measured.get(unit, ("", 1.0))
        if dimension in _RATES:
            start, end = match.start(), match.end() + len(unit)
            yield Quantity(
                factor, factor, f"per {dimension}", unit, "", start, end, text[start:end]
            )


def _scores(text: str) -> Iterator[Quantity]:
    for match in _SCORE.finditer(text):
        if not _MAGNITUDE_NEXT.match(text, match.end()) and not _unit_at(text, match.end()):
            low, high = float(match[1]), float(match[2])
            yield Quantity(low, high, "score", "", "", *match.span(), match[0])


def _firsts(text: str) -> Iterator[Quantity]:
    for match in _FIRST.finditer(text):
        start, end = match.start(), match.end() + 1
        yield Quantity(1.0, 1.0, "ordinal", text[end - 1], "", start, end, text[start:end])


def _plain(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        quantity = _quantity(text, match)
        if quantity is not None:
            yield quantity


def quantities(text: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    """Finds the quantities of a folded text.

    Args:
        text: Folded text, thousands separators removed.
        taken: Spans already read as dates or codes, which are left alone.

    Returns:
        The quantities in order; spans do not overlap.
    """
    found: list[Quantity] = []
    busy = list(taken)
    for read in (_fractions, _rates, _firsts, _scores, _plain):
        for quantity in read(text):
            if all(quantity.end <= start or quantity.start >= end for start, end in busy):
                found.append(quantity)
                busy.append((quantity.start, quantity.end))
    return sorted(found, key=lambda q: q.start)
