"""What may be taken as given beside the evidence's own words: the question, and years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from index.folding import fold
from rag.support.reading import Reading, read
from rag.support.terms import is_content

_ASKED = re.compile(r"(?:多少|几)[个名位人元家件起次例]?(?P<noun>[\u4e00-\u9fff]{2,4})?")
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
        noun = _ASKED.search(folded)
        if noun and noun["noun"]:
            words.update((w, _ASKED_FOR) for w in words if noun["noun"].startswith(w))
        return cls(frozenset(years), folded, words)
