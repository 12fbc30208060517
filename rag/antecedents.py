"""What a follow-up may point at: the topic, person, place or listed item of the exchange before."""

from __future__ import annotations

import re
from datetime import date

from rag.followup import ASKS, bare, tokens
from rag.temporal import resolve

ANY_DAY = date(2024, 7, 1)
"""Only the places of time words in a question matter here, not which days they are."""
PERSONS = frozenset({"nr", "nrt", "nrfg"})
BODIES = frozenset({"nt", "nz", "eng", "nr", "nrt"})
PLACE = re.compile(r"[省市县縣区區州镇鎮村国國]$")
_NUMERALS = "零一二三四五六七八九十"
_FACILITY = re.compile(r"[桥橋路街站馆館场場园園楼樓塔厂廠店院道]$|..[山河湖江海港]$")
_NOMINAL = frozenset(
    {"n", "ns", "nr", "nt", "nz", "eng", "nrt", "nrfg", "j", "vn", "b", "m", "s", "l"}
)
_SPLIT_LIST = re.compile(r"、|和|以及|及|与|，以及")
_LIST = re.compile(r"[^，。；：:！？\n]+(?:、[^，。；！？\n]+)+")
_NUMBERED = re.compile(
    r"(?:^|[\n。；;])\s*(?:\d+[.、)）]|[（(]?[一二三四五六七八九十]+[、)）])\s*([^\n。；;]+)"
)
_LINKS = frozenset("到至和与及或、")


def _runs(text: str, tags: frozenset[str]) -> list[tuple[int, int]]:
    """Neighbouring tokens with one of the tags, joined."""
    runs: list[tuple[int, int]] = []
    for start, end, _, tag in tokens(text):
        if tag not in tags:
            continue
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def named(text: str, tags: frozenset[str]) -> list[tuple[int, int]]:
    """Start and end of the names with one of the tags."""
    return [run for run in _runs(text, tags) if run[1] - run[0] >= 2]


def places(text: str) -> list[tuple[int, int]]:
    """Place names; a bridge or a museum is none, however it is tagged."""
    found: list[tuple[int, int]] = []
    before = (0, 0, "", "")
    for token in tokens(text):
        start, end, word, tag = token
        if len(word) == 1 and PLACE.match(word) and before[3] in _NOMINAL:
            if found and found[-1][1] == start:
                found.pop()
            found.append((before[0], end))
        elif (tag == "ns" and not _FACILITY.search(word)) or (len(word) > 2 and PLACE.search(word)):
            found.append((start, end))
        before = token
    return found


def item_of(answer: str, numeral: str) -> str | None:
    """The n-th thing that the answer lists, numbered or joined by 、."""
    number = int(numeral) if numeral.isdigit() else _NUMERALS.find(numeral.replace("两", "二"))
    items = [item.strip() for item in _NUMBERED.findall(answer)]
    if len(items) < 2 and (listed := _LIST.search(answer)):
        head, *rest = [part for part in _SPLIT_LIST.split(listed[0]) if part.strip()]
        tail = re.split(r"是|有|为|包括|：|:", head)[-1]
        items = [tail, *rest]
    if not 1 <= number <= len(items):
        return None
    item = re.sub(r"\[\d+\]|等.{0,6}$", "", items[number - 1]).strip()
    return item if 2 <= len(item) <= 24 else None


def person(previous: str, answer: str) -> str | None:
    """The one person in the question, or in the answer when the question asked who."""
    asked_who = re.search(r"谁|誰|哪位|什么人|何人", previous)
    for text in (answer,) if asked_who else (previous, answer):
        names = {text[a:b] for a, b in named(text, PERSONS) if b - a <= 4}
        if len(names) == 1:
            return names.pop()
        if names:
            return None
    return None


def where(previous: str, answer: str) -> str | None:
    """The one place in the question, or in the answer when the question asked where."""
    asked_where = re.search(r"哪里|在哪|何地|什么地方|哪个?[省市县区国]", previous)
    text = answer if asked_where else previous
    names = {text[a:b] for a, b in places(text)}
    return names.pop() if len(names) == 1 else (None if asked_where else topic(previous))


def topic(question: str) -> str | None:
    """What a question is about: the nouns it begins with, after any time; None when unclear."""
    text = bare(question)
    time = leading_time(text)
    rest = text[len(time) :].lstrip("，,的 ")
    joined = time if text.startswith("的", len(time)) else ""  # 昨天的头版 is another than 头版
    end, nouns = 0, False
    for start, stop, word, tag in tokens(rest):
        inside = tag in {"uj", "x"} and word in set("的《》“”·「」") and (nouns or word != "的")
        if word in _LINKS:
            return None  # 昆明到大理的票价: the noun goes on
        if ASKS.match(rest, start) or not (tag in _NOMINAL or inside):
            break
        end = stop
        nouns = nouns or tag[0] == "n" or tag == "eng"
    name = (f"{joined}的" if joined else "") + rest[:end].rstrip("的")
    return name if nouns and 2 <= len(name) <= 24 else None


def leading_time(question: str) -> str:
    """The time a question begins with, or nothing."""
    text = bare(question)
    spans = resolve(text, ANY_DAY)
    return text[: spans[0].text_end] if spans and spans[0].text_start == 0 else ""
