from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.enumerations import MOST_ITEMS, Enumeration, enumeration_of
from rag.listed_roles import is_named

PEOPLE = ("沈秋月", "罗婷", "林若溪", "王晓岚", "张北川", "李光远", "陈默", "刘文静")


def items(text: str) -> tuple[str, ...]:
    listed = enumeration_of(text)
    return listed.items if listed else ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《南屏往事》的主演有沈秋月、罗婷和林若溪。", ("沈秋月", "罗婷", "林若溪")),
        ("主演沈秋月、罗婷参加了首映。", ("沈秋月", "罗婷")),
        ("获奖者为沈秋月、罗婷以及林若溪等人。", ("沈秋月", "罗婷", "林若溪")),
        ("代表团到访了北京、上海及合浦县。", ("北京", "上海", "合浦县")),
        ("主演：沈秋月，罗婷，林若溪。", ("沈秋月", "罗婷", "林若溪")),
        ("参加的有甲队3人、乙队5人。", ("甲队3人", "乙队5人")),
        ("他出版了《甲书》、《乙书》和《丙书》。", ("《甲书》", "《乙书》", "《丙书》")),
        ("代表团会见了法国和德国总统。", ("法国", "德国")),
        (
            "The cast includes Tom Gray, Anna Lee and Bob Stone.",
            ("Tom Gray", "Anna Lee", "Bob Stone"),
        ),
        ("In London, Paris and Rome she sang.", ("London", "Paris", "Rome")),
    ],
)
def test_a_plain_list_is_found(text: str, expected: tuple[str, ...]) -> None:
    assert items(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "澄江大桥全长1200米。",
        "中华人民共和国倡导和平与发展。",
        "代表团访问了“甲、乙两校”。",
        "《红与黑》的作者是司汤达。",
        "男子和女子单打冠军是沈秋月。",
        "国家粮食和物资储备局发布公告。",
        "众议院能源和商务委员会听证会于3月23日举行。",
        "沈秋月和罗婷举行会谈。",
        "沈秋月和罗婷共同主演。",
        "主演只有沈秋月和罗婷。",
        "两地的产量分别为509万吨和428万吨。",
        "会议于5月1日、2日在澄江举行。",
        "主演有沈秋月、罗婷，编剧是林若溪和王晓岚。",
        "沈秋月和罗婷执教的球队夺冠。",
        "飞机由该厂研制和具有自主知识产权。",
        "他展现出优雅的气质和优美的线条。",
        "澄江和南屏经济增长了4.8%和4.9%。",
        "Tom Gray and Anna Lee signed it together.",
        "主演有" + "、".join(PEOPLE * 2) + "。",
    ],
)
def test_what_is_not_said_of_each_is_left_alone(text: str) -> None:
    assert enumeration_of(text) is None


def test_a_claim_is_the_sentence_with_one_item() -> None:
    listed = enumeration_of("《南屏往事》的主演有沈秋月、罗婷等人。")
    assert listed is not None
    assert listed.claims == ("《南屏往事》的主演有沈秋月等人。", "《南屏往事》的主演有罗婷等人。")


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ((0, 1, 2), "主演有沈秋月、罗婷和林若溪。"),
        ((0, 2), "主演有沈秋月和林若溪。"),
        ((1,), "主演有罗婷。"),
    ],
)
def test_the_last_kept_item_is_joined_as_the_last_was(kept: tuple[int, ...], expected: str) -> None:
    listed = enumeration_of("主演有沈秋月、罗婷和林若溪。")
    assert listed is not None
    assert listed.keeping(kept) == expected


def test_two_items_of_an_english_list_take_no_comma() -> None:
    listed = enumeration_of("The cast includes Tom Gray, Anna Lee, and Bob Stone.")
    assert listed is not None
    assert listed.keeping({0, 2}) == "The cast includes Tom Gray and Bob Stone."


def test_items_that_are_counted_are_known_to_be() -> None:
    counted = enumeration_of("获奖的是沈秋月、罗婷和林若溪三人。")
    open_list = enumeration_of("获奖的有沈秋月、罗婷和林若溪等三人。")
    assert counted is not None
    assert open_list is not None
    assert counted.is_counted
    assert not open_list.is_counted


@pytest.mark.parametrize(
    ("item", "quote", "expected"),
    [
        ("沈秋月", "主演沈秋月（饰周一帆）、罗婷出席。", True),
        ("周一帆", "主演沈秋月（饰周一帆）、罗婷出席。", False),
        ("林若溪", "导演林若溪与主演等七位主创出席。", False),
        ("林若溪", "导演林若溪出席。该片由罗婷、林若溪主演，主演林若溪致辞。", True),
        ("沈秋月", "沈秋月在外地录制节目。", False),
        ("王晓岚", "主演沈秋月、罗婷出席。", False),
    ],
)
def test_an_item_must_be_named_in_its_role(item: str, quote: str, expected: bool) -> None:
    listed = Enumeration("《南屏往事》的主演有", (item, "罗婷"), ("、",), "。")
    assert is_named(listed, item, quote) is expected


def test_the_figure_of_an_item_need_not_stand_beside_its_name() -> None:
    listed = Enumeration("参赛的有", ("甲队3人", "乙队5人"), ("、",), "。")
    assert is_named(listed, "甲队3人", "参赛的甲队有三人。")


@given(
    st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=MOST_ITEMS, unique=True),
    st.sampled_from(("和", "与", "、", "以及")),
    st.sampled_from(("《南屏往事》的主演有", "出席的嘉宾是", "主演：")),
    st.sampled_from(("。", "等人。", "等，导演未到场。")),
    st.data(),
)
def test_kept_items_are_a_subsequence_and_the_rest_is_unchanged(
    people: list[str], last: str, before: str, after: str, data: st.DataObject
) -> None:
    text = before + "、".join(people[:-1]) + last + people[-1] + after
    listed = enumeration_of(text)
    assert listed is not None
    assert (listed.before, list(listed.items), listed.after) == (before, people, after)
    everyone = range(len(people))
    kept = data.draw(st.sets(st.sampled_from(everyone), min_size=1))
    rewritten = listed.keeping(kept)
    again = rewritten.removeprefix(before).removesuffix(after)
    assert rewritten == f"{before}{again}{after}"
    for name in (people[i] for i in everyone if i in kept):
        assert again.startswith(name)
        again = again.removeprefix(name).removeprefix("、" if last not in again[:4] else "")
        again = again.removeprefix(last).removeprefix("、")
    assert not again
    assert listed.keeping(everyone) == text


@given(st.text(alphabet="沈秋月罗婷有是、和，。3人《》等 AnB", max_size=40))
def test_any_text_is_put_together_as_it_was(text: str) -> None:
    listed = enumeration_of(text)
    if listed is not None:
        assert listed.keeping(range(len(listed.items))) == text
