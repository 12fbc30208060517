"""Numbers with their units: read from folded text, compared as quantities and not as strings."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from rag.support.lexicon import units

Bound = Literal["", "more", "less", "about"]

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_MAGNITUDE = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

_ARABIC = r"\d+(?:\.\d+)?(?:\s?[十百千万亿]+(?:\d+(?:\.\d+)?[百千万]+)*)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_AMOUNT = rf"(?:{_ARABIC}|{_CHINESE})"
_NUMBER = re.compile(
    rf"(?P<ordinal>第)?(?P<per>[百千万]分之)?(?P<low>{_AMOUNT})(?P<low_unit>%|‰|元|吨|米|岁)?"
    rf"(?:\s?(?P<join>[-~–—至到])\s?(?:百分之)?(?P<high>{_AMOUNT}))?"
    r"(?P<more>[余多]|来(?=[个名人万亿]))?(?P<magnitude>[十百千万亿]+)?"
)
_FRACTION = re.compile(
    rf"(?P<below>{_CHINESE})分之(?P<above>{_CHINESE})|(?P<half>一半|半数|过半)"
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
_MEASURE_GROUPS = (
    "起例件宗桩次", "辆台部架", "座栋幢所间家", "名位人口", "只头匹条尾羽", "篇本部册", "支枝根条",
    "块片", "项条款", "届次期", "艘条", "场次", "张票", "枚颗块", "套间", "层楼", "双对",
)  # fmt: skip
_NOT_UNITS = frozenset(
    ["市民", "市场", "市值", "国家", "国民", "国际", "区域", "县长", "市长", "村民", "乡村", "路人", "路线", "大型", "大学", "手机", "点评", "分别", "股东", "人民", "名单", "位于", "家庭", "成员", "成功", "成立", "成为", "年级", "级别", "度假", "支持", "组织", "组成", "项目", "处理", "处罚", "部门", "型号"]
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount or a range with its unit, as it stands in a text.

    `low` and `high` are in the base unit of `dimension` (元, 米, share of one ...); they are
    equal unless a range was written. `start` and `end` are offsets in the folded text.
    """

    low: float
    high: float
    dimension: str
    """Physical or monetary dimension, `count`, `ordinal`, `score` or "" for a bare number."""
    unit: str
    bound: Bound
    start: int
    end: int
    text: str
    step: float = 0.0
    """Value of the last written digit where the writer rounded (131万: 10 000); 0 = exact."""
    face: float = -1.0
    """The number as written before 万 or 亿, which a bare number in an answer may repeat."""
    weak: bool = False
    """一 as an article (一名, 一个): says little and is not compared."""

    @property
    def key(self) -> str:
        """Equal for quantities that are written differently and mean the same."""
        unit = self.unit if self.dimension == "count" else ""
        return f"{self.dimension}:{unit}:{self.low:.10g}:{self.high:.10g}"


def amount(text: str) -> float | None:
    """Value of an Arabic, Chinese or mixed numeral ("3.2万", "一亿二千万", "百").

    Returns:
        The value, or None when the characters do not form a number.
    """
    text = text.replace(" ", "")
    if "点" in text:
        whole, _, part = text.partition("点")
        head = amount(whole)
        return None if head is None else head + float("0." + "".join(str(_DIGIT[c]) for c in part))
    if len(text) > 1 and all(c in _DIGIT for c in text):
        return float("".join(str(_DIGIT[c]) for c in text))
    total, section, current, seen = 0.0, 0.0, 0.0, False
    for piece in re.findall(r"\d+(?:\.\d+)?|.", text):
        if piece in _MAGNITUDE:
            factor = _MAGNITUDE[piece]
            if factor >= 10_000:
                section += current
                if factor > 10_000:
                    total = (total + section or 1.0) * factor
                else:
                    total += (section or 1.0) * factor
                section, current = 0.0, 0.0
            else:
                section, current = section + (current if current or seen else 1.0) * factor, 0.0
            seen = False
        elif piece in _DIGIT:
            current, seen = float(_DIGIT[piece]), True
        elif piece[0].isdigit():
            current, seen = float(piece), True
        else:
            return None
    return total + section + current


def _unit_at(text: str, at: int) -> str:
    table = units()
    at += text.startswith(" ", at)
    for length in range(min(table.longest, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in table.measured or word in table.counted:
            after = text[at + length : at + length + 1]
            if (
                word.isascii() and after.isascii() and after.isalpha()
            ) or word + after in _NOT_UNITS:
                continue
            return word
    return ""


def _step(written: str, magnitude: str) -> float:
    digits = re.match(r"\d+(?:\.(\d+))?", written)
    scale = 1.0
    for c in written + magnitude:
        scale *= _MAGNITUDE[c] if c in "万亿" or (digits and c in "百千") else 1
    if digits and digits.group(1):
        return float(scale * 10.0 ** -len(digits.group(1)))
    return scale if scale > 1 else 0.0


def _face(written: str) -> float:
    digits = re.match(r"\d+(?:\.\d+)?", written)
    return float(digits[0]) if digits else -1.0


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
    if low[0].isdigit() or match["ordinal"] or match["per"]:
        return True
    if low[0] in "百千万亿零" or (low == "十" and unit == "分"):
        return False
    if all(c in _DIGIT for c in low) and 1 < len(low) < 3:
        return False
    return (
        len(low) > 2
        or unit in units().after_chinese_numeral
        or (len(low) == 2 and low[0] in _DIGIT)
    )


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    magnitude = match["magnitude"] or ""
    scale = amount("1" + magnitude) or 1.0
    low, high = amount(match["low"]), amount(match["high"]) if match["high"] else None
    if low is None:
        return None
    end = match.end()
    unit = _unit_at(text, end)
    if match["low_unit"] and (not match["high"] or unit != match["low_unit"]):
        unit, end, high, magnitude = match["low_unit"], match.end("low_unit"), None, ""
    elif unit:
        end = text.index(unit, end) + len(unit)
    if not _is_quantity(match, unit):
        return None
    dimension, factor = units().measured.get(unit, ("count" if unit else "", 1.0))
    if unit == "成" and text[end : end + 1] in _DIGIT and not match["high"]:
        low, end = low + _DIGIT[text[end]] / 10, end + 1
    if match["per"]:
        dimension, factor, unit = (
            "share",
            {"百": 0.01, "千": 0.001, "万": 0.0001}[match["per"][0]],
            "%",
        )
    if match["ordinal"]:
        dimension, factor = "ordinal", 1.0
    if dimension == "count" and unit == "万人":
        dimension, factor = "person", 10_000.0
    high_written = match["low"] if high is None else match["high"]
    high = low if high is None else high
    if low < high and not re.search("[十百千万亿]", match["low"]):
        tail = re.sub(r"[\d.\s零〇一二两三四五六七八九]", "", match["high"])
        low *= amount("1" + tail) or 1.0 if match["high"][0].isdigit() else 1.0
    factor *= scale
    return Quantity(
        low=low * factor, high=high * factor, dimension=dimension, unit=unit,
        bound=_bound(text, match.start(), end, match["more"]),
        start=match.start(), end=end, text=text[match.start() : end],
        face=_face(match["low"]),
        step=_step(high_written, magnitude) * factor / scale,
        weak=match["low"] == "一" and not match["ordinal"] and not match["high"],
    )  # fmt: skip


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

    def free(start: int, end: int) -> bool:
        return all(end <= s or start >= e for s, e in busy)

    for match in _FRACTION.finditer(text):
        if match["top"] and match["bottom"] != "0" and free(*match.span()):
            share = int(match["top"]) / int(match["bottom"])
            found.append(Quantity(share, share, "share", "%", "", *match.span(), match[0]))
            busy.append(match.span())
        elif (
            match["top"] is None
            and free(*match.span())
            and (match["half"] or match["below"] not in {"百", "千", "万"})
        ):
            below, above = (
                (2.0, 1.0) if match["half"] else (amount(match["below"]), amount(match["above"]))
            )
            if below and above is not None:
                bound: Bound = (
                    "more" if match["half"] == "过半" else _bound(text, *match.span(), None)
                )
                found.append(
                    Quantity(
                        above / below, above / below, "share", "%", bound, *match.span(), match[0]
                    )
                )
                busy.append(match.span())
    for match in re.finditer("每1?", text):
        unit = _unit_at(text, match.end())
        dimension, factor = units().measured.get(unit, ("", 1.0))
        if dimension in {"mass", "length", "area", "area-mu", "volume", "time"}:
            end = match.end() + len(unit)
            found.append(
                Quantity(
                    factor,
                    factor,
                    f"per {dimension}",
                    unit,
                    "",
                    match.start(),
                    end,
                    text[match.start() : end],
                )
            )
            busy.append((match.start(), end))
    for match in _SCORE.finditer(text):
        if (
            free(*match.span())
            and not re.match(r"\s?[十百千万亿]", text[match.end() :])
            and not _unit_at(text, match.end())
        ):
            found.append(
                Quantity(float(match[1]), float(match[2]), "score", "", "", *match.span(), match[0])
            )
            busy.append(match.span())
    for match in _NUMBER.finditer(text):
        if free(*match.span()):
            quantity = _quantity(text, match)
            if quantity is not None and free(quantity.start, quantity.end):
                found.append(quantity)
    return sorted(found, key=lambda q: q.start)


def _same_measure(one: str, other: str) -> bool:
    if one == other or "个" in (one, other):
        return True
    return any(one in group and other in group for group in _MEASURE_GROUPS)


_LOOSE = {frozenset(pair) for pair in (
    ("count", "person"), ("count", "firm"), ("count", "household"), ("person", "visit"),
    ("person", "firm"), ("age", "year"), ("count", "grade"),
    ("count", "degree"), ("temperature", "degree"), ("count", "times"), ("count", "visit"),
)}  # fmt: skip


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities can be about the same thing, by their units."""
    if one.dimension == other.dimension:
        return one.dimension != "count" or _same_measure(one.unit, other.unit)
    if "" in (one.dimension, other.dimension):
        return "score" not in (one.dimension, other.dimension)
    if {one.dimension, other.dimension} == {"count", "ordinal"}:
        return one.unit == other.unit
    if frozenset((one.dimension, other.dimension)) in _LOOSE:
        return "count" not in (one.dimension, other.dimension) or _same_measure(
            one.unit, other.unit
        )
    return False


def equal(claim: Quantity, evidence: Quantity) -> bool:
    """Whether the evidence's quantity bears out the claim's.

    Rounding goes one way: 131万辆 is borne out by 1313851辆, not the reverse.
    """
    if not comparable(claim, evidence):
        return False
    if {claim.bound, evidence.bound} == {"more", "less"}:
        return False
    if (
        claim.dimension == ""
        and claim.low == claim.high
        and claim.low == evidence.face
        and evidence.low == evidence.high
    ):
        return True
    for mine, theirs in ((claim.low, evidence.low), (claim.high, evidence.high)):
        if math.isclose(mine, theirs, rel_tol=1e-9):
            continue
        finer = claim.step > 0 and evidence.step < claim.step
        if not finer or abs(mine - theirs) > claim.step / 2 * (1 + 1e-9):
            return False
    return True
