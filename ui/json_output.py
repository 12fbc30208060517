"""The program's values as the JSON that it promises to those who script it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from index.models import Article, Check, Hit, IndexReport, LibraryArticle, RemoveReport
from rag.models import Answer, AnswerSentence, Citation

Json = dict[str, Any]


def write_json(value: object, output: TextIO) -> None:
    """Writes a value on one line, or over several in a terminal."""
    indent = 2 if output.isatty() else None
    output.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def write_json_lines(values: Iterable[object], output: TextIO) -> None:
    """Writes a value a line as soon as it comes."""
    for value in values:
        output.write(json.dumps(value, ensure_ascii=False) + "\n")
        output.flush()


def page_label(label: str | None) -> int | str | None:
    """A page label: a number when it is all digits ("1"), else as printed ("A08")."""
    return int(label) if label is not None and label.isascii() and label.isdigit() else label


def _page_labels(article: Article) -> list[int | str | None]:
    return [page_label(label) for label in article.pages]


def _printed(article: Article) -> Json:
    return {
        "headline": article.headline,
        "newspaper": article.newspaper,
        "date": article.date.isoformat() if article.date else None,
        "pages": _page_labels(article),
    }


def article_json(held: LibraryArticle, paragraphs: bool = False) -> Json:
    """An article of the library, with its paragraphs if asked for."""
    article = held.article
    value = {
        "id": article.id,
        "headline": article.headline,
        "kicker": article.kicker,
        "newspaper": article.newspaper,
        "date": article.date.isoformat() if article.date else None,
        "pages": _page_labels(article),
        "byline": article.byline,
        "source": article.source,
        "characters": len(article.text),
        "continues_from": page_label(article.continues_from),
        "continues_to": page_label(article.continues_to),
        "also_in": list(held.also_in),
    }
    return value | {"paragraphs": list(article.paragraphs)} if paragraphs else value


def split_json(file: str, article: Article) -> Json:
    """An article as `wenbao split` gives it."""
    return {
        "file": file,
        "headline": article.headline,
        "kicker": article.kicker,
        "byline": article.byline,
        "newspaper": article.newspaper,
        "date": article.date.isoformat() if article.date else None,
        "pages": _page_labels(article),
        "text": article.text,
        "confidence": round(article.confidence, 3),
    }


def hits_json(hits: Sequence[Hit]) -> list[Json]:
    """Found passages, best first."""
    return [
        {
            "rank": rank,
            "score": hit.score,
            "article_id": hit.article.id,
            **_printed(hit.article),
            "source": hit.article.source,
            "text": hit.passage.text,
            "start": hit.passage.start,
            "end": hit.passage.end,
        }
        for rank, hit in enumerate(hits, start=1)
    ]


def index_report_json(report: IndexReport) -> Json:
    """What an indexing run did."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "failed": [{"path": f.path, "error": f.error} for f in report.failed],
        "articles": report.articles,
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }


def remove_report_json(report: RemoveReport) -> Json:
    """What a removal did."""
    return {
        "removed": report.removed,
        "articles": report.articles,
        "passages": report.passages,
    }


def checks_json(checks: Sequence[Check]) -> Json:
    """The findings of `wenbao doctor`."""
    return {
        "ok": all(check.ok for check in checks),
        "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks],
    }


def answer_json(answer: Answer) -> Json:
    """A whole answer."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status,
        "text": answer.text,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "citations": [citation_json(citation) for citation in answer.citations],
        "nearest": [_nearest(article) for article in answer.nearest],
        "model": answer.model,
        "timings": {
            "retrieval_s": answer.timings.retrieval_s,
            "first_token_s": answer.timings.first_token_s,
            "total_s": answer.timings.total_s,
        },
    }


def _sentence(sentence: AnswerSentence) -> Json:
    return {
        "text": sentence.text,
        "verdict": sentence.verdict,
        "citations": list(sentence.citations),
        "reasons": list(sentence.reasons),
    }


def citation_json(citation: Citation) -> Json:
    """A citation with all that is needed to find its words again: see `rag.survival`."""
    return {
        "number": citation.number,
        "article_id": citation.article.id,
        **_printed(citation.article),
        "source": citation.article.source,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _nearest(article: Article) -> Json:
    return article_json(LibraryArticle(article))
