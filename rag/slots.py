"""Completes a follow-up by rule where that is safe, from the question and answer before it.

Three things are done: a slot is put in the place of its like (2023年呢？), a pointer is replaced by
what it points at (它, 那里, 第二个), a missing subject is supplied (花了多少钱？). What is not
plain gives None, and the language model is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import rjieba

from rag import slots_en
from rag.followup import (
    ASKS,
    ATTRIBUTES,
    HAN,
    POINTERS,
    bare,
    content_of,
    is_ellipsis,
    slot_of,
    tokens,
)
from rag.temporal import TimeSpan, resolve

_ANY_DAY = date(2024, 7, 1)  # only the places of time words in a question matter here
_YEAR_PART = re.compile(
    r"^(?:(?:1[5-9]|20)\d\d年|[一二][〇零○一二三四五六七八九]{3}年|今年|去年|前年|明年|本年度?|上年度?"
    r"|[一二两三四五六七八九十\d]+年前的?)"
)
_ORDINAL = re.compile(r"第([一二三四五六七八九十两\d]+)([个個条條名位家项項座届季期次])")
_NUMBERED_NAME = re.compile(r"([一二三四五六七八九十\d]+)([\u4e00-\u9fff]{1,3})")
_NUMERALS = "零一二三四五六七八九十"
_PLACE = re.compile(r"[省市县縣区區州镇鎮村国國]$")
_FACILITY = re.compile(r"[桥橋路街站馆館场場园園楼樓塔厂廠店院道]$|..[山河湖江海港]$")
_ATTRIBUTE = re.compile(
    r"(?:[额額率量价價数數金费費值比高长長积積重]|营收|利润|收入|产值|市值|市长|校长|主席|总理|总统|经理|董事长|冠军|亚军)$"
)
_NOMINAL = frozenset(
    {"n", "ns", "nr", "nt", "nz", "eng", "nrt", "nrfg", "j", "vn", "b", "m", "s", "l"}
)
_NAME_TAGS = {"person": {"nr", "nrt", "nrfg"}, "body": {"nt", "nz", "eng", "nr", "nrt"}}
_SPLIT_LIST = re.compile(r"、|和|以及|及|与|，以及")
_LIST = re.compile(r"[^，。；：:！？\n]+(?:、[^，。；！？\n]+)+")
_NUMBERED = re.compile(
    r"(?:^|[\n。；;])\s*(?:\d+[.、)）]|[（(]?[一二三四五六七八九十]+[、)）])\s*([^\n。；;]+)"
)


def complete(question: str, previous: str, answer: str) -> str | None:
    """The follow-up made whole, or None where a rule would have to guess.

    Args:
        question: the follow-up.
        previous: the question before it, itself standing alone.
        answer: what was answered to that.
    """
    text, earlier = bare(question), bare(previous)
    if not earlier:
        return None
    if not HAN.search(text):
        return slots_en.complete(text, earlier, answer)
    if is_ellipsis(text):
        whole = _fill(slot_of(text), earlier, answer)
    elif _ORDINAL.search(text):
        whole = _name_item(text, answer)
    elif pointer := POINTERS.search(text):
        whole = _point(text, pointer, earlier, answer)
    else:
        whole = _supply_subject(text, earlier)
    return f"{whole}？" if whole else None


def _fill(slot: str, previous: str, answer: str) -> str | None:
    spans = resolve(slot, _ANY_DAY)
    if len(spans) == 1 and not content_of(slot[: spans[0].text_start] + slot[spans[0].text_end :]):
        return _fill_time(slot, previous)
    if ordinal := _ORDINAL.fullmatch(slot):
        same = [m for m in _ORDINAL.finditer(previous) if m[2] == ordinal[2]]
        if len(same) == 1:
            return previous[: same[0].start()] + slot + previous[same[0].end() :]
        item = _item(answer, ordinal[1])
        return f"{item}的情况是什么" if item else None
    if numbered := _NUMBERED_NAME.fullmatch(slot):  # 3号线 after 2号线
        same = [m for m in _NUMBERED_NAME.finditer(previous) if m[2].startswith(numbered[2])]
        return _replace_one(
            slot, previous, [(m.start(), m.end(1) + len(numbered[2])) for m in same]
        )
    return _fill_name(slot, previous)


def _fill_time(slot: str, previous: str) -> str | None:
    spans = resolve(previous, _ANY_DAY)
    if not spans:
        return slot + previous
    if len(spans) > 1:
        return None
    span = spans[0]
    words = previous[span.text_start : span.text_end]
    return previous[: span.text_start] + _merged(words, slot, span) + previous[span.text_end :]


def _merged(words: str, slot: str, span: TimeSpan) -> str:
    """2024年3月 with 4月 is 2024年4月, with 2023年 is 2023年3月, with 昨天 is 昨天."""
    year, slot_year = _YEAR_PART.match(words), _YEAR_PART.match(slot)
    if (
        year
        and slot_year
        and slot_year.end() == len(slot)
        and span.kind in {"month", "quarter", "range"}
    ):
        return slot + words[year.end() :]
    begins_within_year = re.match(r"[\d一二三四五六七八九十]+月|[上下]半年|第?[一二三四]季", slot)
    if year and begins_within_year:
        return year[0] + slot
    return slot


def _fill_name(slot: str, previous: str) -> str | None:
    kinds = {tag for _, tag in rjieba.tag(slot)}
    if _ATTRIBUTE.search(slot):
        return _replace_one(slot, previous, _attributes(previous))
    if "ns" in kinds or _PLACE.search(slot):
        return _replace_one(slot, previous, _places(previous))
    if kinds & (_NAME_TAGS["person"] | _NAME_TAGS["body"]):
        return _replace_one(slot, previous, _named(previous, _NAME_TAGS["body"]))
    alike = [
        (start, end)
        for start, end, word, _ in tokens(previous)
        if len(word) == len(slot) >= 2 and word[-1] == slot[-1] and word != slot
    ]
    return _replace_one(slot, previous, alike)


def _replace_one(slot: str, previous: str, places: Iterable[tuple[int, int]]) -> str | None:
    found = list(places)
    if len(found) != 1:
        return None
    ((start, end),) = found
    return previous[:start] + slot + previous[end:]


def _runs(text: str, tags: set[str]) -> list[tuple[int, int]]:
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


def _named(text: str, tags: set[str]) -> list[tuple[int, int]]:
    return [run for run in _runs(text, tags) if run[1] - run[0] >= 2]


def _places(text: str) -> list[tuple[int, int]]:
    """Place names; a bridge or a museum is none, however it is tagged."""
    found: list[tuple[int, int]] = []
    before = (0, 0, "", "")
    for token in tokens(text):
        start, end, word, tag = token
        if len(word) == 1 and _PLACE.match(word) and before[3] in _NOMINAL:
            if found and found[-1][1] == start:
                found.pop()
            found.append((before[0], end))
        elif (tag == "ns" and not _FACILITY.search(word)) or (
            len(word) > 2 and _PLACE.search(word)
        ):
            found.append((start, end))
        before = token
    return found


def _attributes(text: str) -> list[tuple[int, int]]:
    return [
        (start, end)
        for start, end, word, _ in tokens(text)
        if len(word) > 1 and _ATTRIBUTE.search(word)
    ]


def _item(answer: str, numeral: str) -> str | None:
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


def _name_item(text: str, answer: str) -> str | None:
    match = _ORDINAL.search(text)
    item = _item(answer, match[1]) if match else None
    return text[: match.start()] + item + text[match.end() :] if match and item else None


def _point(text: str, pointer: re.Match[str], previous: str, answer: str) -> str | None:
    word = pointer[0]
    if word in {"他", "她"}:
        name = _person(previous, answer)
    elif word[0] in "那这這" and word[1:2] in tuple("里裡儿边"):
        name = _where(previous, answer)
    elif word[-1:] in tuple("们些") or word.startswith(
        ("其", "前", "后", "後", "上", "以", "刚", "剛", "当")
    ):
        name = None
    else:
        name = topic(previous)
    if name is None:
        return None
    rest = text[pointer.end() :]
    if word[0] in "该該这那這":
        rest = rest[_measured_noun(rest, name) :]
    return text[: pointer.start()] + name + rest


def _measured_noun(rest: str, name: str) -> int:
    """Length of the noun behind 这座 or 该, which the name takes the place of: 这座桥, 该公司."""
    if rest[:1] == name[-1]:
        return 1
    word, tag = rjieba.tag(rest)[0] if rest else ("", "")
    return len(word) if tag[:1] == "n" or word[-1:] == name[-1] else 0


def _person(previous: str, answer: str) -> str | None:
    """The one person in the question, or in the answer when the question asked who."""
    asked_who = re.search(r"谁|誰|哪位|什么人|何人", previous)
    for text in (answer,) if asked_who else (previous, answer):
        names = {text[a:b] for a, b in _named(text, _NAME_TAGS["person"]) if b - a <= 4}
        if len(names) == 1:
            return names.pop()
        if names:
            return None
    return None


def _where(previous: str, answer: str) -> str | None:
    asked_where = re.search(r"哪里|在哪|何地|什么地方|哪个?[省市县区国]", previous)
    text = answer if asked_where else previous
    names = {text[a:b] for a, b in _places(text)}
    return names.pop() if len(names) == 1 else (None if asked_where else topic(previous))


def _supply_subject(text: str, previous: str) -> str | None:
    subject = topic(previous)
    if subject is None or not (content_of(text) or _attribute_first(text)):
        return None
    if _attribute_first(text) and not text.startswith(subject):
        return f"{subject}的{text}"
    return subject + text


def _attribute_first(text: str) -> bool:
    first = rjieba.tag(text)[:1]
    noun = bool(first) and first[0][1][0] == "n"
    return (noun or ATTRIBUTES.match(text) is not None) and not ASKS.match(text)


def topic(question: str) -> str | None:
    """What a question is about: the nouns it begins with, after any time; None when unclear."""
    rest = bare(question)
    for span in resolve(rest, _ANY_DAY)[:1]:
        if span.text_start == 0:
            rest = rest[span.text_end :].lstrip("，,的 ")
    end, nouns = 0, False
    for start, stop, word, tag in tokens(rest):
        joined = tag in {"uj", "x"} and word in set("的《》“”·「」") and (nouns or word != "的")
        if ASKS.match(rest, start) or not (tag in _NOMINAL or joined):
            break
        end = stop
        nouns = nouns or tag[0] == "n" or tag == "eng"
    name = rest[:end].rstrip("的")
    return name if nouns and 2 <= len(name) <= 24 else None
