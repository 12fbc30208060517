"""Names of one body find each other, and ambiguous tables are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.aliases import Aliases, default_aliases, expand
from rag.errors import SettingsError


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("发改委昨天发布了什么？", "国家发展和改革委员会"),
        ("國家發改委昨天發布了什麼？", "国家发展和改革委员会"),
        ("国家发展和改革委员会昨天发布了什么？", "发改委"),
        ("央行何时降息？", "中国人民银行"),
        ("中国人民银行何时降息？", "央行"),
        ("人社部的通知", "人力资源和社会保障部"),
        ("工信部的通知", "工业和信息化部"),
        ("中办印发了什么？", "中共中央办公厅"),
        ("国办印发了什么？", "国务院办公厅"),
        ("证监会罚了谁？", "中国证券监督管理委员会"),
        ("What did the WHO say?", "世界卫生组织"),
        ("欧盟通过了什么？", "EU"),
        ("EU通过了什么？", "欧盟"),
    ],
)
def test_both_directions(question: str, expected: str) -> None:
    assert expected in expand(question)


def test_the_longest_name_counts() -> None:
    assert expand("全国人大常委会何时开会？") == ["全国人民代表大会常务委员会"]


@pytest.mark.parametrize(
    "question",
    ["Who is the mayor?", "样例市发改委批了什么？", "museum 的展览", "她去了哪里？", ""],
)
def test_what_only_looks_like_a_name_adds_nothing(question: str) -> None:
    assert expand(question) == []


def test_a_name_that_the_question_has_is_not_added() -> None:
    assert "欧盟" not in expand("欧盟（EU）通过了什么？")


def test_the_packaged_table_is_sound() -> None:
    assert default_aliases().expand("发改委") == default_aliases().expand("发改委")


def test_a_name_of_two_bodies_is_refused() -> None:
    with pytest.raises(SettingsError, match="人大"):
        Aliases.from_toml('[a]\n"全国人大" = ["人大"]\n"中国人民大学" = ["人大"]')


@pytest.mark.parametrize("table", ["[a]\nx = 1", "x = 1", "[a", "[a]\nx = [1]", '[a]\nx = [" "]'])
def test_a_malformed_table_is_named(table: str, tmp_path: Path) -> None:
    path = tmp_path / "names.toml"
    path.write_text(table, "utf-8")
    with pytest.raises(SettingsError, match=r"names\.toml"):
        Aliases.load(path)


def test_an_own_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "names.toml"
    path.write_text('[papers]\n"样例日报" = ["样报"]', "utf-8")
    assert Aliases.load(path).expand("样报的头版") == ["样例日报"]


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        Aliases.load(tmp_path / "nowhere.toml")


def test_an_empty_table_expands_nothing() -> None:
    assert Aliases([]).expand("发改委") == []


@given(st.text(max_size=40))
def test_any_question_is_expanded_by_names_it_has_not(question: str) -> None:
    terms = expand(question)
    assert len(terms) == len(set(terms))
    assert not any(term in question for term in terms)
