from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import UnreadableFile
from index.reading.text import decode, detect_encoding, lines_of, pages_of, read_text

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIMPLIFIED = (
    "本报讯（记者 陈一帆）3月11日，澄江市公共交通集团宣布，从4月1日起新增三条公交线路，票价2元。",
    "澄江市气象台发布大风预警：预计12日阵风七级。",
    "他说：“图书馆新馆有藏书60万册，APP上可以预约。”",
    "第4版 综合",
    "联通",
)
TRADITIONAL = (
    "澄江市圖書館新館昨日開放，總面積一萬二千平方米，館長說：「歡迎市民前來。」",
    "新增三條公車路線，票價兩元，沿途設二十一個車站。",
    "記者從會議上獲悉",
)
ENGLISH = (
    "“It’s a new line,” said Ms Chen — the town’s mayor. The café opened at £3.50.",
    "Größe der Bücherei: 1.200 Plätze. Schluß auf Seite 4",
)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le"])
@pytest.mark.parametrize("text", ENGLISH)
def test_curly_quotes_and_umlauts_come_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_a_file_cut_in_the_middle_of_a_character_is_read() -> None:
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        decoded = decode((SIMPLIFIED[0] * 30).encode(encoding)[:-1])
        assert decoded.text.startswith(SIMPLIFIED[0])
        assert decoded.damaged <= 1


def test_null_characters_are_taken_out() -> None:
    assert decode("澄江\x00市图书馆".encode()).text == "澄江市图书馆"


def test_encoding_is_found_behind_a_long_ascii_beginning() -> None:
    data = ("-" * 70_000 + "\n本报讯（记者 陈一帆）图书馆开放。").encode("gb18030")
    assert detect_encoding(data) == "gb18030"


def test_noise_is_not_text() -> None:
    noise = random.Random(7).randbytes(4000)
    assert detect_encoding(noise) is None
    with pytest.raises(UnreadableFile, match="save it as UTF-8"):
        decode(noise)


@unhurried
@given(
    st.lists(st.text("澄江市ab，。", max_size=8), min_size=1), st.sampled_from(["\r\n", "\n", "\r"])
)
def test_line_endings_make_no_difference(lines: list[str], ending: str) -> None:
    assert lines_of(ending.join(lines)) == lines_of("\n".join(lines))


@unhurried
@given(st.text("澄江市图书馆新馆开放的一是不了在人有我他这。，", min_size=4, max_size=60))
def test_chinese_text_survives_gb18030_and_utf8(text: str) -> None:
    assert decode(text.encode()).text == text
    assert decode(text.encode("utf-16")).text == text


def test_form_feeds_separate_pages_which_keep_their_numbers() -> None:
    pages = pages_of("甲\n乙\f \f丙\n")
    assert [(page.number, page.text) for page in pages] == [(1, "甲\n乙"), (3, "丙")]


def test_blank_lines_and_leading_spaces_stay() -> None:
    document = read_text(Path("page.txt"), " （上接第1版）\n\n正文。\n".encode())
    assert [line.text for line in document.pages[0].lines] == [" （上接第1版）", "", "正文。"]


def test_newspaper_and_date_come_from_the_files_name() -> None:
    document = read_text(Path("样例日报_2025-03-12_第04版.txt"), "正文。".encode())
    assert (document.newspaper, str(document.date)) == ("样例日报", "2025-03-12")


def test_undecodable_characters_are_counted_in_a_note() -> None:
    data = (SIMPLIFIED[0] * 50).encode() + b"\xff" + (SIMPLIFIED[0] * 50).encode()
    document = read_text(Path("page.txt"), data)
    assert document.notes == ("1 characters could not be decoded as utf-8",)
