"""One form for texts that mean the same: width, case and script variants folded for matching.

Folding is for comparing and for the word index; what is shown is never folded.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """Simplified script, half width, lower case; white space runs become one space."""
    simplified = _simplifier().convert(unicodedata.normalize("NFKC", text))
    return " ".join(simplified.lower().split())
