from __future__ import annotations

from index.models import Article, Hit, Passage
from rag.citations import WHOLE_ARTICLE_CHARS, Attributor, CitationBook, windows
from rag.models import AnswerSentence

BRIDGE = Article(
    ("澄江大桥3月5日通车。", "大桥全长1200米，总投资6.3亿元。"), headline="大桥通车", source="a.txt"
)
FAIR = Article(("南屏书市3月8日开幕，共有120家出版社参加。",), headline="书市", source="b.txt")

CAST = Article(
    ("《南屏往事》近日开机。", "《南屏往事》由主演沈秋月、罗婷领衔。", "导演林若溪介绍了拍摄。"),
    headline="开机",
    source="c.txt",
)
MORE_CAST = Article(("电影《南屏往事》的主演王晓岚昨日探班。",), headline="探班", source="d.txt")
TEAMS = Article(("澄江杯参赛的有甲队3人、乙队5人。",), headline="参赛", source="e.txt")


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


def test_invented_items_are_left_out_of_a_list() -> None:
    sentences, book = attribute(
        "《南屏往事》的主演有沈秋月、张北川和罗婷。", "《南屏往事》的主演有哪些？", CAST
    )
    assert sentences[0].text == "《南屏往事》的主演有沈秋月和罗婷。"
    assert sentences[0].verdict == "supported"
    assert [c.quote for c in book.citations] == ["《南屏往事》由主演沈秋月、罗婷领衔。"]


def test_items_that_stand_in_two_articles_take_both_citations() -> None:
    draft = "《南屏往事》的主演有沈秋月、王晓岚。"
    sentences, book = attribute(draft, "《南屏往事》的主演有哪些？", CAST, MORE_CAST)
    assert sentences[0].text == draft
    assert sentences[0].verdict == "supported"
    assert {c.article.headline for c in book.citations} == {"开机", "探班"}


def test_an_item_in_another_role_is_left_out() -> None:
    sentences, _ = attribute(
        "《南屏往事》的主演有沈秋月、林若溪、张北川。", "《南屏往事》的主演有哪些？", CAST
    )
    assert sentences[0].text == "《南屏往事》的主演有沈秋月。"


def test_a_list_of_invented_items_is_not_supported_and_not_changed() -> None:
    draft = "《南屏往事》的主演有张北川、李光远。"
    sentences, _ = attribute(draft, "《南屏往事》的主演有哪些？", CAST)
    assert sentences[0].text == draft
    assert sentences[0].verdict != "supported"


def test_a_wrong_frame_makes_no_item_true() -> None:
    for draft in (
        "3月9日南屏书市的主演有沈秋月、罗婷。",
        "《南屏往事》的主演没有沈秋月、罗婷。",
    ):
        sentences, _ = attribute(draft, "主演有哪些？", CAST, FAIR)
        assert sentences[0].verdict != "supported"
        assert sentences[0].text == draft


def test_an_item_with_a_wrong_figure_is_left_out() -> None:
    sentences, _ = attribute("澄江杯参赛的有甲队3人、乙队6人。", "澄江杯参赛的有谁？", TEAMS)
    assert sentences[0].text == "澄江杯参赛的有甲队3人。"
    assert sentences[0].verdict == "supported"


def test_nothing_is_left_out_of_a_list_whose_items_are_counted() -> None:
    draft = "《南屏往事》的主演是沈秋月、罗婷和张北川三人。"
    sentences, _ = attribute(draft, "《南屏往事》的主演有哪些？", CAST)
    assert sentences[0].text == draft
    assert sentences[0].verdict != "supported"


def test_an_english_list_is_checked_item_by_item() -> None:
    story = Article(
        ("Filming of Harbour Light began.", "The cast includes Tom Gray and Anna Lee."),
        headline="Harbour Light",
        source="f.txt",
    )
    sentences, _ = attribute(
        "The cast includes Tom Gray, Bob Stone and Anna Lee.", "Who is in the cast?", story
    )
    assert sentences[0].text == "The cast includes Tom Gray and Anna Lee."
    assert sentences[0].verdict == "supported"


def test_a_bare_day_is_cited_to_the_sentence_that_was_asked_about() -> None:
    article = Article(
        (
            "澄江运动会于2024年6月4日至20日举行。澄江市南部的南屏镇也承办了大部分赛事。",
            "6月4日，南屏镇停课一天。",
        ),
        source="g.txt",
    )
    sentences, book = attribute("2024年6月4日", "澄江运动会的开幕日期是什么时候？", article)
    assert sentences[0].verdict == "supported"
    assert [c.quote for c in book.citations] == ["澄江运动会于2024年6月4日至20日举行。"]


def test_a_letter_of_a_word_bears_out_no_group() -> None:
    noise = Article(("Dec 15 澄江队有望卫冕冠军。",), source="h.txt")
    table = Article(("澄江队：两战全胜领跑D组。",), source="i.txt")
    _, book = attribute("澄江队在D组。", "澄江队在哪个组？", noise, table)
    assert [c.quote for c in book.citations] == ["澄江队：两战全胜领跑D组。"]


def test_a_comma_in_a_figure_parts_no_clauses() -> None:
    fair = Article(("展会共售出5,586辆汽车。",), source="j.txt")
    prize = Article(("展会的大奖由唐秋获得。",), source="k.txt")
    sentences, book = attribute(
        "展会共售出5,586辆汽车，展会的大奖由唐秋获得。",
        "展会共售出多少辆？大奖给了谁？",
        fair,
        prize,
    )
    assert sentences[0].verdict == "supported"
    assert {c.article.source for c in book.citations} == {"j.txt", "k.txt"}


def test_a_quote_names_the_month_of_its_day() -> None:
    article = Article(
        ("2024年6月4日，雨过天晴。澄江运动会开幕式4日晚在南屏体育场举行，市长宣布开幕。",),
        source="l.txt",
    )
    _, book = attribute("2024年6月4日", "澄江运动会的开幕日期是什么时候？", article)
    assert [c.quote for c in book.citations] == [article.text]
