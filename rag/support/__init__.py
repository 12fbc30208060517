"""Does the evidence bear a sentence out? Decided by code, with reasons.

`check` reads the facts of a claim (numbers with units, dates, names, direction, denial, quotations),
aligns it with the evidence's sentences and compares facts as facts and words as words.
"""

from __future__ import annotations

from rag.support.checking import check, check_against

__all__ = ["check", "check_against"]
