"""Sources that disagree: another newspaper's or day's figure for the very thing that was asked.

A reader who is given one figure takes it for the only one. Where another article answers the same
question with another value, the answer says so and cites it; see `rag.rivals` for when it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.models import Article, Hit
from rag.chain import language_of
from rag.citations import windows
from rag.corrections import retractions
from rag.models import Answer, AnswerSentence, Citation
from rag.rivals import Asked, agree, given, rivals
from rag.support.pairing import places_of
from rag.support.reading import read

MOST_VERSIONS = 2
_CORRECTS = re.compile(r"更正|勘误|订正|corrections?\b|errat(?:um|a)", re.IGNORECASE)
_LEADS = {
    "zh": ("另据{}：“{}”", "另有报道：“{}”", "（以上据{}。）"),
    "en": (" {} has it differently: “{}”", " Another report: “{}”", " (The above is from {}.)"),
}
"""What the other version begins with, known and unknown by name; and where the first one is from."""


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A sentence of another article, `article.text[start:end]`, that gives another value.

    Attributes:
        first: The article whose value the answer gives.
    """

    first: Article
    article: Article
    start: int
    end: int


def with_other_versions(answer: Answer, hits: Sequence[Hit]) -> Answer:
    """The answer followed by what other articles give for the same thing, each cited.

    Args:
        answer: Checked and cited.
        hits: The passages found for it, wire copies once.

    Returns:
        The answer itself where no article disagrees.
    """
    citations = list(answer.citations)
    added = []
    for version in other_versions(answer, hits):
        number = len(citations) + 1
        citations.append(Citation(number, version.article, version.start, version.end))
        text = _lead(version, language_of(answer.question), citations[-1].quote)
        added.append(AnswerSentence(text, "supported", (number,)))
    if not added:
        return answer
    return replace(answer, sentences=(*answer.sentences, *added), citations=tuple(citations))


def _lead(version: OtherVersion, language: str, quote: str) -> str:
    known, unknown, from_first = _LEADS[language]
    first, other = (_printed(a, language) for a in (version.first, version.article))
    if first == other:
        first, other = (
            f"《{a.headline}》" if a.headline else "" for a in (version.first, version.article)
        )
    quote = " ".join(quote.split())
    said = known.format(other, quote) if other else unknown.format(quote)
    return said + (from_first.format(first) if first else "")


def _printed(article: Article, language: str) -> str:
    """Newspaper and date, as far as they are known."""
    newspaper = f"《{article.newspaper}》" if article.newspaper else ""
    day = article.date
    if day is None:
        return newspaper
    if language == "zh":
        return f"{newspaper}{day.year}年{day.month}月{day.day}日"
    return f"{newspaper} {day.day} {day:%B %Y}".strip()


def other_versions(answer: Answer, hits: Sequence[Hit]) -> list[OtherVersion]:
    """Values of other articles for what was asked, at most two, each value once.

    Args:
        answer: Its citations name the articles that are not "other".
        hits: Where other articles may be.

    Returns:
        Nothing for a question that asks for neither a figure nor a date, and nothing of an article
        that gives one of the answer's values too.
    """
    asked = Asked.of(answer.standalone_question)
    # A correction outranks what it corrects: the two do not disagree.
    if asked is None or any(_corrects(citation.article) for citation in answer.citations):
        return []
    told = [fact for sentence in read(answer.text).sentences for fact in sentence.facts]
    cited = {citation.article.id for citation in answer.citations}
    firsts = list(given(answer, asked))
    found: dict[tuple[str, int], OtherVersion] = {}
    for window in windows(hits):
        if window.article.id in cited or _corrects(window.article):
            continue
        places = places_of(read(window.text).sentences)
        if any(agree(first.place.fact, place.fact) for first in firsts for place in places):
            continue
        for first in firsts:
            for place in rivals(first, window, asked):
                if any(agree(place.fact, fact) for fact in told):
                    continue
                told.append(place.fact)
                start, end = place.sentence.start, place.sentence.end
                found.setdefault(
                    (window.article.id, window.start + start),
                    OtherVersion(
                        first.citation.article,
                        window.article,
                        window.start + start,
                        window.start + end,
                    ),
                )
    return list(found.values())[:MOST_VERSIONS]


def _corrects(article: Article) -> bool:
    return bool(_CORRECTS.search(article.headline or "") or retractions([article]))
