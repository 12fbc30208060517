"""What may be taken as given beside the evidence's own words: the question, and years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from index.folding import fold
from rag.support.mentions import Mention, mentions
from rag.support.reading import Reading, read
from rag.support.terms import is_content

_ASKED = re.compile(
    r"(?:多少|几)(?:个|名|位|人|元|家|件|起|次|例|吨|台|辆|架|枚|所|座|届|岁|天|年)?"
)
_LINKS = "了有是为达到的共约至"
_IN_QUESTION = 0.6
_ASKED_FOR = 3.0
"""Weight of the word after 多少, which the number of the answer must count."""


@dataclass(frozen=True)
class Known:
    """What the question and the issue's date supply to every check of a claim."""

    years: frozenset[int] = frozenset()
    question: str = ""
    """Folded."""
    words: Mapping[str, float] = field(default_factory=dict)
    """Content words of the question and how much they weigh beside a number of the answer."""
    mentions: tuple[Mention, ...] = ()
    """Whom and what the question names."""
    asked_for: tuple[str, ...] = ()
    """What the question wants counted (死亡 in 多少人死亡), where it asks for a number."""

    @classmethod
    def of(cls, question: str, evidence: Reading, published: date | None) -> Known:
        """Reads the question.

        Args:
            question: As asked; may be empty.
            evidence: Supplies the years that it names.
            published: Day of the evidence's issue.
        """
        folded = fold(question)
        asked = read(question)
        years = evidence.years | asked.years | ({published.year} if published else set())
        words: dict[str, float] = {}
        for sentence in asked.sentences:
            facts = [(f.start, f.end) for f in sentence.facts]
            for word in sentence.words:
                if is_content(word) and all(word.end <= s or word.start >= e for s, e in facts):
                    words[word.text] = _IN_QUESTION
        named = tuple(m for sentence in asked.sentences for m in mentions(sentence))
        asked_for = _asked_for(folded, list(words))
        words.update((w, _ASKED_FOR) for w in asked_for)
        return cls(frozenset(years), folded, words, named, asked_for)


def asked_for(question: str) -> tuple[str, ...]:
    """The word whose number a question wants (死亡 in 多少人死亡); none where it asks for none."""
    return Known.of(question, Reading(()), None).asked_for


def _asked_for(question: str, words: list[str]) -> tuple[str, ...]:
    """The word that a number is asked for: behind 多少 (多少人死亡), else before it (损失多少)."""
    match = _ASKED.search(question)
    if match is None:
        return ()
    behind = question[match.end() :].lstrip("的")
    before = question[: match.start()].rstrip(_LINKS)
    found = [w for w in words if behind.startswith(w)] or [w for w in words if before.endswith(w)]
    return tuple(found[:1])
