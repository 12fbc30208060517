from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.decomposition import decompose


@pytest.mark.parametrize(
    ("question", "kind", "parts"),
    [
        (
            "澄江大桥通车和南屏图书馆开馆是在同一个月吗？",
            "same",
            ("澄江大桥通车", "南屏图书馆开馆"),
        ),
        (
            "《澄江志》出版与“春风行动”启动是否发生在同一年？",
            "same",
            ("《澄江志》出版", "“春风行动”启动"),
        ),
        (
            "地铁三号线开通、南屏书市和马拉松，哪个事件最早发生？",
            "order",
            ("地铁三号线开通", "南屏书市", "马拉松"),
        ),
        (
            "在以下事件中，哪个发生得最晚：水库清淤，古桥修缮，以及果园丰收？",
            "order",
            ("水库清淤", "古桥修缮", "果园丰收"),
        ),
        (
            "南屏书市的时间比澄江马拉松是更早还是更晚？",
            "order",
            ("南屏书市", "澄江马拉松"),
        ),
        ("澄江大桥通车当天，气温是多少度？", "anchored", ("澄江大桥通车", "气温是多少度")),
        (
            "2024年澄江和南屏的游客分别是多少？",
            "several",
            ("2024年澄江的游客是多少", "2024年南屏的游客是多少"),
        ),
        ("澄江大桥全长多少米？", "single", ()),
        ("市长和书记为什么见面？", "single", ()),
        ("", "single", ()),
    ],
)
def test_a_question_is_taken_apart_only_where_its_form_is_plain(
    question: str, kind: str, parts: tuple[str, ...]
) -> None:
    plan = decompose(question)
    assert (plan.kind, plan.parts) == (kind, parts)


def test_every_way_to_cut_is_offered_where_a_conjunction_may_belong_to_a_name() -> None:
    plan = decompose("王和平与李明的会谈和南屏书市开幕是在同一天吗？")
    assert ("王和平与李明的会谈", "南屏书市开幕") in plan.splits


def test_the_unit_and_what_is_wanted_are_read() -> None:
    assert decompose("甲展和乙展是在同一年吗").unit == "year"
    assert decompose("甲展、乙展、丙展，哪个最晚发生").want == "latest"
    assert decompose("甲展开幕、乙展开幕、丙展开幕，按时间顺序排列如何").want == "sequence"


@given(st.text(max_size=80))
def test_any_text_gives_a_plan_whose_parts_stand_in_it(text: str) -> None:
    plan = decompose(text)
    if plan.kind in {"same", "order"}:
        assert all(part in text for part in plan.parts)
        assert len(plan.parts) >= 2
