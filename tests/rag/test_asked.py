from __future__ import annotations

import pytest

from rag.asked import Kind, asked_kind, asks, asks_list, gives_kind, may_answer


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("澄江大桥的设计师是谁？", "person"),
        ("书市在哪里举行？", "place"),
        ("大桥什么时候通车？", "date"),
        ("书市星期几休息？", "date"),
        ("大桥总投资多少？", "figure"),
        ("《江上的灯》讲了什么？", "other"),
        ("Who designed the bridge?", "person"),
        ("Where is the fair?", "place"),
        ("When did the bridge open?", "date"),
        ("How many people came?", "figure"),
    ],
)
def test_the_kind_is_read_from_the_question(question: str, kind: Kind) -> None:
    assert asked_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "answer", "gives"),
    [
        ("大桥什么时候通车？", "大桥3月5日通车。", True),
        ("大桥什么时候通车？", "大桥已经通车。", False),
        ("2023年春运什么时候开始？", "2023年春运已经开始。", False),
        ("书市星期几休息？", "书市每周一休息。", True),
        ("大桥总投资多少？", "总投资6.3亿元。", True),
        ("大桥总投资多少？", "大桥总投资不菲。", False),
        ("大桥的设计师是谁？", "大桥的设计师是林秋。", True),
        ("七人合唱团的指挥是谁？", "七人合唱团的指挥是七个。", False),
        ("书市在哪里举行？", "书市在南屏会展中心举行。", True),
        ("书市在哪里举行？", "书市举行。", False),
        ("How many people came?", "120 people came.", True),
        ("How many people came?", "People came.", False),
    ],
)
def test_an_answer_has_something_of_the_kind_beyond_the_question(
    question: str, answer: str, gives: bool
) -> None:
    assert gives_kind(question, answer) == gives


def test_a_sentence_with_a_date_may_answer_when() -> None:
    assert may_answer("大桥何时通车？", "大桥3月5日通车。")
    assert not may_answer("大桥何时通车？", "大桥由南屏路桥公司承建。")
    assert not may_answer("大桥由谁承建？", "大桥3月5日通车。")


@pytest.mark.parametrize(
    ("text", "interrogative"),
    [
        ("大桥有多长", True),
        ("首任市长当了多久", True),
        ("书市在何处举行", True),
        ("它又叫啥", True),
        ("最多大约三百人", False),
        ("任何人都可参加", False),
        ("许多大桥", False),
    ],
)
def test_words_that_ask(text: str, interrogative: bool) -> None:
    assert asks(text) == interrogative


def test_a_year_is_no_figure_where_a_figure_is_asked_for() -> None:
    assert not gives_kind("城镇化率达到了多少？", "2022年。")
    assert gives_kind("城镇化率达到了多少？", "2022年达到65.2%。")


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("《南屏往事》的主演是谁？", True),
        ("有哪些出版社参加？", True),
        ("书市的主持人是谁？", False),
        ("Which publishers took part?", True),
        ("Who designed the bridge?", False),
    ],
)
def test_a_list_is_asked_for_by_its_words(question: str, several: bool) -> None:
    assert asks_list(question) == several
