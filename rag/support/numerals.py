"""Arabic, Chinese and mixed numerals: their value, and how finely they are written."""

from __future__ import annotations

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MAGNITUDES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

_ARABIC = r"\d+(?:\.\d+)?(?:\s?[十百千万亿]+(?:\d+(?:\.\d+)?[百千万]+)*)?"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
AMOUNT = rf"(?:{_ARABIC}|{CHINESE})"
"""Pattern of a numeral with its magnitudes."""


def amount(text: str) -> float | None:
    """Value of an Arabic, Chinese or mixed numeral ("3.2万", "一亿二千万", "百").

    Returns:
        The value, or None when the characters do not form a number.
    """
    text = text.replace(" ", "")
    if "点" in text:
        whole, _, part = text.partition("点")
        head = amount(whole)
        return None if head is None else head + float("0." + "".join(str(DIGITS[c]) for c in part))
    if len(text) > 1 and all(c in DIGITS for c in text):
        return float("".join(str(DIGITS[c]) for c in text))
    total, section, current, seen = 0.0, 0.0, 0.0, False
    for piece in re.findall(r"\d+(?:\.\d+)?|.", text):
        if piece in MAGNITUDES:
            factor = MAGNITUDES[piece]
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
        elif piece in DIGITS:
            current, seen = float(DIGITS[piece]), True
        elif piece[0].isdigit():
            current, seen = float(piece), True
        else:
            return None
    return total + section + current


def step(written: str, magnitude: str) -> float:
    """Value of the last written digit of a rounded number (131万: 10 000); 0 = exact."""
    digits = re.match(r"\d+(?:\.(\d+))?", written)
    scale = 1.0
    for c in written + magnitude:
        scale *= MAGNITUDES[c] if c in "万亿" or (digits and c in "百千") else 1
    if digits and digits.group(1):
        return float(scale * 10.0 ** -len(digits.group(1)))
    return scale if scale > 1 else 0.0


def face(written: str) -> float:
    """The Arabic number as written before its magnitude (3.2 of 3.2万); -1 when there is none."""
    digits = re.match(r"\d+(?:\.\d+)?", written)
    return float(digits[0]) if digits else -1.0
