"""A figure belongs to the name it is written with, and to the subject of its own clause."""

from __future__ import annotations

import pytest

from rag.support import check

GROWTH = (
    "上半年各地经济增速公布，全国为2.5%。其中南屏(5.3%)、云溪(4.9%)、江北(4.8%)位居前三，高出全国水平；"
    "从经济增速来看，上半年经济增速较去年有所回落。"
)
FLOOD = "洪水共造成8人死亡，其中临江县3人、青河县5人。"
COLON = "各县死亡人数如下，临江县：3人；青河县：5人。"
CARS = (
    "新款海岳T3销量特别好，海岳公司对全年表示满意。蔚蓝2021年全球销量创下117年来5586辆的历史新高。"
)
QUAKES = "昨天云溪发生6.8级地震，救援正在进行。作为对比，2013年南屏地震造成196人死亡，1.1万人受伤。"
REIGN = "李秋月女王于2013年打破在位纪录；赵海峰国王在2014年4月9日逝世后，女王成为在位最久的君主。"


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        (GROWTH, "上半年江北经济增长了4.8%。"),
        (GROWTH.replace("(", "（").replace(")", "）"), "上半年江北经济增速为4.8%。"),
        (FLOOD, "洪水造成临江县3人死亡。"),
        (FLOOD, "洪水造成青河县5人死亡。"),
        (COLON, "临江县死亡人数为3人。"),
    ],
)
def test_a_figure_belongs_to_the_name_before_it(evidence: str, claim: str) -> None:
    support = check(claim, evidence)
    assert support.verdict == "supported", support.reasons


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        (GROWTH, "上半年江北经济增速为4.9%。"),
        (FLOOD, "洪水造成临江县5人死亡。"),
        (COLON, "临江县死亡人数为5人。"),
        ("洪水造成临江县3人死亡、5人受伤。", "临江县受伤3人。"),
    ],
)
def test_and_not_to_another_item_of_the_list(evidence: str, claim: str) -> None:
    assert check(claim, evidence).verdict == "unsupported"


@pytest.mark.parametrize(
    ("evidence", "claim", "question"),
    [
        (CARS, "海岳2021年全球销量为5586辆。", "海岳2021年全球销量是多少？"),
        (CARS, "5586辆。", "海岳2021年全球销量是多少？"),
        (QUAKES, "云溪地震造成196人死亡。", "云溪地震造成多少人死亡？"),
        (QUAKES, "死亡人数是196人。", "云溪地震造成多少人死亡？"),
        (REIGN, "李秋月去世时间是2014年4月9日。", "李秋月去世时间"),
    ],
)
def test_a_figure_of_another_subject_bears_nothing_out(
    evidence: str, claim: str, question: str
) -> None:
    assert check(claim, evidence, question=question).verdict == "unsupported"


@pytest.mark.parametrize(
    ("evidence", "claim", "question"),
    [
        (CARS, "2021年蔚蓝全球销量为5586辆。", "2021年蔚蓝全球销量是多少？"),
        (QUAKES, "南屏地震造成196人死亡。", "南屏地震造成多少人死亡？"),
        (REIGN, "赵海峰去世时间是2014年4月9日。", "赵海峰去世时间"),
        # One place lies in the other, so both may be named for the same event.
        ("昨天，浙江省临安市发生地震。浙江地震已造成12人死亡。", "临安地震造成12人死亡。", ""),
        # The name is told of in the sentence already, a clause before.
        ("云溪路西起江北路，南屏路在东，全长5586米。", "云溪路全长5586米。", "云溪路全长多少米？"),
        # A speaker is not what the figure is of.
        (
            "海岳公司昨天发布年报。总裁顾青表示，2024年销量为6万辆。",
            "海岳2024年销量为6万辆。",
            "海岳2024年销量是多少？",
        ),
        # A clock is no subject.
        (
            "长征九号火箭准备就绪。北京时间5月30日9时31分，火箭点火发射。",
            "长征九号火箭5月30日发射。",
            "长征九号火箭何时发射？",
        ),
    ],
)
def test_the_right_subject_passes_by_whatever_name(
    evidence: str, claim: str, question: str
) -> None:
    support = check(claim, evidence, question=question)
    assert support.verdict == "supported", support.reasons


GROUPS = "两天的比赛中，A1、A3、A5三个组别的冠军全部产生，学员梁晓峰赢得A3男子单打冠军。"


@pytest.mark.parametrize(("group", "verdict"), [("A3", "supported"), ("A5", "unsupported")])
def test_a_figure_of_the_question_is_not_given_where_another_stands(
    group: str, verdict: str
) -> None:
    claim = f"学员梁晓峰赢得{group}男子单打冠军。"
    assert check(claim, GROUPS, question=f"{group}男单冠军是谁？").verdict == verdict
