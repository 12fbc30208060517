"""From passages to the sentences that go into the prompt.

On two ordinary cores the embedded model reads 20 to 300 tokens a second and is led astray by what
does not matter, so it gets the sentences that bear on the question, in the order of the article,
with the sentence before where one cannot be understood without it.

Measured on RGB's Chinese questions at noise 0.8 (share whose evidence holds the answer): 300
characters chosen by words 0.86, with the kind of answer 0.89; 450 characters 0.96. Sentence vectors
of the embedded encoder cost a second on a plain two-core machine and are left out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.models import Article, Hit
from index.sentences import sentence_spans
from index.words import terms
from rag.asked import may_answer

KIND_BONUS = 0.2
"""For a sentence that has a date, a figure or a name where the question asks for one."""
RANK_BONUS = 0.3
"""For the sentences of the best passage; halved for the second, a third for the third, …"""
APART_BONUS = 0.3
"""For a sentence that has what tells the question from those asked beside it, and off a sentence
that has only what tells those from it. On RGB's 50 integration questions 400 characters a part then
hold all that is asked for in 0.70, without it in 0.62."""
LEAST_SHARE = 0.3
"""Of the best sentence's score: what scores lower is left out even where there is room."""

# A sentence that starts so leans on the one before it.
_LEANING = re.compile(
    r"^(?:[“\"‘]|他|她|它|其[中他]?|该|此|这|那|对此|同时|随后|当[天日时]|He |She |It |They |This )"
)


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence of an article, `article.text[start:end]`, and how well it fits the question.

    Attributes:
        coverage: Share of the question's terms it holds, rare ones weighing more, 0 to 1.
        score: What the sentences are chosen by.
    """

    article: Article
    start: int
    end: int
    coverage: float
    score: float

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other sentence."""
        return self.article.id, self.start

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


def portions(
    question: str, hits: Sequence[Hit], sizes: Sequence[int], beside: Sequence[str] = ()
) -> list[list[Evidence]]:
    """Chooses the sentences that go before the model, the best first, in portions to read on.

    Args:
        question: The question that stands alone.
        hits: Passages, best first.
        sizes: Characters of each portion; a portion holds a sentence even if it is longer.
        beside: Questions asked with it, each answered by itself.

    Returns:
        Evidence by article for each portion that has any, numbered on from 1 through all.
    """
    ranked = rank_sentences(question, hits, beside)
    waiting = sorted(ranked, key=lambda sentence: -sentence.score)
    floor = LEAST_SHARE * waiting[0].score if waiting else 0.0
    waiting = [sentence for sentence in waiting if sentence.score >= floor]
    taken: set[tuple[str, int]] = set()
    number = 0
    found: list[list[Evidence]] = []
    for size in sizes:
        chosen = _fill(size, waiting, ranked, taken)
        if chosen:
            portion = _by_article(hits, chosen, number)
            number += len(portion)
            found.append(portion)
    return found


def _fill(
    size: int,
    waiting: Sequence[EvidenceSentence],
    ranked: Sequence[EvidenceSentence],
    taken: set[tuple[str, int]],
) -> list[EvidenceSentence]:
    """The best sentences not yet taken that fit, at least one; they are taken then."""
    chosen: list[EvidenceSentence] = []
    spent = 0
    for sentence in waiting:
        wanted = [s for s in _with_context(sentence, ranked) if s.key not in taken]
        cost = sum(len(s.text) for s in wanted)
        if wanted and sentence.key not in taken and (not chosen or spent + cost <= size):
            spent += cost
            chosen += wanted
            taken.update(s.key for s in wanted)
    return chosen


def _by_article(
    hits: Sequence[Hit], chosen: Sequence[EvidenceSentence], number: int
) -> list[Evidence]:
    evidence: list[Evidence] = []
    for article in {hit.article.id: hit.article for hit in hits}.values():
        own = [sentence for sentence in chosen if sentence.article.id == article.id]
        if own:
            in_order = tuple(sorted(own, key=lambda sentence: sentence.start))
            evidence.append(Evidence(number + len(evidence) + 1, article, in_order))
    return evidence


def rank_sentences(
    question: str, hits: Sequence[Hit], beside: Sequence[str] = ()
) -> list[EvidenceSentence]:
    """Scores every sentence of the hits: the question's words, the kind of answer, the rank.

    Args:
        question: The question that stands alone.
        hits: Passages, best first.
        beside: Questions asked with it, which much the same passages speak of.

    Returns:
        Sentences in the order of the hits and of the text, each once.
    """
    places = _places(hits)
    texts = [_in_context(sentence) for sentence, _ in places]
    coverage = _coverage(question, texts)
    apart = _apart_bonuses(question, beside, texts)
    return [
        replace(
            sentence,
            coverage=share,
            score=share + _kind_bonus(question, sentence.text) + bonus + RANK_BONUS / (1 + rank),
        )
        for (sentence, rank), share, bonus in zip(places, coverage, apart, strict=True)
    ]


def _kind_bonus(question: str, sentence: str) -> float:
    return KIND_BONUS if may_answer(question, sentence) else 0.0


def _apart_bonuses(question: str, beside: Sequence[str], texts: Sequence[str]) -> list[float]:
    """2022 and 2023 are words like others to the coverage, but here they are all that matters."""
    if not beside:
        return [0.0] * len(texts)
    asked = set(terms(question))
    others = {term for other in beside for term in terms(other)}
    own, theirs = asked - others, others - asked

    def bonus(held: set[str]) -> float:
        if own & held:
            return APART_BONUS * len(own & held) / len(own)
        return -APART_BONUS if theirs & held else 0.0

    return [bonus(set(terms(text))) for text in texts]


def _places(hits: Sequence[Hit]) -> list[tuple[EvidenceSentence, int]]:
    """Every sentence once, with the rank of the first passage it stands in."""
    places: dict[tuple[str, int], tuple[EvidenceSentence, int]] = {}
    for rank, hit in enumerate(hits):
        for start, end in sentence_spans(hit.passage.text):
            at = hit.passage.start + start
            sentence = EvidenceSentence(hit.article, at, hit.passage.start + end, 0.0, 0.0)
            places.setdefault((hit.article.id, at), (sentence, rank))
    return list(places.values())


def _in_context(sentence: EvidenceSentence) -> str:
    return f"{sentence.article.headline or ''} {sentence.text}"


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
