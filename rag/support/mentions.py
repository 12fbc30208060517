"""Persons, places and other mentions of a sentence, and which of them could be taken for another."""

from __future__ import annotations

import re
from dataclasses import dataclass

import rjieba

from rag.support.lexicon import lexicon
from rag.support.reading import Sentence, Word
from rag.support.terms import is_content, is_name

_PERSON_TAGS = frozenset({"nr", "nrt", "nrfg"})
_AT = re.compile(r"(?:在|位于|地处|坐落于|前往|飞往|赴|抵达)$")
_SOME = re.compile(r"(?:^|[,;。\s])(?:也?有|部分|一些|不少|多[名位]|许多)$")
_REPORTER = re.compile(r"(?:记者|通讯员|编辑|摄影|摄|校对|\()[:\s]*(?:\S{2,4}[\s、])?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or noun at an offset of the folded sentence."""

    text: str
    kind: str
    """`person`, `place`, or the word's jieba tag."""
    start: int
    end: int
    after: str
    """The word that follows directly, as 汽车 in 星野汽车; or ""."""


def _kind(word: Word, after: Word | None, sentence: Sentence) -> str:
    words = lexicon()
    if word.tag in _PERSON_TAGS and is_name(word):
        institution = (
            after is not None and after.tag[0] == "n" and after.text[-1] in words.institutions
        )
        if (
            word.text[0] in words.surnames
            and word.text[-1] not in words.not_persons
            and not institution
        ):
            return "person"
        return "ns" if institution else word.tag
    some = word.text in words.people and _SOME.search(sentence.folded[: word.start])
    if some or word.text in sentence.capitals:
        return "person"
    at = word.tag[0] in "ns" and len(word.text) > 1 and word.text not in words.generic
    if at and _AT.search(sentence.folded[: word.start]):
        return "place"
    return word.tag


def mentions(sentence: Sentence) -> list[Mention]:
    """Persons, places that something happens at (在苏州), and nouns, in order.

    A person's name begins with a Chinese surname: jieba's tag alone is not to be trusted. Who
    signs the report is left out.
    """
    found = []
    for index, word in enumerate(sentence.words):
        following = sentence.words[index + 1] if index + 1 < len(sentence.words) else None
        if following is not None and following.start != word.end:
            following = None
        after = following.text if following is not None else ""
        kind = _kind(word, following, sentence)
        if kind == "person" and _REPORTER.search(sentence.folded[: word.start]):
            continue
        if kind in {"person", "place"} or is_content(word):
            found.append(Mention(word.text, kind, word.start, word.end, after))
    return found


def persons(sentence: Sentence) -> list[Mention]:
    """The persons of a sentence."""
    return [m for m in mentions(sentence) if m.kind == "person"]


def rivals(one: Mention, other: Mention) -> bool:
    """Whether two mentions are of one kind, so that the evidence may mean one and not the other.

    Persons are, and places where something happens; else words of one pattern: coordinate nouns
    (小学 and 中学), or unknown names before the same noun (星野汽车 and 远驰汽车).
    """
    if one.text == other.text or one.text in other.text or other.text in one.text:
        return False
    if one.kind in {"person", "place"} or other.kind in {"person", "place"}:
        return one.kind == other.kind
    if len(one.text) == len(other.text) == 2 and one.text[1] == other.text[1]:
        return any(one.text[0] in s and other.text[0] in s for s in lexicon().series)
    same_noun = len(one.after) > 1 and one.after[:2] == other.after[:2]
    return same_noun and (_unknown(one.text) or _unknown(other.text))


def _unknown(word: str) -> bool:
    return len(word) > 1 and not word.isdigit() and not rjieba.has_word(word)
