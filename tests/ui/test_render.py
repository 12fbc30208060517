from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from index.models import Article
from rag.models import Answer, AnswerSentence, Citation
from rag.survival import KeptCitation
from tests import screen_doubles as doubles
from ui import render


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def opened(html: str) -> list[str]:
    return [a["data-open"] or "" for _, a in Tags(html).found if "data-open" in a]


def test_an_answer_shows_sentences_citations_and_verdicts() -> None:
    html = render.answer(doubles.bridge_answer())
    assert "青石河大桥全长1280米" in html
    assert [a["class"] for _, a in Tags(html).found if "wb-sentence" in (a.get("class") or "")] == [
        "wb-sentence wb-supported",
        "wb-sentence wb-partial",
        "wb-sentence wb-unsupported",
    ]
    assert "原文说由40分钟缩短到12分钟" in html
    first = doubles.bridge_answer().citations[0]
    assert f"{first.article.id}:{first.start}-{first.end}" in opened(html)


def test_a_source_is_cited_as_a_newspaper_is() -> None:
    assert re.sub("<[^>]*>", "", render.source_line(doubles.BRIDGE)) == (
        "《样例日报》 2025-01-22 第4版p. 4 《青石河大桥正式通车》"
    )


def test_an_answer_has_no_line_break_that_would_end_an_html_block() -> None:
    answer = doubles.bridge_answer()
    broken = Answer(
        question="甲\n\n乙",
        standalone_question="丙",
        sentences=(AnswerSentence("一\n\n二", "supported", (1,)),),
        citations=answer.citations[:1],
    )
    assert "\n" not in render.answer(broken)


def test_a_refusal_shows_the_nearest_articles_as_cards_that_open() -> None:
    html = render.answer(doubles.refusal())
    assert opened(html) == [f"{doubles.BRIDGE.id}:0-0", f"{doubles.LIBRARY_HOURS.id}:0-0"]
    assert "资料里没有关于明天天气的内容" in html


def test_an_answer_is_copied_with_its_sources() -> None:
    text = render.plain(doubles.bridge_answer())
    assert text.startswith("青石河大桥全长1280米，双向六车道。[1]通车后")
    assert "[1] 《样例日报》2025-01-22 第4版《青石河大桥正式通车》：“大桥全长1280米" in text


def test_a_question_understood_from_the_history_is_told() -> None:
    answer = doubles.bridge_answer()
    html = render.answer(Answer("它多长？", "青石河大桥多长？", answer.sentences, answer.citations))
    assert "青石河大桥多长？" in html


def test_evidence_lists_passages_first_and_citations_when_finished() -> None:
    hits = [doubles.hit(doubles.BRIDGE, 0, 60), doubles.hit(doubles.LIBRARY_HOURS, 0, 20)]
    before = render.evidence(hits)
    assert opened(before) == [hit.passage.id for hit in hits]
    after = render.evidence(hits, doubles.bridge_answer())
    assert [render.place(c) for c in doubles.bridge_answer().citations] == opened(after)[:2]
    assert "<details" in after
    assert f"{doubles.LIBRARY_HOURS.id}:0-20" in opened(after)
    assert hits[0].passage.id not in opened(after)


def test_a_citation_keeps_all_that_is_needed_to_find_it_again() -> None:
    answer = doubles.bridge_answer()
    for html in (render.answer(answer), render.evidence((), answer)):
        kept = [
            KeptCitation.from_json(a["data-cited"] or "")
            for _, a in Tags(html).found
            if "data-cited" in a
        ]
        assert {(k.article_id, k.start, k.end, k.quote, k.source) for k in kept} == {
            (c.article.id, c.start, c.end, c.quote, c.article.source) for c in answer.citations
        }


def test_no_evidence_is_said() -> None:
    assert "没有找到相关段落" in render.evidence([])


@given(st.text(), st.text(), st.text(min_size=1))
def test_no_text_of_a_document_becomes_markup(headline: str, newspaper: str, text: str) -> None:
    article = Article((text,), headline=headline, newspaper=newspaper)
    answer = Answer(
        question=text,
        standalone_question=headline,
        sentences=(AnswerSentence(text, "partial", (1,), (headline,)),),
        citations=(Citation(1, article, 0, len(text)),),
        model=newspaper,
    )
    shown = render.exchange(render.question(text), render.answer(answer))
    shown += render.evidence([doubles.hit(article, 0, len(text))], answer) + render.draft(text)
    known = ["div", "p", "span", "button", "ol", "li", "time", "b", "mark", "br", "section"]
    tags = Tags(shown)
    assert {tag for tag, _ in tags.found} <= set(known)
    attributes = {name for _, given in tags.found for name in given}
    assert attributes <= {
        *(
            "class",
            "type",
            "title",
            "data-open",
            "data-cited",
            "data-copy",
            "value",
            "tabindex",
            "aria-hidden",
            "lang",
        ),
    }
