"""Sources that disagree are both given; what only looks like it is passed over."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from index.library import Library
from index.models import Article, Document, Hit, Passage
from rag.assistant import Assistant
from rag.citations import Attributor
from rag.disagreement import with_other_versions
from rag.models import Answer, AnswerSentence, Citation
from rag.reading import Generator
from rag.retrieval import Retriever
from rag.settings import RetrievalConfig
from tests.doubles import gate

MORNING, EVENING = date(2025, 3, 1), date(2025, 3, 2)


def daily(text: str, headline: str | None = None, day: date | None = MORNING) -> Article:
    return Article((text,), headline=headline, newspaper="样例日报", date=day, source="daily.txt")


def evening(text: str, headline: str | None = None, day: date | None = EVENING) -> Article:
    return Article((text,), headline=headline, newspaper="样例晚报", date=day, source="evening.txt")


MINE = daily("2月28日，样例市青石煤矿发生瓦斯爆炸，事故造成12人死亡。", "青石煤矿发生爆炸")
BRIDGE = daily("青石河大桥全长1280米，总投资3.6亿元。", "青石河大桥通车")
FAIR = daily("南屏书市将于3月8日开幕。", "南屏书市")
TOURISM = daily("样例市2024年接待游客300万人次。")
INDEX = daily("沪指今日收报3200.15点。")
FIRE = Article(
    ("The fire at Sample Mine killed 12 workers on Friday.",),
    headline="Fire at Sample Mine",
    newspaper="Sample Daily",
    date=MORNING,
)

DEAD = "青石煤矿爆炸造成多少人死亡？"
LENGTH = "青石河大桥全长多少米？"
COST = "青石河大桥总投资是多少？"
OPENS = "南屏书市什么时候开幕？"
VISITS = "样例市接待游客多少人次？"
CLERKS = "北安门站有多少名站务员？"
CLOSES = "沪指收报多少点？"


def answer(question: str, said: str, article: Article) -> Answer:
    cited = Citation(1, article, 0, len(article.text))
    return Answer(question, question, (AnswerSentence(said, "supported", (1,)),), (cited,))


def asked(question: str, said: str, *articles: Article) -> Answer:
    hits = [Hit(Passage(a.id, 0, len(a.text), a.text), a, 1.0) for a in articles]
    return with_other_versions(answer(question, said, articles[0]), hits)


@pytest.mark.parametrize(
    ("question", "said", "first", "other"),
    [
        (DEAD, "爆炸造成12人死亡。", MINE, "2月28日，样例市青石煤矿发生瓦斯爆炸，造成15人死亡。"),
        (DEAD, "12人。", MINE, "青石煤矿瓦斯爆炸事故已造成15人死亡，救援仍在进行。"),
        (DEAD, "12人死亡。", MINE, "截至3月2日，青石煤矿瓦斯爆炸已造成15人死亡。"),
        (LENGTH, "大桥全长1280米。", BRIDGE, "昨天通车的青石河大桥全长1380米，双向六车道。"),
        (COST, "总投资3.6亿元。", BRIDGE, "青石河大桥总投资为4.2亿元。"),
        (OPENS, "南屏书市将于3月8日开幕。", FAIR, "记者获悉，南屏书市将于3月10日开幕。"),
        ("样例市2024年接待游客多少人次？", "300万人次。", TOURISM, "样例市去年接待游客320万人次。"),
    ],
)
def test_another_newspaper_s_value_is_given_with_its_citation(
    question: str, said: str, first: Article, other: str
) -> None:
    second = evening(other)
    both = asked(question, said, first, second)
    assert both.sentences[0].text == said
    (added,) = both.sentences[1:]
    assert (
        added.text == f"另据《样例晚报》2025年3月2日：“{other}”（以上据《样例日报》2025年3月1日。）"
    )
    assert added.citations == (2,)
    assert both.citations[1].article == second
    assert both.citations[1].quote == other


@pytest.mark.parametrize(
    ("question", "said", "first", "other"),
    [
        (DEAD, "12人死亡。", MINE, "青石煤矿瓦斯爆炸造成12人死亡、3人受伤。"),
        (DEAD, "12人死亡。", MINE, "青石煤矿瓦斯爆炸造成15人受伤。"),
        (DEAD, "12人死亡。", MINE, "青石煤矿瓦斯爆炸造成10余人死亡。"),
        (DEAD, "12人死亡。", MINE, "去年青石煤矿瓦斯爆炸曾造成15人死亡。"),
        (DEAD, "12人死亡。", MINE, "青石煤矿瓦斯爆炸的死者中，外地矿工有5人死亡。"),
        (DEAD, "12人死亡。", MINE, "临江市白石煤矿瓦斯爆炸造成15人死亡。"),
        ("煤矿爆炸造成多少人死亡？", "12人死亡。", MINE, "临江市白石煤矿瓦斯爆炸造成15人死亡。"),
        (LENGTH, "大桥全长1280米。", BRIDGE, "青石河隧道全长1380米。"),
        (LENGTH, "大桥全长1280米。", BRIDGE, "青石河大桥引桥全长380米。"),
        (LENGTH, "大桥全长1280米。", BRIDGE, "新青石河大桥全长1380米。"),
        (CLERKS, "北安门站有6名站务员。", daily("北安门站有6名站务员。"), "西安门站有4名站务员。"),
        (COST, "总投资3.6亿元。", BRIDGE, "青石河大桥总投资3.58亿元。"),
        (COST, "总投资3.6亿元。", BRIDGE, "青石河大桥一期投资1.2亿元。"),
        (OPENS, "南屏书市将于3月8日开幕。", FAIR, "南屏书市将于3月18日闭幕。"),
        (OPENS, "南屏书市将于3月8日开幕。", FAIR, "3月10日，南屏书市迎来读者，开幕以来人气旺盛。"),
        (VISITS, "300万人次。", TOURISM, "样例市2023年接待游客280万人次。"),
        (VISITS, "300万人次。", TOURISM, "样例市今年1月接待游客28万人次。"),
        (VISITS, "300万人次。", TOURISM, "临江市2024年接待游客320万人次。"),
        (CLOSES, "沪指今日收报3200.15点。", INDEX, "沪指今日收报3210.25点。"),
        (CLOSES, "沪指收报3200.15点。", daily("沪指收报3200.15点。"), "沪指收报3210.25点。"),
        ("青石煤矿为什么爆炸？", "事故造成12人死亡。", MINE, "青石煤矿瓦斯爆炸造成15人死亡。"),
    ],
)
def test_another_thing_part_period_or_place_is_no_other_version(
    question: str, said: str, first: Article, other: str
) -> None:
    before = answer(question, said, first)
    assert asked(question, said, first, evening(other)) == before


def test_a_correction_does_not_disagree_with_what_it_corrects() -> None:
    notice = evening(
        "本报3月1日《青石煤矿发生爆炸》一文中，“造成12人死亡”有误，应为“造成15人死亡”。", "更正"
    )
    assert len(asked(DEAD, "15人死亡。", notice, MINE).sentences) == 1
    assert len(asked(DEAD, "12人死亡。", MINE, notice).sentences) == 1


def test_later_news_of_the_same_name_is_another_event() -> None:
    later = evening("青石煤矿瓦斯爆炸造成15人死亡。", day=date(2025, 9, 2))
    assert len(asked(DEAD, "12人死亡。", MINE, later).sentences) == 1


def test_a_value_that_the_answer_gives_itself_is_not_added() -> None:
    other = evening("青石煤矿瓦斯爆炸造成15人死亡。")
    assert len(asked(DEAD, "一说12人死亡，一说15人死亡。", MINE, other).sentences) == 1


def test_each_other_value_comes_once_and_at_most_two_come() -> None:
    others = [
        evening(f"青石煤矿瓦斯爆炸造成{n}人死亡。", f"快讯{i}")
        for i, n in enumerate((15, 15, 16, 17))
    ]
    added = asked(DEAD, "12人死亡。", MINE, *others).sentences[1:]
    assert [sentence.citations for sentence in added] == [(2,), (3,)]
    assert "15人" in added[0].text
    assert "16人" in added[1].text


@pytest.mark.parametrize(
    ("first", "other", "text"),
    [
        (Article((MINE.text,)), Article(("青石煤矿瓦斯爆炸造成15人死亡。",)), "另有报道：“"),
        (MINE, daily("青石煤矿瓦斯爆炸造成15人死亡。", "快讯"), "另据《快讯》：“"),
    ],
)
def test_reports_are_told_apart_by_what_is_known_of_them(
    first: Article, other: Article, text: str
) -> None:
    question, said = ("青石煤矿瓦斯爆炸造成多少人死亡？", "12人死亡。")
    first = Article(("青石煤矿瓦斯爆炸造成12人死亡。",)) if first.newspaper is None else first
    assert asked(question, said, first, other).sentences[1].text.startswith(text)


def test_english_sources_are_given_in_english() -> None:
    second = Article(
        ("The fire at Sample Mine killed 15 workers, officials said.",),
        newspaper="Sample Evening",
        date=EVENING,
    )
    question = "How many workers did the fire at Sample Mine kill?"
    both = asked(question, "The fire at Sample Mine killed 12 workers.", FIRE, second)
    assert both.sentences[1].text == (
        " 《Sample Evening》 2 March 2025 has it differently: “The fire at Sample Mine killed 15 "
        "workers, officials said.” (The above is from 《Sample Daily》 1 March 2025.)"
    )
    injured = Article(("The fire at Sample Mine injured 15 firefighters.",), date=EVENING)
    assert len(asked(question, "It killed 12 workers.", FIRE, injured).sentences) == 1


_PIECES = [
    "青石煤矿",
    "瓦斯爆炸",
    "造成",
    "12人",
    "15人",
    "死亡",
    "昨日",
    "2024年",
    "3月8日",
    "，",
    "。",
    "约",
    "其中",
    "30%",
    "\n",
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(_PIECES), min_size=1), st.lists(st.sampled_from(_PIECES)))
def test_whatever_is_added_is_cited_word_by_word(first: list[str], other: list[str]) -> None:
    mine, theirs = daily("".join(first)), evening("".join(other) or "无")
    before = answer(DEAD, mine.text, mine)
    both = asked(DEAD, mine.text, mine, theirs)
    assert both.sentences[: len(before.sentences)] == before.sentences
    for sentence in both.sentences[1:]:
        (number,) = sentence.citations
        citation = both.citations[number - 1]
        assert citation.article == theirs
        assert " ".join(citation.quote.split()) in sentence.text


@pytest.fixture
def assistant(library: Library) -> Assistant:
    other = evening("青石煤矿瓦斯爆炸造成15人死亡，救援仍在进行。", "矿难最新消息")
    library.add([Document(source=a.source, articles=(a,)) for a in (MINE, other)])
    model = GenericFakeChatModel(messages=iter([AIMessage(content="事故造成12人死亡。")]))
    return Assistant(
        Retriever(library, RetrievalConfig()),
        lambda: Generator(model, "scripted", "answer", (300,)),
        attributor=Attributor(),
        gate=gate(),
        clock=lambda: EVENING,
    )


def test_the_assistant_gives_both_newspapers(assistant: Assistant) -> None:
    both = assistant.ask(DEAD)
    assert "12人死亡" in both.text
    assert "另据《样例晚报》2025年3月2日：“青石煤矿瓦斯爆炸造成15人死亡" in both.text
    assert {c.article.newspaper for c in both.citations} == {"样例日报", "样例晚报"}
    for sentence in both.sentences:
        assert sentence.citations
