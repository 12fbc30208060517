from __future__ import annotations

import io
import json
from datetime import date

import pytest

from index.models import Article, Check, Failure, IndexReport, LibraryArticle
from tests.screen_doubles import BRIDGE, bridge_answer, hit, refusal
from ui import json_output


@pytest.mark.parametrize(
    ("label", "printed"), [("1", 1), ("08", 8), ("A08", "A08"), ("１", "１"), (None, None)]
)
def test_page_labels_are_numbers_when_all_digits(label: str | None, printed: object) -> None:
    assert json_output.page_label(label) == printed


def test_an_article_has_exactly_the_promised_fields() -> None:
    article = Article(
        ("一", "二二"),
        headline="标题",
        date=date(2025, 1, 22),
        pages=("1", "A2"),
        continues_from="3",
        source="a.txt",
    )
    value = json_output.article_json(LibraryArticle(article, also_in=("ff",)), paragraphs=True)
    assert value == {
        "id": article.id,
        "headline": "标题",
        "kicker": None,
        "newspaper": None,
        "date": "2025-01-22",
        "pages": [1, "A2"],
        "byline": None,
        "source": "a.txt",
        "characters": 4,
        "continues_from": 3,
        "continues_to": None,
        "also_in": ["ff"],
        "paragraphs": ["一", "二二"],
    }


def test_a_split_article_has_exactly_the_promised_fields() -> None:
    assert list(json_output.split_json("f.txt", BRIDGE)) == (
        ["file", "headline", "kicker", "byline", "newspaper", "date", "pages", "text", "confidence"]
    )


def test_a_hit_has_exactly_the_promised_fields() -> None:
    (value,) = json_output.hits_json([hit(BRIDGE, 0, 10, 0.5)])
    assert list(value) == (
        [
            "rank",
            "score",
            "article_id",
            "headline",
            "newspaper",
            "date",
            "pages",
            "source",
            "text",
            "start",
            "end",
        ]
    )
    assert value["text"] == BRIDGE.text[0:10]


def test_an_answer_has_exactly_the_promised_fields() -> None:
    value = json_output.answer_json(bridge_answer())
    assert list(value) == (
        [
            "question",
            "standalone_question",
            "status",
            "text",
            "sentences",
            "citations",
            "nearest",
            "model",
            "timings",
        ]
    )
    assert value["status"] == "answered"
    assert list(value["sentences"][0]) == ["text", "verdict", "citations", "reasons"]
    citation = value["citations"][0]
    assert list(citation) == (
        [
            "number",
            "article_id",
            "headline",
            "newspaper",
            "date",
            "pages",
            "source",
            "quote",
            "start",
            "end",
        ]
    )
    assert BRIDGE.text[citation["start"] : citation["end"]] == citation["quote"]
    assert list(value["timings"]) == ["retrieval_s", "first_token_s", "total_s"]


def test_a_refusal_names_the_nearest_articles() -> None:
    value = json_output.answer_json(refusal())
    assert value["status"] == "refused"
    assert value["nearest"][0]["id"] == BRIDGE.id
    assert value["timings"]["first_token_s"] is None


def test_reports_have_exactly_the_promised_fields() -> None:
    report = IndexReport(added=1, failed=(Failure("a", "b"),))
    value = json_output.index_report_json(report)
    assert list(value) == (
        ["added", "updated", "unchanged", "removed", "failed", "articles", "passages", "seconds"]
    )
    assert value["failed"] == [{"path": "a", "error": "b"}]
    assert json_output.checks_json([Check("disk", False, "full")]) == {
        "ok": False,
        "checks": [{"name": "disk", "ok": False, "detail": "full"}],
    }


def test_json_is_one_line_outside_a_terminal() -> None:
    output = io.StringIO()
    json_output.write_json({"甲": [1]}, output)
    assert output.getvalue() == '{"甲": [1]}\n'
    assert json.loads(output.getvalue()) == {"甲": [1]}
