"""A conversation of a hundred turns: prompts stay short, and each subject stays its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import SimpleChatModel
from langchain_core.messages import BaseMessage
from pydantic import Field

from index.library import Library
from index.models import Article, Document
from rag.assistant import Assistant
from rag.citations import Attributor
from rag.conversation import ANSWER_CHARS, QUESTION_CHARS, TURNS_SHOWN
from rag.models import Answer, AnswerSentence, Citation, Turn
from rag.prompts import load_prompt
from rag.reading import Generator
from rag.retrieval import Retriever
from rag.settings import RetrievalConfig
from tests.doubles import OneMind, gate

TURNS = 100
PORTIONS = (150, 250)
ALWAYS = gate()

HISTORY_CHARS = TURNS_SHOWN * (QUESTION_CHARS + ANSWER_CHARS + len("问：\n答：\n")) + QUESTION_CHARS
"""The most that a conversation adds to the prompt that rewrites a follow-up."""
LONGEST_PROMPT = 2000
"""No prompt of the embedded model is longer, whatever was said before."""

BRIDGE = Article(
    (
        "青石河大桥1月21日正式通车，大桥全长1280米，双向六车道。",
        *(
            f"大桥的第{n}号桥墩由样例路桥公司承建，施工高峰时有{n + 200}名工人在现场。"
            for n in range(2, 30)
        ),
    ),
    headline="青石河大桥通车",
    newspaper="样例日报",
    date=date(2025, 1, 22),
    source="bridge.txt",
)
FAIR = Article(
    ("南屏书市3月8日开幕，共有120家出版社参加，主办方是南屏图书馆。",),
    headline="南屏书市开幕",
    newspaper="样例日报",
    date=date(2025, 3, 9),
    source="fair.txt",
)
SUBJECTS = (
    ("青石河大桥全长多少米？", "青石河大桥"),
    ("南屏书市有多少家出版社参加？", "南屏书市"),
)
FOLLOW_UPS = (
    "为什么？",
    "它花了多少钱？",
    "其中多少来自外地？",
    "谁设计的？",
    "最贵的是哪个？",
    "他们怎么回应？",
)


class Chatterbox(SimpleChatModel):
    """Repeats the longest article whatever it is asked, and remembers what it was asked."""

    prompts: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "chatterbox"

    def _call(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> str:
        self.prompts.append("".join(message.text for message in messages))
        return "".join(BRIDGE.paragraphs[:12])


class Listening(OneMind):
    """A judge that is never sure, so that every portion is read."""

    def __init__(self, prompts: list[str]) -> None:
        self.prompts = prompts

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        self.prompts.append(str(prompt))
        return 0.5


@pytest.fixture
def talker() -> Chatterbox:
    return Chatterbox()


@pytest.fixture
def assistant(library: Library, talker: Chatterbox) -> Assistant:
    library.add([Document(source=a.source, articles=(a,)) for a in (BRIDGE, FAIR)])
    generator = Generator(talker, "scripted", "answer", PORTIONS, Listening(talker.prompts))
    return Assistant(
        Retriever(library, RetrievalConfig()),
        lambda: generator,
        attributor=Attributor(),
        gate=ALWAYS,
        clock=lambda: date(2025, 3, 20),
    )


def questions() -> Iterator[tuple[str, str]]:
    """A question and the subject it is about, ten turns on one subject."""
    for number in range(TURNS):
        first, subject = SUBJECTS[number // 10 % 2]
        yield (first if number % 10 == 0 else FOLLOW_UPS[number % len(FOLLOW_UPS)]), subject


def test_a_hundred_turns_keep_every_prompt_short_and_every_subject_its_own(
    assistant: Assistant, talker: Chatterbox
) -> None:
    history: list[Turn] = []
    rewriting = 0
    for question, subject in questions():
        talker.prompts.clear()
        answer = assistant.ask(question, history)
        other = next(name for _, name in SUBJECTS if name != subject)
        assert subject in answer.standalone_question
        assert other not in answer.standalone_question
        assert talker.prompts
        assert max(map(len, talker.prompts)) < LONGEST_PROMPT
        rewriting += any("最后的提问" in prompt for prompt in talker.prompts)
        history.append(answer.turn)
    assert max(len(turn.answer) for turn in history) > 2 * ANSWER_CHARS
    assert rewriting > TURNS / 4


def test_the_rewriting_prompt_is_bounded_by_what_it_shows(
    assistant: Assistant, talker: Chatterbox
) -> None:
    long = Turn("青石河大桥的造价是多少？" * 100, "青石河大桥造价三十亿元。\n" * 500)
    assistant.ask("为什么？", [long] * TURNS)
    assert len(load_prompt("standalone.zh").template) + HISTORY_CHARS < LONGEST_PROMPT
    rewriting = next(prompt for prompt in talker.prompts if "最后的提问" in prompt)
    assert len(rewriting) <= len(load_prompt("standalone.zh").template) + HISTORY_CHARS


def test_a_question_with_its_own_subject_is_left_untouched(
    assistant: Assistant, talker: Chatterbox
) -> None:
    history: list[Turn] = []
    for question in ("青石河大桥全长多少米？", "它花了多少钱？", "谁设计的？"):
        history.append(assistant.ask(question, history).turn)
    talker.prompts.clear()
    answer = assistant.ask("南屏书市有多少家出版社参加？", history)
    assert answer.standalone_question == "南屏书市有多少家出版社参加？"
    assert not any("青石河大桥全长多少米" in prompt for prompt in talker.prompts)
    assert assistant.ask("它什么时候开幕？", [*history, answer.turn]).standalone_question == (
        "南屏书市什么时候开幕？"
    )


def test_a_follow_up_of_a_follow_up_is_understood_however_long_the_chain(
    assistant: Assistant,
) -> None:
    history = [assistant.ask("2003年青石河大桥有多少辆车通过？").turn]
    for year in range(2004, 2024):
        answer = assistant.ask(f"{year}年呢？", history[-1:])
        assert answer.standalone_question == f"{year}年青石河大桥有多少辆车通过？"
        history.append(answer.turn)


def test_a_turn_keeps_the_question_that_stands_alone_and_no_refusal() -> None:
    cited = Citation(1, FAIR, 0, 9)
    said = (AnswerSentence("南屏书市3月8日开幕。", "supported", (1,)),)
    answered = Answer("它何时开幕？", "南屏书市何时开幕？", said, (cited,))
    assert answered.turn == Turn("南屏书市何时开幕？", "南屏书市3月8日开幕。")
    refused = Answer(
        "它何时闭幕？",
        "南屏书市何时闭幕？",
        (),
        (),
        (BRIDGE,),
        refusal="最接近的是《青石河大桥通车》。",
    )
    assert refused.turn == Turn("南屏书市何时闭幕？", "")
