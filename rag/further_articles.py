"""What is asked for in the plural may stand in several articles: each of them is asked by itself.

A small model that reads all at once lists what the first article names. Which further articles to
ask, and whether one adds anything, is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.folding import fold
from index.models import Hit
from rag.composing import is_quote
from rag.listed_roles import has_part, names_in, part_asked
from rag.models import Answer
from rag.refusal import FEATURES
from rag.responsiveness import COVERED_FROM, question_coverage
from rag.retrieval import Retrieved

MOST_ARTICLES = 3
"""Further articles asked: each costs the reading of some 200 characters and a sentence."""


def further_articles(retrieved: Retrieved, answer: Answer) -> Iterator[Retrieved]:
    """The hits of each article that an answer does not cite yet and that speaks of the question.

    Args:
        retrieved: What the question found.
        answer: To it, from all of that at once.
    """
    cited = {citation.article.id for citation in answer.citations}
    left: dict[str, list[Hit]] = {}
    for hit in retrieved.hits:
        if hit.article.id not in cited:
            left.setdefault(hit.article.id, []).append(hit)
    asked = [hits for hits in left.values() if _speaks_of(retrieved.question, hits)]
    for hits in asked[:MOST_ARTICLES]:
        yield Retrieved(retrieved.question, retrieved.plan, tuple(hits))


def _speaks_of(question: str, hits: Sequence[Hit]) -> bool:
    """Whether an answer from these passages could be complete, which is asked of what is added."""
    texts = (f"{hit.article.headline or ''}\n{hit.passage.text}" for hit in hits)
    return any(question_coverage(question, text) >= COVERED_FROM for text in texts)


def adds(answers: Sequence[Answer], further: Answer) -> bool:
    """Whether an answer from a further article names somebody or something new, for what was asked.

    Args:
        answers: What was said so far, to the same question.
        further: From one more article; a bare quotation in place of a draft adds nothing, nor does
            what does not answer the question by itself.
    """
    if further.status == "refused" or is_quote(further.sentences[0].text):
        return False
    if not further.signals[FEATURES.index("complete")]:
        return False
    said = fold("".join([further.question, *(answer.text for answer in answers)]))
    drafted = "".join(s.text for s in further.sentences if not is_quote(s.text))
    new = [name for name in names_in(drafted) if name not in said]
    part = part_asked(further.question)
    quotes = fold("\n".join(citation.quote for citation in further.citations))
    return bool(new) and (not part or all(has_part(name, part, quotes) for name in new))
