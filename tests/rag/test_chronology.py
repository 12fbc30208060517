from __future__ import annotations

from datetime import date

from index.models import Article, Hit, Passage
from rag.chronology import compare, date_event
from rag.decomposition import decompose


def hit(text: str, published: date | None = None) -> Hit:
    article = Article((text,), headline="样例", date=published, source="a.txt")
    return Hit(Passage(article.id, 0, len(text), text), article, 1.0)


BRIDGE = hit("2024年3月5日，澄江大桥正式通车。大桥全长1200米。")
LIBRARY = hit("南屏图书馆20日开馆，市民凭身份证入馆。", date(2024, 3, 21))
FAIR = hit("南屏书市将于2024年5月1日开幕。")


def test_an_event_takes_the_date_of_the_sentence_that_reports_it() -> None:
    event = date_event("澄江大桥通车", [BRIDGE])
    assert event is not None
    assert event.start == event.end == date(2024, 3, 5)
    assert "正式通车" in event.article.text[event.sentence_start : event.sentence_end]


def test_a_day_without_month_counts_from_the_article_s_date() -> None:
    event = date_event("南屏图书馆开馆", [LIBRARY])
    assert event is not None
    assert event.start == date(2024, 3, 20)


def test_a_passage_about_something_else_dates_nothing() -> None:
    assert date_event("马拉松比赛鸣枪", [BRIDGE, LIBRARY]) is None


def test_a_correction_names_an_issue_and_not_the_day_of_the_event() -> None:
    text = "本报3月6日第1版《澄江大桥昨日通车》一文中，“全长1100米”有误，应为“1200米”。特此更正。"
    correction = hit(text, date(2024, 3, 7))
    assert date_event("澄江大桥通车", [correction]) is None
    event = date_event("澄江大桥通车", [correction, BRIDGE])
    assert event is not None
    assert event.start == date(2024, 3, 5)


def test_same_month_is_decided_by_arithmetic() -> None:
    plan = decompose("澄江大桥通车和南屏图书馆开馆是在同一个月吗？")
    events = [date_event(plan.parts[0], [BRIDGE]), date_event(plan.parts[1], [LIBRARY])]
    statements = compare(plan, [e for e in events if e])
    assert statements is not None
    assert statements[0].text.startswith("是的")
    assert len(statements[0].events) == 2


def test_the_earliest_is_named_first_with_all_dates_after_it() -> None:
    plan = decompose("南屏书市开幕、澄江大桥通车，哪个事件最早发生？")
    events = [date_event(plan.parts[0], [FAIR]), date_event(plan.parts[1], [BRIDGE])]
    statements = compare(plan, [e for e in events if e])
    assert statements is not None
    assert statements[0].text == "最早的是澄江大桥通车。"
    assert any("2024年5月1日" in s.text for s in statements)


def test_dates_that_are_not_exact_enough_decide_nothing() -> None:
    plan = decompose("澄江大桥通车和南屏图书馆开馆是在同一天吗？")
    vague = hit("2024年3月，南屏图书馆开馆。")
    events = [date_event(plan.parts[0], [BRIDGE]), date_event(plan.parts[1], [vague])]
    assert compare(plan, [e for e in events if e]) is None
