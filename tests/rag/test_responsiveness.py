from __future__ import annotations

from datetime import date

from index.models import Article
from rag.models import AnswerSentence, Citation
from rag.responsiveness import missing_terms, question_coverage, responsiveness

ARTICLE = Article(
    (
        "澄江港去年的生产经营情况昨日公布。",
        "2023年上半年完成货物吞吐量120万吨，全年数字尚待核实。港口新建泊位4个。",
    ),
    headline="澄江港公布生产情况",
    date=date(2024, 1, 12),
)


def cited(text: str, quote: str) -> tuple[list[AnswerSentence], list[Citation]]:
    start = ARTICLE.text.index(quote)
    citation = Citation(1, ARTICLE, start, start + len(quote))
    return [AnswerSentence(text, "supported", (1,))], [citation]


def test_an_answer_to_the_question_is_held_covered_and_of_the_kind() -> None:
    found = responsiveness(
        "澄江港2023年上半年货物吞吐量是多少？",
        *cited("2023年上半年货物吞吐量为120万吨。", "2023年上半年完成货物吞吐量120万吨"),
    )
    assert found.held == 1.0
    assert found.covered > 0.9
    assert found.kind


def test_an_answer_about_another_period_does_not_hold_by_itself() -> None:
    found = responsiveness(
        "澄江港2023年货物吞吐量是多少？",
        *cited("2023年货物吞吐量为120万吨。", "2023年上半年完成货物吞吐量120万吨"),
    )
    assert found.held == 0.0


def test_a_list_is_held_by_citations_that_each_hold_an_item() -> None:
    article = Article(
        ("《南屏往事》的主演有沈秋月。", "另据公告，《南屏往事》的主演还有王晓岚。"), source="a.txt"
    )
    spans = [(0, article.text.index("。") + 1), (article.text.index("另据"), len(article.text))]
    citations = [Citation(n, article, *span) for n, span in enumerate(spans, start=1)]
    text = "《南屏往事》的主演有沈秋月、王晓岚。"
    question = "《南屏往事》的主演有哪些？"
    both = [AnswerSentence(text, "supported", (1, 2))]
    assert responsiveness(question, both, citations).held == 1.0
    first = [AnswerSentence(text, "supported", (1,))]
    assert responsiveness(question, first, citations[:1]).held == 0.0


def test_a_quote_beside_the_point_covers_less_of_the_question() -> None:
    question = "澄江港2022年集装箱运输多少箱？"
    quote = "港口新建泊位4个。"
    found = responsiveness(question, *cited("港口新建泊位4个。", quote))
    assert found.covered < 0.7
    assert "集装箱运输" in missing_terms(question, quote)


def test_the_headline_and_the_sentence_before_are_read_with_the_quote() -> None:
    sentences, citations = cited("4个。", "港口新建泊位4个。")
    assert responsiveness("澄江港新建泊位多少个？", sentences, citations).covered == 1.0


def test_what_is_missing_is_named_as_the_question_has_it() -> None:
    text = "澄江大桥3月5日通车。"
    assert missing_terms("澄江大桥的设计师是谁？", text) == ["设计师"]
    assert question_coverage("澄江大桥通车是什么时候？", text) == 1.0
    assert missing_terms("澄江大桥通车当天，气温是多少？", text) == ["气温"]


def test_nothing_speaks_of_nothing() -> None:
    assert question_coverage("澄江大桥通车", "") == 0.0
    assert responsiveness("澄江大桥通车了吗？", [], []).held == 0.0


def test_a_city_s_newspaper_leaves_the_city_out() -> None:
    article = Article(
        ("澄江的供水管网今年改造完毕。", "市水利局局长唐秋说，水压已经正常。"), source="p.txt"
    )
    at = article.text.index("市水利局")
    citation = Citation(1, article, at, len(article.text))
    sentence = AnswerSentence("澄江市水利局局长是唐秋。", "supported", (1,))
    found = responsiveness("澄江市水利局局长是谁？", [sentence], [citation])
    assert found.held == 1.0
    assert found.complete
    elsewhere = AnswerSentence("南屏市水利局局长是唐秋。", "supported", (1,))
    assert not responsiveness("南屏市水利局局长是谁？", [elsewhere], [citation]).complete
