"""Who did what in a film, a play or a book: a director is not one of its actors."""

from __future__ import annotations

import re

from rag.support.findings import Finding
from rag.support.reading import Sentence

_CREDITS: dict[str, tuple[str, ...]] = {
    "导演": ("导演", "执导"),
    "演员": ("主演", "出演", "饰演", "扮演", "参演", "演员", "主角", "饰"),
    "编剧": ("编剧",),
    "作者": ("作者", "原著"),
    "摄影": ("摄影",),
    "作曲": ("作曲", "配乐"),
    "监制": ("监制", "制片人", "出品人"),
}
_WORDS = {word: credit for credit, words in _CREDITS.items() for word in words}
_ANY = "|".join(sorted(_WORDS, key=len, reverse=True))
_WORD = re.compile(_ANY)
# Credits that one person has together: 编剧兼导演王宁.
_TOGETHER = re.compile(rf"(?:{_ANY})(?:[、和兼及与](?:{_ANY}))*$")
_REACH = 24
"""Characters between a credit and a name of the list that it heads, within a clause."""
_CLAUSE_END = re.compile(r"[,;。!?\n]")


def check_credits(claim: Sentence, text: str, question: str) -> list[Finding]:
    """Objects to a claim that gives somebody a part, where the evidence gives another one alone.

    Args:
        claim: Silent where it speaks of several parts, as its names then belong to different ones.
        text: The run of sentences that bears it out best, folded.
        question: Folded; whom it names need not be checked.
    """
    claimed = {_WORDS[word] for word in _WORD.findall(claim.folded)}
    if len(claimed) != 1:
        return []
    findings = []
    for word in claim.words:
        if not word.tag.startswith("nr") or len(word.text) < 2 or word.text in question:
            continue
        given = _credits_of(word.text, text)
        if given and not claimed & given.keys():
            (credit,) = claimed
            phrase = next(iter(given.values()))
            findings.append(Finding("name", "fatal", "differs", f"{credit}{word.text}", phrase))
    return findings


def _credits_of(name: str, text: str) -> dict[str, str]:
    """The parts that a text gives a name, each with the words that do."""
    given: dict[str, str] = {}
    for match in re.finditer(re.escape(name), text):
        before = _CLAUSE_END.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
        words = list(_WORD.finditer(before))
        if words:
            together = _TOGETHER.search(before[: words[-1].end()])
            heading = together.group() if together else words[-1].group()
            for word in _WORD.findall(heading):
                given[_WORDS[word]] = f"{before[words[-1].start() :]}{name}"
        after = _CLAUSE_END.split(text[match.end() : match.end() + _REACH])[0]
        behind = _WORD.search(after)
        if behind:
            given[_WORDS[behind.group()]] = f"{name}{after[: behind.end()]}"
    return given
