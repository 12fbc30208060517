from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from index.corrections import link
from index.models import Article
from index.reading import SUFFIXES, read
from index.splitting import join, split
from index.wire_copies import groups

FOLDER = Path(__file__).parents[2] / "ui" / "sample_library"
EXAMPLES: list[dict[str, Any]] = json.loads((FOLDER / "examples.json").read_text("utf-8"))[
    "examples"
]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    paths = sorted(path for path in FOLDER.iterdir() if path.suffix in SUFFIXES)
    return join([article for path in paths for article in split(read(path))])


def bare(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def named(headline: str, articles: list[Article]) -> Article:
    (found,) = (a for a in articles if bare(a.headline) + bare(a.subline) == bare(headline))
    return found


def test_fifteen_articles_all_with_newspaper_and_date(articles: list[Article]) -> None:
    assert len(articles) == 15
    invented = {"样例日报", "样例晚报", "樣例時報", "The Sample Daily"}
    assert {article.newspaper for article in articles} == invented
    assert all(article.date and article.headline for article in articles)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["question"])
def test_the_answers_stand_in_the_named_article(
    example: dict[str, Any], articles: list[Article]
) -> None:
    if not example["answers"]:
        assert example["article"] is None
        return
    text = bare(named(example["article"], articles).text)
    for accepted in example["answers"]:
        assert any(bare(answer) in text for answer in accepted)


def test_ten_questions_can_be_answered_and_one_must_be_refused(articles: list[Article]) -> None:
    refused = [example for example in EXAMPLES if not example["answers"]]
    assert len(EXAMPLES) == 11
    assert len(refused) == 1
    assert "机场" in refused[0]["question"]
    assert not any("机场" in article.text for article in articles)


def test_the_front_page_report_goes_on_inside(articles: list[Article]) -> None:
    report = named("临澜轻轨二号线昨日开通运营", articles)
    assert report.pages == ("1", "4")
    assert "61.8亿元" in report.text
    assert "（下转" not in report.text
    assert "上接" not in report.text


def test_the_correction_is_linked_to_the_report(articles: list[Article]) -> None:
    report = named("临澜轻轨二号线昨日开通运营", articles)
    assert link(articles) == {named("更正", articles).id: (report.id,)}


def test_the_wire_copy_is_one_piece_of_evidence(articles: list[Article]) -> None:
    whole = named("“信风一号”海底光缆全线贯通", articles)
    short = named("“信风一号”光缆贯通计划9月投入使用", articles)
    assert groups(articles) == {whole.id: (short.id,), short.id: (whole.id,)}
