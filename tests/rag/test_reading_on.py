from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage

from index.models import Article, Hit, Passage
from rag.decomposition import Plan
from rag.reading import Generator, read_on
from rag.retrieval import Retrieved
from tests.doubles import OneMind, gate

GATE = gate(yes=1.0)
TODAY = date(2025, 3, 20)


class JudgeOf(OneMind):
    """Sure as soon as the words it looks for are before it."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.prompts: list[str] = []

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        self.prompts.append(str(prompt))
        return 0.99 if self.words in str(prompt) else 0.05


def retrieved(question: str) -> Retrieved:
    article = Article(
        (
            "澄江大桥全长是人们关心的话题。",
            "澄江大桥由南屏路桥公司承建。",
            "据测量，桥长1200米。",
        ),
        headline="大桥",
    )
    hit = Hit(Passage(article.id, 0, len(article.text), article.text), article, 1.0)
    return Retrieved(question, Plan(), (hit,))


def generator(judge: JudgeOf | None, *portions: int) -> Generator:
    return Generator(FakeListChatModel(responses=["x"]), "fake", "answer", portions, judge)


def test_reading_stops_as_soon_as_the_judge_is_sure() -> None:
    judge = JudgeOf("话题")
    reading = read_on(retrieved("澄江大桥全长多少？"), TODAY, generator(judge, 16, 16, 16), GATE)
    assert reading.yes == 0.99
    assert len(judge.prompts) == 1


def test_the_next_portion_is_appended_to_what_was_read() -> None:
    judge = JudgeOf("1200米")
    reading = read_on(retrieved("澄江大桥全长多少？"), TODAY, generator(judge, 16, 16, 16), GATE)
    assert reading.yes == 0.99
    assert len(judge.prompts) > 1
    read = judge.prompts[0].split("\n\n问题：")[0]
    assert judge.prompts[-1].startswith(read)


def test_when_nothing_holds_the_answer_all_is_read() -> None:
    judge = JudgeOf("没有的话")
    reading = read_on(retrieved("澄江大桥全长多少？"), TODAY, generator(judge, 16, 16, 16), GATE)
    assert reading.yes == 0.05
    assert "1200米" in reading.values.evidence


def test_a_question_of_several_parts_reads_all_at_once() -> None:
    judge = JudgeOf("1200米")
    question = "澄江大桥全长多少？由谁承建？"
    assert read_on(retrieved(question), TODAY, generator(judge, 16, 100), GATE).yes == 0.99
    assert len(judge.prompts) == 1


def test_a_model_without_probabilities_is_not_asked() -> None:
    reading = read_on(retrieved("澄江大桥全长多少？"), TODAY, generator(None, 100), GATE)
    assert reading.yes is None
    assert "1200米" in reading.values.evidence
