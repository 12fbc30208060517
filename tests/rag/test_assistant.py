from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage

from index.library import Library
from index.models import Article, Document
from rag.assistant import Assistant
from rag.citations import Attributor
from rag.errors import ModelUnavailable
from rag.models import EvidenceFound, Finished, TextAdded, Turn
from rag.reading import Generator
from rag.refusal import Gate
from rag.retrieval import Retriever
from rag.settings import RetrievalConfig
from tests.doubles import OneMind, gate

TODAY = date(2025, 3, 20)
ALWAYS = gate()
BY_JUDGE = gate(yes=1.0, hopeless=0.05)

ARTICLES = (
    Article(
        ("澄江大桥3月5日正式通车。", "大桥全长1200米，总投资6.3亿元，由南屏路桥公司承建。"),
        headline="澄江大桥通车",
        newspaper="样例日报",
        date=date(2025, 3, 6),
        pages=("1",),
        source="a.txt",
    ),
    Article(
        ("南屏书市3月8日开幕，共有120家出版社参加。",),
        headline="南屏书市开幕",
        newspaper="样例日报",
        date=date(2025, 3, 9),
        pages=("2",),
        source="b.txt",
    ),
)


class FixedJudge(OneMind):
    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.prompts: list[str] = []

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        self.prompts.append(str(prompt))
        return self.probability


class PartJudge(FixedJudge):
    """Sure of everything but of prompts with certain words."""

    def __init__(self, unsure: dict[str, float]) -> None:
        super().__init__(0.9)
        self.unsure = unsure

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        sure = super().probability_of(prompt, word)
        asked = str(prompt).split("资料：")[-1]
        return next((p for text, p in self.unsure.items() if text in asked), sure)


@pytest.fixture
def filled(library: Library) -> Library:
    library.add([Document(source=a.source, articles=(a,)) for a in ARTICLES])
    return library


def assistant(
    library: Library,
    *replies: str,
    opens: Gate = ALWAYS,
    judge: FixedJudge | None = None,
    by_parts: bool = True,
) -> Assistant:
    model = GenericFakeChatModel(messages=iter([AIMessage(content=reply) for reply in replies]))
    return Assistant(
        Retriever(library, RetrievalConfig()),
        lambda: Generator(model, "scripted", "answer", (150, 300), judge, by_parts),
        attributor=Attributor(),
        gate=opens,
        clock=lambda: TODAY,
    )


def test_evidence_comes_before_the_first_word_and_the_answer_last(filled: Library) -> None:
    events = list(assistant(filled, "大桥全长1200米。").stream("澄江大桥全长多少米？"))
    assert isinstance(events[0], EvidenceFound)
    assert events[0].hits[0].article.headline == "澄江大桥通车"
    assert any(isinstance(event, TextAdded) for event in events[1:-1])
    assert isinstance(events[-1], Finished)


def test_every_sentence_is_cited_to_a_verbatim_quote(filled: Library) -> None:
    answer = assistant(filled, "大桥全长1200米。").ask("澄江大桥全长多少米？")
    assert answer.status == "answered"
    assert all(sentence.citations for sentence in answer.sentences)
    for citation in answer.citations:
        assert citation.quote == citation.article.text[citation.start : citation.end]
        assert "1200米" in citation.quote


def test_a_draft_with_a_wrong_figure_gives_way_to_the_newspaper_s_own_words(
    filled: Library,
) -> None:
    answer = assistant(filled, "大桥全长1500米。").ask("澄江大桥全长多少米？")
    assert "1500" not in answer.text
    assert "1200米" in answer.text


def test_a_heading_that_the_model_copied_is_left_out(filled: Library) -> None:
    reply = "2025年3月6日《澄江大桥通车》：大桥全长1200米。"
    answer = assistant(filled, reply).ask("澄江大桥全长多少米？")
    assert answer.sentences[0].text == "大桥全长1200米。"


def test_an_unsupported_sentence_beside_a_supported_one_is_left_out(filled: Library) -> None:
    reply = "大桥全长1200米。它是世界上最长的桥。"
    answer = assistant(filled, reply).ask("澄江大桥全长多少米？")
    assert "世界" not in answer.text


def test_what_is_asked_at_once_is_answered_part_by_part_and_numbered_through(
    filled: Library,
) -> None:
    parts = assistant(filled, "大桥全长1200米。", "南屏书市共有120家出版社参加。")
    answer = parts.ask("澄江大桥全长多少米？南屏书市有多少家出版社参加？")
    assert [sentence.text for sentence in answer.sentences if "原文" not in sentence.text] == [
        "大桥全长1200米。",
        "南屏书市共有120家出版社参加。",
    ]
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert ["1200米" in c.quote or "120家" in c.quote for c in answer.citations] == [True, True]
    assert answer.refusal == ""
    assert answer.question.startswith("澄江大桥全长")


def test_a_part_that_nothing_answers_is_named_beside_the_other(filled: Library) -> None:
    judge = PartJudge({"书市": 0.01})
    parts = assistant(filled, "大桥全长1200米。", opens=BY_JUDGE, judge=judge)
    answer = parts.ask("澄江大桥全长多少米？南屏书市的主持人是谁？")
    assert answer.status == "answered"
    assert "1200米" in answer.sentences[0].text
    assert "没有找到能回答“南屏书市的主持人是谁”的报道" in answer.text
    assert "主持人" not in answer.turn.answer


def test_the_first_word_counts_whichever_part_it_belongs_to(filled: Library) -> None:
    judge = PartJudge({"问题：南屏书市的主持人是谁\n": 0.01})
    parts = assistant(filled, "大桥全长1200米。", opens=BY_JUDGE, judge=judge)
    answer = parts.ask("南屏书市的主持人是谁？澄江大桥全长多少米？")
    assert "1200米" in answer.text
    assert answer.timings.first_token_s is not None


def test_where_no_part_is_answered_the_whole_question_is_asked(filled: Library) -> None:
    judge = PartJudge({"问题：澄江大桥全长多少米\n": 0.01, "问题：南屏书市的主持人是谁\n": 0.01})
    parts = assistant(filled, "大桥全长1200米。", opens=BY_JUDGE, judge=judge)
    answer = parts.ask("澄江大桥全长多少米？南屏书市的主持人是谁？")
    assert "1200米" in answer.text
    assert answer.refusal == ""


def test_a_larger_model_is_asked_the_whole_at_once(filled: Library) -> None:
    reply = "大桥全长1200米。南屏书市共有120家出版社参加。"
    whole = assistant(filled, reply, by_parts=False)
    answer = whole.ask("澄江大桥全长多少米？南屏书市有多少家出版社参加？")
    assert [sentence.text for sentence in answer.sentences[:2]] == [
        "大桥全长1200米。",
        "南屏书市共有120家出版社参加。",
    ]


def test_an_answer_and_a_refusal_carry_the_probability_that_decided(filled: Library) -> None:
    sure = assistant(filled, "大桥全长1200米。", opens=BY_JUDGE, judge=FixedJudge(0.8))
    assert sure.ask("澄江大桥全长多少米？").support_probability == pytest.approx(0.8)
    unsure = assistant(filled, opens=BY_JUDGE, judge=FixedJudge(0.01))
    assert unsure.ask("澄江机场何时启用？").support_probability == pytest.approx(0.01)


def test_where_nothing_is_found_no_gate_decides(library: Library) -> None:
    answer = assistant(library).ask("澄江大桥全长多少米？")
    assert answer.status == "refused"
    assert answer.support_probability is None


def test_the_gate_refuses_and_names_the_nearest_articles(filled: Library) -> None:
    judge = FixedJudge(0.01)
    answer = assistant(filled, opens=BY_JUDGE, judge=judge).ask("澄江机场何时启用？")
    assert answer.status == "refused"
    assert answer.nearest
    assert "没有找到" in answer.text
    assert "澄江机场何时启用" in judge.prompts[0]


def test_an_empty_library_is_a_refusal_without_a_model(library: Library) -> None:
    def unreachable() -> Generator:
        raise ModelUnavailable("down")

    empty = Assistant(
        Retriever(library, RetrievalConfig()),
        unreachable,
        attributor=Attributor(),
        gate=ALWAYS,
        clock=lambda: TODAY,
    )
    answer = empty.ask("澄江大桥全长多少米？")
    assert answer.status == "refused"
    assert answer.nearest == ()


def test_a_model_that_is_down_is_an_error_after_the_evidence(filled: Library) -> None:
    def down() -> Generator:
        raise ModelUnavailable("the model server is down: start it")

    broken = Assistant(
        Retriever(filled, RetrievalConfig()),
        down,
        attributor=Attributor(),
        gate=ALWAYS,
        clock=lambda: TODAY,
    )
    events: Iterator[object] = broken.stream("澄江大桥全长多少米？")
    assert isinstance(next(events), EvidenceFound)
    with pytest.raises(ModelUnavailable, match="start it"):
        next(events)


FIRST = "澄江大桥通车和南屏书市开幕，哪个更早？"


@pytest.mark.parametrize("judge", [None, FixedJudge(0.9)])
def test_which_came_first_is_decided_by_arithmetic(
    filled: Library, judge: FixedJudge | None
) -> None:
    answer = assistant(filled, judge=judge).ask(FIRST)
    assert answer.text.startswith("最早的是澄江大桥通车")
    assert len(answer.citations) == 2


def test_an_event_that_its_passage_does_not_report_is_not_dated_by_it(filled: Library) -> None:
    judge = PartJudge({"南屏书市开幕是什么时候": 0.2})
    answer = assistant(filled, "澄江大桥3月5日正式通车。", judge=judge).ask(FIRST)
    assert "最早" not in answer.text
    assert any("南屏书市3月8日开幕" in prompt for prompt in judge.prompts)


def test_a_follow_up_is_understood_from_the_history(filled: Library) -> None:
    asking = assistant(filled, "澄江大桥的总投资是多少？", "总投资6.3亿元。")
    history = [Turn("澄江大桥全长多少米？", "大桥全长1200米。")]
    answer = asking.ask("总投资呢？", history)
    assert "澄江大桥" in answer.standalone_question
    assert answer.question == "总投资呢？"
    assert "6.3亿元" in answer.text


def test_a_large_model_that_says_it_does_not_know_is_a_refusal(filled: Library) -> None:
    answer = assistant(filled, "资料不足。").ask("澄江大桥的设计师是谁？")
    assert answer.status == "refused"


def test_a_corrected_figure_cannot_be_cited_and_the_correction_is_found(library: Library) -> None:
    story = Article(
        ("轻轨二号线3月11日开通。", "首日客流达9.4万人次，钟楼站最多。"),
        headline="轻轨二号线昨日开通",
        newspaper="样例日报",
        date=date(2025, 3, 12),
        pages=("1",),
    )
    notice = Article(
        (
            "本报3月12日第1版《轻轨二号线昨日开通》一文中，“首日客流达9.4万人次”有误，"
            "应为“8.4万人次”。特此更正。",
        ),
        headline="更正",
        newspaper="样例日报",
        date=date(2025, 3, 13),
        pages=("2",),
    )
    library.add([Document(source="a", articles=(story,)), Document(source="b", articles=(notice,))])
    question = "轻轨二号线首日客流多少？"
    wrong = assistant(library, "首日客流达9.4万人次。").ask(question)
    assert not wrong.sentences[0].text.startswith("首日客流达9.4")
    assert "8.4万" in wrong.text
    right = assistant(library, "首日客流为8.4万人次。").ask(question)
    assert right.sentences[0].text == "首日客流为8.4万人次。"
    assert right.citations[0].article.headline == "更正"


def test_wire_copies_are_one_piece_of_evidence(library: Library) -> None:
    body = (
        "样例社3月12日电 “信风一号”海底光缆12日全线贯通，光缆全长4860公里。",
        "光缆设计容量为每秒96太比特，计划于今年9月投入使用，建设历时三年。",
    )
    copies = [
        Article(body, headline=head, newspaper=paper, date=date(2025, 3, 13), source=paper)
        for head, paper in (("光缆贯通", "样例日报"), ("海底光缆全线贯通", "样例晚报"))
    ]
    library.add([Document(source=a.source, articles=(a,)) for a in copies])
    hits = assistant(library).search("海底光缆全长多少公里？")
    assert len({hit.article.newspaper for hit in hits}) == 1


CAST = (
    Article(
        ("电影《南屏往事》的主演有沈秋月、张北川。",),
        headline="《南屏往事》开机",
        newspaper="样例日报",
        date=date(2025, 3, 10),
        source="e.txt",
    ),
    Article(
        ("电影《南屏往事》的主演罗婷昨日探班。",),
        headline="主演罗婷谈《南屏往事》",
        newspaper="样例日报",
        date=date(2025, 3, 11),
        source="f.txt",
    ),
)
WHO_PLAYS = "电影《南屏往事》的主演有哪些？"


@pytest.fixture
def cast(library: Library) -> Library:
    library.add([Document(source=a.source, articles=(a,)) for a in CAST])
    return library


def test_a_list_is_completed_from_the_articles_that_it_does_not_cite(cast: Library) -> None:
    replies = ("《南屏往事》的主演有沈秋月和张北川。", "《南屏往事》的主演有罗婷。")
    answer = assistant(cast, *replies).ask(WHO_PLAYS)
    assert [s.text for s in answer.sentences if "原文" not in s.text] == list(replies)
    assert {c.article.source for c in answer.citations} == {"e.txt", "f.txt"}
    assert answer.question == WHO_PLAYS


def test_what_a_further_article_repeats_is_not_said_again(cast: Library) -> None:
    replies = ("《南屏往事》的主演有沈秋月和张北川。", "《南屏往事》的主演有沈秋月。")
    answer = assistant(cast, *replies).ask(WHO_PLAYS)
    assert sum("主演有" in s.text for s in answer.sentences if "原文" not in s.text) == 1


def test_who_has_another_part_is_not_added(cast: Library) -> None:
    guest = Article(
        ("罗北川在电影《南屏往事》中饰演渔夫，与主演对戏。", "电影《南屏往事》本月上映。"),
        headline="罗北川谈电影《南屏往事》",
        source="g.txt",
    )
    cast.add([Document(source="g.txt", articles=(guest,))])
    cast.remove(["f.txt"])
    replies = ("《南屏往事》的主演有沈秋月和张北川。", "《南屏往事》的主演有渔夫。")
    answer = assistant(cast, *replies).ask(WHO_PLAYS)
    assert "渔夫" not in answer.text


def test_one_thing_is_not_asked_of_further_articles(cast: Library) -> None:
    one = assistant(cast, "《南屏往事》由罗婷探班。")
    assert one.ask("谁到《南屏往事》探班？").status == "answered"


def test_a_short_answer_is_parted_from_the_quote_behind_it(filled: Library) -> None:
    answer = assistant(filled, "3月5日").ask("澄江大桥通车时间")
    assert answer.text.startswith("3月5日。原文：")


WORKS = Article(
    (
        "南屏大桥3月11日正式通车，首日车流平稳。",
        "南屏大桥于2020年12月动工，总投资9.8亿元。",
    ),
    headline="南屏大桥通车",
    newspaper="样例日报",
    date=date(2025, 3, 12),
    source="h.txt",
)


def test_a_day_of_another_stage_is_read_anew(library: Library) -> None:
    library.add([Document(source="h.txt", articles=(WORKS,))])
    replies = ("南屏大桥于2020年12月动工。", "南屏大桥2025年3月11日正式通车。")
    answer = assistant(library, *replies).ask("南屏大桥什么时候通车？")
    assert answer.sentences[0].text == "南屏大桥2025年3月11日正式通车。"
    assert "动工" not in answer.text


def test_the_day_of_the_stage_that_was_asked_stands(library: Library) -> None:
    library.add([Document(source="h.txt", articles=(WORKS,))])
    answer = assistant(library, "南屏大桥于2020年12月动工。").ask("南屏大桥什么时候动工？")
    assert answer.sentences[0].text == "南屏大桥于2020年12月动工。"


def test_the_issue_supplies_the_year_of_its_days(library: Library) -> None:
    library.add([Document(source="h.txt", articles=(WORKS,))])
    answer = assistant(library, "南屏大桥2025年3月11日通车。").ask("南屏大桥什么时候通车？")
    assert answer.sentences[0].verdict == "supported"
    assert "3月11日" in answer.citations[0].quote
