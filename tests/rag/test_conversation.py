"""Follow-ups are made to stand alone; a change of subject is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.conversation import accept, stand_alone, standalone_prompt
from rag.errors import ModelUnavailable
from rag.followup import needs_history
from rag.models import Turn

BRIDGE = Turn("样例大桥是哪天通车的？", "样例大桥于2024年5月8日通车。")
GDP = Turn("2022年样例市的生产总值是多少？", "3200亿元。")
HOUSES = Turn("2022年上海的房价是多少？", "每平方米4万元。")
POWER = Turn("今年3月样例市的用电量是多少？", "12亿度。")
FAIR = Turn("样例博览会在哪里举行？", "样例博览会在上海举行。")
MUSEUMS = Turn("样例市有哪些博物馆？", "样例市有样例历史博物馆、样例科技馆和样例美术馆。[1]")
NUMBERED = Turn("样例市有哪些博物馆？", "1. 样例历史博物馆\n2. 样例科技馆\n3. 样例美术馆")
MAYOR = Turn("样例市市长是谁？", "样例市市长是李大伟。")
EXPORTS = Turn("样例公司上半年的出口额是多少？", "3亿元。")
METRO = Turn("样例地铁2号线什么时候开通？", "2024年底。")
SPACESHIP = Turn("神舟十八号什么时候发射？", "2024年4月25日。")
HARVEST = Turn("2023年全国粮食产量是多少？", "13908亿斤。")
BRIDGE_EN = Turn("When did the Sample Bridge open?", "On 8 May 2024.")
TOURISTS = Turn("How many tourists visited Sample City in 2022?", "3 million.")


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (BRIDGE, "它花了多少钱？", "样例大桥花了多少钱？"),
        (BRIDGE, "花了多少钱？", "样例大桥花了多少钱？"),
        (BRIDGE, "这座桥有多长？", "样例大桥有多长？"),
        (BRIDGE, "谁设计的？", "样例大桥谁设计的？"),
        (BRIDGE, "造价是多少？", "样例大桥的造价是多少？"),
        (GDP, "2023年呢？", "2023年样例市的生产总值是多少？"),
        (GDP, "那去年呢", "去年样例市的生产总值是多少？"),
        (GDP, "那北京呢？", "2022年北京的生产总值是多少？"),
        (HOUSES, "那北京呢？", "2022年北京的房价是多少？"),
        (HOUSES, "深圳怎么样？", "2022年深圳的房价是多少？"),
        (HOUSES, "租金呢？", "2022年上海的租金是多少？"),
        (POWER, "4月呢？", "今年4月样例市的用电量是多少？"),
        (POWER, "去年呢？", "去年3月样例市的用电量是多少？"),
        (Turn("样例市的用电量是多少？", ""), "今年上半年呢？", "今年上半年样例市的用电量是多少？"),
        (Turn("样例科技2023年的营收是多少？", ""), "利润呢？", "样例科技2023年的利润是多少？"),
        (Turn("比亚迪去年卖了多少辆车？", ""), "特斯拉呢？", "特斯拉去年卖了多少辆车？"),
        (Turn("谁设计了样例大桥？", "由王小明设计。"), "他还设计过什么？", "王小明还设计过什么？"),
        (MAYOR, "他是什么时候上任的？", "李大伟是什么时候上任的？"),
        (Turn("李大伟什么时候上任？", "2021年。"), "他之前在哪里工作？", "李大伟之前在哪里工作？"),
        (FAIR, "那里还有什么展览？", "上海还有什么展览？"),
        (FAIR, "什么时候闭幕？", "样例博览会什么时候闭幕？"),
        (FAIR, "票价是多少？", "样例博览会的票价是多少？"),
        (MUSEUMS, "第二个什么时候开放？", "样例科技馆什么时候开放？"),
        (MUSEUMS, "第二个呢？", "样例科技馆的情况是什么？"),
        (NUMBERED, "第三个在哪里？", "样例美术馆在哪里？"),
        (Turn("第一届样例马拉松谁夺冠？", ""), "第二届呢？", "第二届样例马拉松谁夺冠？"),
        (Turn("男子组谁夺冠？", ""), "女子组呢？", "女子组谁夺冠？"),
        (EXPORTS, "进口额呢？", "样例公司上半年的进口额是多少？"),
        (EXPORTS, "该公司有多少员工？", "样例公司有多少员工？"),
        (METRO, "3号线呢？", "样例地铁3号线什么时候开通？"),
        (METRO, "全长多少公里？", "样例地铁2号线的全长多少公里？"),
        (Turn("样例银行为什么被罚款？", ""), "罚了多少钱？", "样例银行罚了多少钱？"),
        (SPACESHIP, "神舟十九号呢？", "神舟十九号什么时候发射？"),
        (Turn("李娜在哪年夺得法网冠军？", ""), "澳网呢？", "李娜在哪年夺得澳网冠军？"),
        (HARVEST, "比上年增长了多少？", "2023年全国粮食产量比上年增长了多少？"),
        (Turn("昨天的头版讲了什么？", ""), "作者是谁？", "昨天的头版的作者是谁？"),
        (Turn("样例乐园的门票多少钱？", ""), "开放时间是几点？", "样例乐园的开放时间是几点？"),
        (
            Turn("What caused the Sample Mine fire?", "A broken cable."),
            "When did it happen?",
            "When did the Sample Mine fire happen?",
        ),
        (BRIDGE_EN, "How much did it cost?", "How much did the Sample Bridge cost?"),
        (BRIDGE_EN, "What about its length?", "What about the Sample Bridge's length?"),
        (TOURISTS, "What about 2023?", "How many tourists visited Sample City in 2023?"),
        (TOURISTS, "And Beijing?", "How many tourists visited Beijing in 2022?"),
        (TOURISTS, "How many people live there?", "How many people live in Sample City?"),
        (
            Turn("Who designed the Sample Bridge?", "Wang Xiaoming designed it."),
            "How old is he?",
            "How old is Wang Xiaoming?",
        ),
    ],
)
def test_a_follow_up_is_completed_by_rule(before: Turn, question: str, expected: str) -> None:
    assert stand_alone(question, [before]) == expected


@pytest.mark.parametrize(
    ("before", "question", "kept"),
    [
        (BRIDGE, "为什么？", ["样例大桥", "通车"]),
        (EXPORTS, "其中多少销往欧洲？", ["样例公司", "出口额"]),
        (Turn("样例银行为什么被罚款？", ""), "他们怎么回应？", ["样例银行", "罚款"]),
        (HARVEST, "其中小麦呢？", ["2023年", "粮食产量"]),
        (Turn("样例市暴雨造成多少人遇难？", ""), "国务院怎么说？", ["样例市暴雨", "遇难"]),
        (Turn("样例公司发布了哪些手机？", ""), "最贵的是哪个？", ["样例公司", "手机"]),
        (Turn("样例杯在哪里举办？", ""), "上一届在哪里举办？", ["样例杯"]),
        (TOURISTS, "Why?", ["tourists", "Sample", "2022"]),
    ],
)
def test_what_rules_cannot_tell_is_searched_with_the_terms_before(
    before: Turn, question: str, kept: list[str]
) -> None:
    whole = stand_alone(question, [before])
    assert whole.endswith(question)
    assert all(term in whole for term in kept)


@pytest.mark.parametrize(
    "question",
    [
        "北京今天天气怎么样？",
        "油价是多少？",
        "昨天发生了什么？",
        "2023年样例杯谁夺冠？",
        "样例市的房价是多少呢？",
        "其他国家怎么看样例协定？",
        "王小明为什么辞职，他去了哪里？",
        "应该怎么办理护照？",
        "谁是样例市市长？",
        "中秋节放几天假？",
        "《样例》这部小说的作者是谁？",
        "今年这个月有哪些展览？",
        "Who won the 2023 Sample Marathon?",
        "Is it true that Sample Bank closed?",
        "Is there any museum in Sample City?",
    ],
)
def test_a_change_of_subject_is_not_dragged_back(question: str) -> None:
    def rewrite(prompt: str) -> str:
        raise AssertionError("a complete question needs no model")

    assert not needs_history(question)
    assert stand_alone(question, [BRIDGE, BRIDGE_EN], rewrite) == question


def test_without_history_the_question_stays() -> None:
    assert stand_alone("它花了多少钱？", []) == "它花了多少钱？"


def test_a_chain_of_follow_ups_is_unrolled() -> None:
    history = [GDP, Turn("2023年呢？", "3400亿元。"), Turn("那北京呢？", "4万亿元。")]
    assert stand_alone("2021年呢？", history) == "2021年北京的生产总值是多少？"


def test_after_a_change_of_subject_the_new_one_counts() -> None:
    assert stand_alone("它有多长？", [GDP, BRIDGE]) == "样例大桥有多长？"


def test_the_model_completes_what_rules_cannot() -> None:
    prompts: list[str] = []

    def rewrite(prompt: str) -> str:
        prompts.append(prompt)
        return "改写：样例大桥为什么5月8日通车？"

    assert stand_alone("为什么？", [BRIDGE], rewrite) == "样例大桥为什么5月8日通车？"
    assert "问：样例大桥是哪天通车的？" in prompts[0]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "因为工程在5月完工。",
        "样例大桥是哪天通车的？",
        "示范隧道为什么通车？",
        "样例大桥为什么通车？\n因为工程完工。",
        "样例大桥为什么耗资30亿元？",
        "样例大桥为什么通车？" * 60,
    ],
)
def test_what_the_model_may_not_write_falls_back(written: str) -> None:
    assert accept(written, "为什么？", [BRIDGE]) is None
    assert stand_alone("为什么？", [BRIDGE], lambda prompt: written) == "样例大桥 通车 为什么？"


def test_the_models_words_must_keep_the_questions_own() -> None:
    assert accept("样例公司的出口额是多少？", "其中多少销往欧洲？", [EXPORTS]) is None
    whole = "样例公司的出口额中多少销往欧洲？"
    assert accept(whole, "其中多少销往欧洲？", [EXPORTS]) == whole


def test_a_model_that_is_down_does_not_stop_the_search() -> None:
    def rewrite(prompt: str) -> str:
        raise ModelUnavailable("the model is down: start it")

    assert stand_alone("为什么？", [BRIDGE], rewrite) == "样例大桥 通车 为什么？"


def test_a_long_conversation_keeps_a_bounded_prompt() -> None:
    turn = Turn("样例大桥的造价是多少？" * 50, "样例大桥造价三十亿元。\n" * 500)
    short, long = (standalone_prompt("为什么？", [turn] * n) for n in (3, 100))
    assert short == long
    assert len(long) < 1700


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_conversation_gives_a_question(question: str, before: str, answer: str) -> None:
    whole = stand_alone(question, [Turn(before, answer)])
    assert isinstance(whole, str)
    if not needs_history(question):
        assert whole == question


_PIECES = "它他那里这座第二个呢其中为什么样例市大桥是在哪多少2023年、和。the it What about "


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=12), st.lists(st.sampled_from(_PIECES), max_size=12)
)
def test_any_pile_of_follow_up_words_stays_a_question(a: list[str], b: list[str]) -> None:
    question = "".join(a)
    whole = stand_alone(question, [Turn("".join(b), "".join(a + b))])
    assert bool(whole.strip()) == bool(question.strip())
