from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.coordination import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "2023年和2024年南屏书市的参展出版社分别是多少家？",
            ("2023年南屏书市的参展出版社是多少家", "2024年南屏书市的参展出版社是多少家"),
        ),
        (
            "澄江杯男单和女单冠军分别是谁？",
            ("澄江杯男单冠军是谁", "澄江杯女单冠军是谁"),
        ),
        ("《河边人家》的导演和主演是谁？", ("《河边人家》的导演是谁", "《河边人家》的主演是谁")),
        (
            "《河边人家》讲的是什么故事？它的编剧是谁？",
            ("《河边人家》讲的是什么故事", "《河边人家》的编剧是谁"),
        ),
        ("南屏马拉松的时间和地点？", ("南屏马拉松的时间", "南屏马拉松的地点")),
        (
            "2021年、2022年和2023年的粮食产量分别是多少",
            ("2021年的粮食产量是多少", "2022年的粮食产量是多少", "2023年的粮食产量是多少"),
        ),
        (
            "澄江大桥什么时候通车？花了多少钱？",
            ("澄江大桥什么时候通车", "澄江大桥花了多少钱"),
        ),
        (
            "轻轨二号线的总投资是多少？什么时候通车？",
            ("轻轨二号线的总投资是多少", "轻轨二号线什么时候通车"),
        ),
        (
            "澄江大桥花了多少钱，由谁设计，哪家公司承建？",
            ("澄江大桥花了多少钱", "澄江大桥由谁设计", "哪家公司承建"),
        ),
        (
            "望汐夜市有多少个摊位？几点收摊？",
            ("望汐夜市有多少个摊位", "望汐夜市几点收摊"),
        ),
        ("澄江大桥全长多少米，何时通车？", ("澄江大桥全长多少米", "澄江大桥何时通车")),
        (
            "鹭洲湿地今冬记录到多少只水鸟？由谁监测？",
            ("鹭洲湿地今冬记录到多少只水鸟", "鹭洲湿地今冬记录由谁监测"),
        ),
        ("2024年5月，大桥造价多少，为何停工？", ("2024年5月，大桥造价多少", "2024年5月，大桥为何停工")),
        ("南屏公开赛男女单打冠军是谁", ("南屏公开赛男子单打冠军是谁", "南屏公开赛女子单打冠军是谁")),
        ("地铁三号线何时何地开工？", ("地铁三号线何时开工", "地铁三号线在何地开工")),
        ("When and where will the fair open?", ("When will the fair open?", "Where will the fair open?")),
        (
            "在2月和3月，王宁和周洋分别在哪里演出？",
            ("在2月，王宁在哪里演出", "在3月，周洋在哪里演出"),
        ),
    ],
)  # fmt: skip
def test_what_is_plainly_asked_twice_becomes_questions_that_ask_once(
    question: str, parts: tuple[str, ...]
) -> None:
    found = parts_of(question)
    assert found is not None
    assert found.questions == parts
    assert found.certain


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("澄江机场和南屏机场的启用时间", ("澄江机场的启用时间", "南屏机场的启用时间")),
        ("灯会北京和上海展出时间", ("灯会北京展出时间", "灯会上海展出时间")),
        ("2023和2024年的灯会在哪里举办", ("2023年的灯会在哪里举办", "2024年的灯会在哪里举办")),
        ("市长和书记去了哪里？", ("市长去了哪里", "书记去了哪里")),
    ],
)
def test_what_may_be_asked_of_both_together_is_cut_but_not_for_certain(
    question: str, parts: tuple[str, ...]
) -> None:
    found = parts_of(question)
    assert found is not None
    assert found.questions == parts
    assert not found.certain
    assert found.joined in question


@pytest.mark.parametrize(
    "question",
    [
        "",
        "澄江大桥全长多少米？",
        "教育局和财政局联合发布的通知何时生效？",
        "澄江和南屏之间的距离是多少？",
        "王和平与李明的会谈在哪里举行？",
        "澄江和南屏哪个人口更多？",
        "为什么水库没有闸门和泵站？",
        "《春与秋》是谁写的？",
        "古桥的活跃程度不及新桥吗？",
        "相关部门在什么情况下，会开放哪一段河道？",
    ],
)
def test_what_is_asked_once_is_left_whole(question: str) -> None:
    assert parts_of(question) is None


@given(st.text(alphabet="和与及、，？《》2024年月多少谁的是澄江南屏男女单AB分别 ", max_size=60))
def test_any_text_gives_few_and_different_questions_or_none(text: str) -> None:
    found = parts_of(text)
    if found is not None:
        assert 2 <= len(found.questions) <= MOST_PARTS
        assert len(set(found.questions)) == len(found.questions)


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("轻轨二号线的总投资是多少，全长多少公里？", "轻轨二号线全长多少公里"),
        ("轻轨二号线全长多少公里，总投资是多少？", "轻轨二号线总投资是多少"),
        ("澄江大桥什么时候通车，面积是多少？", "澄江大桥面积是多少"),
        ("澄江大桥全长多少米，南屏书市有多少家出版社？", "南屏书市有多少家出版社"),
        ("澄江大桥全长多少米，书市什么时候开幕？", "书市什么时候开幕"),
    ],
)
def test_what_is_measured_is_the_first_thing_s_where_no_other_is_named(
    question: str, second: str
) -> None:
    parts = parts_of(question)
    assert parts is not None
    assert parts.questions[1] == second
