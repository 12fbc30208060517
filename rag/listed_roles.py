"""Whether a quote names an item for what a sentence lists: 主演, not merely somebody in the film."""

from __future__ import annotations

import re

from index.folding import fold
from rag.enumerations import Enumeration
from rag.listed_items import FIGURES, LINKS, is_proper, item_words
from rag.support.lexicon import lexicon, told
from rag.support.names import held
from rag.support.reading import Word

_CJK = re.compile(r"[\u3400-\u9fff]")
# Parts in a work beside the titles of persons, and what comes before the name of a figure in it.
_CREDITS = frozenset(
    {"主演", "演员", "主角", "配角", "编剧", "监制", "制片人", "作者", "原著", "摄影"}
)
_PLAYS = ("饰演", "扮演", "出演", "饰")
_ENGLISH_ROLE = re.compile(r"\b(?!(?:includ|were|with|from|have|that)[a-z]*\b)[a-z]{4,}\b")
_ENGLISH_STEM = 4


def is_named(listed: Enumeration, item: str, quote: str) -> bool:
    """Whether a quote names an item for what the sentence lists.

    A check of the claim alone takes words that repeat the question for granted, and so would bear
    out every name in an article about the film; here the word that the items are listed for (主演) must stand
    in the quote, and the item with no other part than that (导演王宁, 饰演周队长).
    """
    text = fold(quote)
    role = fold(_role(listed))
    names = [name for name in _names(item) if name]
    if not names or not all(held(name, text) for name in names):
        return False
    if not role:
        return True
    if role in _parts():
        return all(has_part(name, role, text) for name in names)
    stem = role[:_ENGLISH_STEM] if role.isascii() else role
    return bool(told(role, text)) or stem in text


def part_asked(question: str) -> str:
    """The part in a work or office that a question asks who has (主演, 编剧); empty if none."""
    return max((part for part in _parts() if part in question), key=len, default="")


def has_part(name: str, part: str, quote: str) -> bool:
    """Whether a quote names somebody and the part, and gives them no other.

    Args:
        name: Folded.
        part: Of `part_asked`.
        quote: Folded.
    """
    return name in quote and part in quote and not _has_other_part(name, part, quote)


def names_in(text: str) -> list[str]:
    """The names of a text as the tagger finds them, folded; no Latin ones."""
    words = (word for word in item_words(text) if is_proper(word))
    return [fold(word.text) for word in words if len(word.text) > 1 and not word.text.isascii()]


def _names(item: str) -> list[str]:
    """What of an item names: of 甲队3人, 甲队, for figures are compared elsewhere."""
    pieces = re.split(r"\0+", "".join(map(_readable, item_words(item))))
    return [fold(piece.strip("《》“”「」 ")) for piece in pieces]


def _role(listed: Enumeration) -> str:
    """The word that the items are listed for: the last before them, else the first behind them."""
    if not _CJK.search(listed.before + listed.after):
        before, after = (_ENGLISH_ROLE.findall(side) for side in (listed.before, listed.after))
        return next(iter([*reversed(before), *after]), "")
    for words in (reversed(item_words(listed.before)), iter(item_words(listed.after))):
        for word in words:
            is_general = is_proper(word) or word.text in LINKS | lexicon().generic
            if word.tag[0] in "nv" and len(word.text) > 1 and not is_general:
                return word.text
    return ""


def _parts() -> frozenset[str]:
    return frozenset((*lexicon().person_titles, *_CREDITS))


def _has_other_part(name: str, role: str, text: str) -> bool:
    others = [re.escape(part) for part in (*_parts(), *_PLAYS) if part not in role]
    if not re.search(rf"(?:{'|'.join(others)})[:： ]?{re.escape(name)}", text):
        return False
    own = re.finditer(rf"{re.escape(role)}([^,;。!?\n]{{0,24}}?){re.escape(name)}", text)
    return not any(not re.search("|".join(others), match[1]) for match in own)


def _readable(word: Word) -> str:
    return "\0" if word.tag in FIGURES else word.text
