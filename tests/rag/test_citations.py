from __future__ import annotations

from index.models import Article, Hit, Passage
from rag.citations import WHOLE_ARTICLE_CHARS, Attributor, CitationBook, windows
from rag.models import AnswerSentence

BRIDGE = Article(
    ("澄江大桥3月5日通车。", "大桥全长1200米，总投资6.3亿元。"), headline="大桥通车", source="a.txt"
)
FAIR = Article(("南屏书市3月8日开幕，共有120家出版社参加。",), headline="书市", source="b.txt")


def hits(*articles: Article) -> list[Hit]:
    return [Hit(Passage(a.id, 0, len(a.text), a.text), a, 1.0) for a in articles]


def attribute(
    draft: str, question: str, *articles: Article
) -> tuple[list[AnswerSentence], CitationBook]:
    book = CitationBook()
    return Attributor().attribute(draft, question, windows(hits(*articles)), book), book


def test_a_true_sentence_is_cited_to_the_sentence_that_bears_it_out() -> None:
    sentences, book = attribute("大桥全长1200米。", "大桥多长？", FAIR, BRIDGE)
    assert sentences[0].verdict == "supported"
    assert book.citations[0].article == BRIDGE
    assert book.citations[0].quote == "大桥全长1200米，总投资6.3亿元。"


def test_a_wrong_figure_is_not_supported_and_not_cited() -> None:
    sentences, _ = attribute("澄江大桥全长1300米。", "大桥多长？", BRIDGE)
    assert sentences[0].verdict != "supported"


def test_the_model_s_own_marks_are_dropped() -> None:
    sentences, _ = attribute("澄江大桥3月5日通车[7]。", "何时通车？", BRIDGE)
    assert "[7]" not in sentences[0].text
    assert sentences[0].citations == (1,)


def test_clauses_from_two_articles_take_two_citations() -> None:
    sentences, book = attribute(
        "澄江大桥3月5日通车，南屏书市3月8日开幕。", "大桥和书市何时通车、开幕？", BRIDGE, FAIR
    )
    assert sentences[0].verdict == "supported"
    assert {c.article.headline for c in book.citations} == {"大桥通车", "书市"}


def test_the_same_quote_keeps_its_number() -> None:
    book = CitationBook()
    assert book.cite(BRIDGE, 0, 5) == book.cite(BRIDGE, 0, 5) == 1
    assert book.cite(FAIR, 0, 5) == 2


def test_neighbouring_passages_of_a_long_article_are_one_window() -> None:
    article = Article(("字" * (WHOLE_ARTICLE_CHARS + 600),), source="long.txt")
    passages = [Passage(article.id, a, b, article.text[a:b]) for a, b in ((300, 600), (0, 300))]
    far = Passage(article.id, 2000, 2300, article.text[2000:2300])
    found = windows([Hit(p, article, 1.0) for p in (*passages, far)])
    assert [(w.start, w.end) for w in found] == [(0, 600), (2000, 2300)]
