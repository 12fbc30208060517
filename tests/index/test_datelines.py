from __future__ import annotations

from datetime import date

import pytest

from index.datelines import (
    Printed,
    date_from_name,
    dateline_date,
    find_byline,
    furniture_kind,
    is_byline_line,
    is_staff_line,
    masthead,
    opens_with_dateline,
    page_label,
    printed_from_name,
)

ISSUE = date(2025, 1, 22)


@pytest.mark.parametrize(
    ("text", "printed", "agency", "place", "reporters", "day"),
    [
        ("新华社北京1月21日电", "新华社北京1月21日电", "新华社", "北京", (), date(2025, 1, 21)),
        (
            "据新华社柏林1月20日电（记者 王五）会议",
            "据新华社柏林1月20日电（记者 王五）",
            "新华社",
            "柏林",
            ("王五",),
            date(2025, 1, 20),
        ),
        (
            "人民网柏林7月28日电 （记者管某）德国",
            "人民网柏林7月28日电 （记者管某）",
            "人民网",
            "柏林",
            ("管某",),
            date(2024, 7, 28),
        ),
        (
            "本报讯（记者 张三 李四）昨日",
            "本报讯（记者 张三 李四）",
            "本报",
            None,
            ("张三", "李四"),
            None,
        ),
        (
            "新华社样例市21日体育专电 比赛",
            "新华社样例市21日体育专电",
            "新华社",
            "样例市",
            (),
            date(2025, 1, 21),
        ),
        ("LONDON (Reuters) - The bank", "LONDON (Reuters) -", "Reuters", "LONDON", (), None),
        (
            "BEIJING, Jan. 21 (Xinhua) -- A",
            "BEIJING, Jan. 21 (Xinhua) --",
            "Xinhua",
            "BEIJING",
            (),
            date(2025, 1, 21),
        ),
        ("By Jane Doe", "By Jane Doe", None, None, ("Jane Doe",), None),
        ("本报记者 白某", "本报记者 白某", "本报", None, ("白某",), None),
        ("他走了。（新华社记者 夏某）", "（新华社记者 夏某）", "新华社", None, ("夏某",), None),
        ("样例社电 大桥通车。", "样例社电", "样例社", None, (), None),
        ("样例社河东1月21日电", "样例社河东1月21日电", "样例社", "河东", (), date(2025, 1, 21)),
        (
            "【记者王小明／台北報導】昨天",
            "【记者王小明／台北報導】",
            None,
            "台北",
            ("王小明",),
            None,
        ),
        ("【本報記者王小明台北報導】昨天", "【本報記者王小明台北報導】", None, None, (), None),
        ("（本报记者 王小明）", "（本报记者 王小明）", "本报", None, ("王小明",), None),
    ],
)
def test_bylines(
    text: str,
    printed: str,
    agency: str | None,
    place: str | None,
    reporters: tuple[str, ...],
    day: date | None,
) -> None:
    byline = find_byline(text, ISSUE)
    assert byline is not None
    assert text[byline.start : byline.end] == printed == byline.text
    assert (byline.agency, byline.place, byline.reporters) == (agency, place, reporters)
    assert byline.date == day


@pytest.mark.parametrize(
    "text",
    [
        "记者从样例市政府获悉，大桥将通车。",
        "会议结束。（完）",
        "今天（星期三）下雨。",
        "",
        "本报记者 王小明 摄",
        "图片展，在中国",
        "华社电）",
    ],
)
def test_what_is_no_byline(text: str) -> None:
    assert find_byline(text) is None
    assert not is_byline_line(text)


def test_a_year_is_never_invented() -> None:
    assert dateline_date("新华社北京1月21日电", None) is None
    assert dateline_date("新华社北京2月30日电", ISSUE) is None
    assert dateline_date("新华社北京2016年3月18日电", None) == date(2016, 3, 18)


def test_a_dateline_of_december_in_a_january_issue_is_of_the_old_year() -> None:
    assert dateline_date("新华社北京12月31日电", date(2025, 1, 1)) == date(2024, 12, 31)


def test_prose_that_names_an_agency_is_no_dateline() -> None:
    assert not opens_with_dateline("新华社记者在现场看到，大桥已经通车。")


def test_masthead_on_one_line() -> None:
    printed = masthead(["样例日报 2025年1月22日 星期三 第4版"])
    assert printed == Printed("样例日报", ISSUE, "4")


def test_masthead_of_a_front_page() -> None:
    lines = ["样例日报", "2025年1月22日 星期三 总第7342期 今日4版"]
    assert masthead(lines) == Printed("样例日报", ISSUE, "1")


def test_masthead_in_english() -> None:
    printed = masthead(["THE DAILY SAMPLE", "Wednesday, January 22, 2025 Page A4"])
    assert (printed.date, printed.page) == (ISSUE, "A4")


def test_masthead_without_one() -> None:
    assert masthead(["样例大桥三月通车", "市长说，大桥将于三月通车。"]) == Printed()


@pytest.mark.parametrize(
    "text",
    [
        "本版编辑 王小明 美编 李红",
        "责任编辑：王小明 校对：李四",
        "责编 王 一 美编 李二 校对 赵三",
        "Page editor: Li Hua, Layout: Jane Doe",
    ],
)
def test_the_editors_line_is_furniture(text: str) -> None:
    assert is_staff_line(text)
    assert furniture_kind(text) == "issue"


@pytest.mark.parametrize("text", ["编辑部迁入新址", "主编王小明说，新书已出", "编辑：你怎么看？"])
def test_a_sentence_about_editors_is_no_editors_line(text: str) -> None:
    assert not is_staff_line(text)


@pytest.mark.parametrize(
    "text", ["2015年10月25日至2016年3", "经查，2010年11月2日", "接下来的两个周末", "气象台发布预报"]
)
def test_prose_is_no_furniture(text: str) -> None:
    assert furniture_kind(text) is None


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("１", "1"),
        ("一", "1"),
        ("头", "1"),
        ("十二", "12"),
        ("01", "1"),
        ("a08", "A8"),
        ("B 2", "B2"),
    ],
)
def test_page_labels(printed: str, label: str) -> None:
    assert page_label(printed) == label


@pytest.mark.parametrize(
    ("path", "printed"),
    [
        ("样例日报_2025-01-22_A08.txt", Printed("样例日报", ISSUE, "A8")),
        ("样例日报2025年1月22日第4版.pdf", Printed("样例日报", ISSUE, "4")),
        ("20250122_03.pdf", Printed(None, ISSUE, "3")),
        ("2025-01/22/node_1.htm", Printed(None, ISSUE, None)),
        ("text/019.txt", Printed()),
        ("20251399.txt", Printed()),
    ],
)
def test_file_names(path: str, printed: Printed) -> None:
    assert printed_from_name(path) == printed
    assert date_from_name(path) == printed.date
