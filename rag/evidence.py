"""From passages to the sentences that go into the prompt.

A small model reads some 300 tokens a second and is led astray by what does not matter, so it gets
the sentences that bear on the question, in the order of the article, with the sentence before
where one cannot be understood without it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.models import Article, Hit
from index.sentences import sentence_spans
from index.words import terms

# A sentence that starts so leans on the one before it.
_LEANING = re.compile(
    r"^(?:[“\"‘]|他|她|它|其[中他]?|该|此|这|那|对此|同时|随后|当[天日时]|He |She |It |They |This )"
)


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence of an article, `article.text[start:end]`, and how well it fits the question.

    Attributes:
        similarity: Cosine with the question.
        coverage: Share of the question's terms it holds, rare ones weighing more, 0 to 1.
        score: What the sentences are chosen by.
    """

    article: Article
    start: int
    end: int
    similarity: float
    coverage: float
    score: float

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is put before the model about one article: chosen sentences in their order."""

    number: int
    article: Article
    sentences: tuple[EvidenceSentence, ...]

    @property
    def text(self) -> str:
        """The sentences, an ellipsis where some were left out between two."""
        pieces: list[str] = []
        for i, sentence in enumerate(self.sentences):
            if i and sentence.start - self.sentences[i - 1].end > 2:
                pieces.append("……")
            pieces.append(sentence.text)
        return "".join(pieces)


Similarities = Callable[[str, Sequence[str]], npt.NDArray[np.float32]]
"""Cosine of a question with each of some sentences, shape (n,)."""


def select(
    question: str, hits: Sequence[Hit], budget: int, similarities: Similarities
) -> list[Evidence]:
    """Chooses the sentences that go before the model.

    Args:
        question: The question that stands alone.
        hits: Passages, best first.
        budget: Characters to spend; the best sentence is taken even if it alone is longer.
        similarities: Meaning of the sentences beside their words.

    Returns:
        Evidence by article, numbered from 1 in the order of the articles' first hits.
    """
    ranked = rank_sentences(question, hits, similarities)
    chosen: dict[tuple[str, int], EvidenceSentence] = {}
    spent = 0
    for sentence in sorted(ranked, key=lambda s: -s.score):
        wanted = [
            s for s in _with_context(sentence, ranked) if (s.article.id, s.start) not in chosen
        ]
        cost = sum(len(s.text) for s in wanted)
        if chosen and spent + cost > budget:
            continue
        spent += cost
        chosen.update({(s.article.id, s.start): s for s in wanted})
    order = list(dict.fromkeys(hit.article.id for hit in hits))
    evidence = []
    for article_id in order:
        kept = sorted((s for (a, _), s in chosen.items() if a == article_id), key=lambda s: s.start)
        if kept:
            evidence.append(Evidence(len(evidence) + 1, kept[0].article, tuple(kept)))
    return evidence


def rank_sentences(
    question: str, hits: Sequence[Hit], similarities: Similarities
) -> list[EvidenceSentence]:
    """Scores every sentence of the hits: words of the question it holds, meaning, passage rank.

    Returns:
        Sentences in the order of the hits and of the text, each once.
    """
    places = _places(hits)
    if not places:
        return []
    texts = [hit.article.text[start:end] for hit, start, end, _ in places]
    meaning = similarities(question, texts)
    coverage = _coverage(question, [_in_context(place) for place in places])
    spread = float(meaning.max() - meaning.min()) or 1.0
    return [
        EvidenceSentence(
            hit.article,
            start,
            end,
            float(meaning[i]),
            coverage[i],
            float((meaning[i] - meaning.min()) / spread) + coverage[i] + 0.5 / (1 + rank),
        )
        for i, (hit, start, end, rank) in enumerate(places)
    ]


def _places(hits: Sequence[Hit]) -> list[tuple[Hit, int, int, int]]:
    seen: set[tuple[str, int]] = set()
    places = []
    for rank, hit in enumerate(hits):
        offset = hit.passage.start
        for start, end in sentence_spans(hit.passage.text):
            key = (hit.article.id, offset + start)
            if key not in seen:
                seen.add(key)
                places.append((hit, offset + start, offset + end, rank))
    return places


def _in_context(place: tuple[Hit, int, int, int]) -> str:
    hit, start, end, _ = place
    return f"{hit.article.headline or ''} {hit.article.text[start:end]}"


def _coverage(question: str, texts: Sequence[str]) -> list[float]:
    """Share of the question's terms in each text, rare terms among the texts weighing more."""
    wanted = set(terms(question))
    held = [wanted & set(terms(text)) for text in texts]
    frequency = Counter(term for found in held for term in found)
    weight = {t: math.log(1 + len(texts) / (0.5 + frequency[t])) for t in wanted}
    total = sum(weight.values()) or 1.0
    return [sum(weight[term] for term in found) / total for found in held]


def _with_context(
    sentence: EvidenceSentence, ranked: Sequence[EvidenceSentence]
) -> list[EvidenceSentence]:
    """The sentence, after the one before it in its article where it leans on that."""
    if not _LEANING.match(sentence.text):
        return [sentence]
    before = [
        s
        for s in ranked
        if s.article.id == sentence.article.id and 0 <= sentence.start - s.end <= 1
    ]
    return [*before[-1:], sentence]
