from __future__ import annotations

import pytest

from rag.interrogative import as_question


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("澄江大桥通车时间", "澄江大桥通车时间是什么时候？"),
        ("澄江大桥的通车日期是？", "澄江大桥的通车日期是什么时候？"),
        ("南屏书市举办地点", "南屏书市举办地点是哪里？"),
        ("2024年澄江市旅客吞吐量", "2024年澄江市旅客吞吐量是多少？"),
        ("澄江大桥总投资？", "澄江大桥总投资是多少？"),
        ("《南屏往事》的导演", "《南屏往事》的导演是谁？"),
        ("2024年澄江马拉松男子组冠军", "2024年澄江马拉松男子组冠军是谁？"),
        ("南屏书市的主题", "南屏书市的主题是什么？"),
        ("南屏镇的空气质量", "南屏镇的空气质量是什么？"),
        ("澄江轻轨的票价", "澄江轻轨的票价是多少？"),
        ("澄江大桥通车的时间和地点", "澄江大桥通车的时间和地点是什么？"),
    ],
)
def test_a_headline_is_asked_for_what_it_ends_in(typed: str, asked: str) -> None:
    assert as_question(typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "澄江大桥什么时候通车？",
        "澄江大桥全长多少米",
        "澄江大桥有多长？",
        "书市在何处举行？",
        "大桥是今年还是去年通车？",
        "介绍一下澄江大桥的投资",
        "澄江大桥已经通车",
        "opening date of the Chengjiang bridge",
        "",
        "？",
    ],
)
def test_what_asks_by_itself_or_asks_nothing_stays_as_it_is(typed: str) -> None:
    assert as_question(typed) == typed
