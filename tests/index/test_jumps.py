from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.models import Article
from index.splitting import find_jumps, join, strip_jumps


@pytest.mark.parametrize(
    ("text", "direction", "page"),
    [
        ("（上接第1版）会议强调", "from", "1"),
        ("应该满意。（下转第五版）", "to", "5"),
        ("(下转A08版)", "to", "A8"),
        ("（上接第 １ 版）", "from", "1"),
        ("（下转第\n3版）", "to", "3"),
        ("【上接一版】", "from", "1"),
        ("（上接头版）", "from", "1"),
        ("（下轉第三版）", "to", "3"),
        ("▲上接第1版", "from", "1"),
        ("Continued on page 4", "to", "4"),
        ("(Continued from A1)", "from", "A1"),
        ("CONTINUED ON A10", "to", "A10"),
        ("Fortsetzung auf Seite 3", "to", "3"),
        ("Schluß von Seite 1", "from", "1"),
        ("(Suite en page 5)", "to", "5"),
        ("Suite de la page 1", "from", "1"),
    ],
)
def test_marks(text: str, direction: str, page: str) -> None:
    (mark,) = find_jumps(text)
    assert (mark.direction, mark.page) == (direction, page)


@pytest.mark.parametrize(
    "text",
    [
        "他上接一个电话，下转一趟车。",
        "The talks continued on page 4 of the treaty until late.",
        "The suite of rooms",
        "（上接左图）",
    ],
)
def test_what_is_no_mark(text: str) -> None:
    assert find_jumps(text) == []


def test_marks_do_not_stay_in_the_text() -> None:
    text, came, goes = strip_jumps("（上接第1版）会议强调，要保障供水。（下转第4版）")
    assert (text, came, goes) == ("会议强调，要保障供水。", "1", "4")


FIRST = Article(
    paragraphs=("样例大桥三月通车，两岸往来只需五分钟。", "市长林某在开工仪式上说，样例大桥的桥面"),
    headline="样例大桥三月通车",
    newspaper="样例日报",
    date=date(2025, 1, 22),
    pages=("1",),
    continues_to="4",
    source="pages/2025-01-22_01.txt",
)
SECOND = Article(
    paragraphs=("宽四十米，设双向八车道。", "林某说，样例大桥的收费标准另行公布。"),
    headline="样例大桥三月通车",
    newspaper="样例日报",
    date=date(2025, 1, 22),
    pages=("4",),
    continues_from="1",
    source="pages/2025-01-22_04.txt",
)
OTHER = Article(
    paragraphs=("小麦长势良好，农技人员下田指导。",),
    headline="小麦长势良好",
    newspaper="样例日报",
    date=date(2025, 1, 22),
    pages=("4",),
    source="pages/2025-01-22_04.txt",
)


def test_halves_become_one_article() -> None:
    joined, other = join([FIRST, SECOND, OTHER])
    assert joined.paragraphs == (
        "样例大桥三月通车，两岸往来只需五分钟。",
        "市长林某在开工仪式上说，样例大桥的桥面宽四十米，设双向八车道。",
        "林某说，样例大桥的收费标准另行公布。",
    )
    assert joined.pages == ("1", "4")
    assert joined.continues_to is None
    assert joined.continues_from is None
    assert other == OTHER


def test_the_second_half_gives_the_headline_when_the_first_has_none() -> None:
    (joined,) = join([replace(FIRST, headline=None), SECOND])
    assert joined.headline == "样例大桥三月通车"


def test_a_second_half_without_headline_is_found_by_its_subject() -> None:
    (joined,) = join([FIRST, replace(SECOND, headline=None)])
    assert joined.headline == "样例大桥三月通车"


@pytest.mark.parametrize(
    "half",
    [
        replace(SECOND, date=date(2025, 1, 23)),
        replace(SECOND, newspaper="示例晚报"),
        replace(SECOND, continues_from="2"),
        replace(SECOND, pages=("5",)),
    ],
)
def test_what_is_printed_rules_a_pair_out(half: Article) -> None:
    assert len(join([FIRST, half])) == 2


def test_strangers_with_nothing_in_common_stay_apart() -> None:
    stranger = Article(
        paragraphs=("球队下半场连扳三球。",), continues_from="1", source="elsewhere/clip.txt"
    )
    first = replace(FIRST, newspaper=None, date=None, pages=())
    assert len(join([first, stranger])) == 2


def test_two_equally_likely_halves_are_left_alone() -> None:
    twin = replace(SECOND, paragraphs=(*SECOND.paragraphs, "林某说，谢谢。"))
    assert len(join([FIRST, SECOND, twin])) == 3


def test_three_parts_become_one() -> None:
    middle = replace(SECOND, continues_to="6")
    last = replace(
        SECOND, paragraphs=("样例大桥的桥塔高百米，林某说。",), pages=("6",), continues_from="4"
    )
    for order in permutations([FIRST, middle, last]):
        (joined,) = join(order)
        assert joined.pages == ("1", "4", "6")


@given(st.permutations([FIRST, SECOND, OTHER, replace(SECOND, continues_from="7", pages=("8",))]))
@settings(max_examples=24, deadline=None)
def test_joining_is_independent_of_order_and_idempotent(articles: list[Article]) -> None:
    joined = join(articles)
    assert {a.id for a in joined} == {
        a.id
        for a in join(
            [FIRST, SECOND, OTHER, *articles[:0], replace(SECOND, continues_from="7", pages=("8",))]
        )
    }
    assert join(joined) == joined
