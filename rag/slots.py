"""Completes a follow-up by rule where that is safe, from the question and answer before it.

Three things are done: a slot is put in the place of its like (2023年呢？), a pointer is replaced by
what it points at (它, 那里, 第二个), a missing subject is supplied (花了多少钱？). What is not
plain gives None, and the language model is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from rag import slots_en
from rag.antecedents import (
    ANY_DAY,
    BODIES,
    PERSONS,
    PLACE,
    item_of,
    leading_time,
    named,
    person,
    places,
    topic,
    where,
)
from rag.followup import (
    ASKS,
    ATTRIBUTES,
    COMMENT,
    HAN,
    POINTERS,
    bare,
    content_of,
    is_ellipsis,
    slot_of,
    tokens,
)
from rag.temporal import TimeSpan, resolve

_YEAR_PART = re.compile(
    r"^(?:(?:1[5-9]|20)\d\d年|[一二][〇零○一二三四五六七八九]{3}年|今年|去年|前年|明年|本年度?|上年度?"
    r"|[一二两三四五六七八九十\d]+年前的?)"
)
_ORDINAL = re.compile(r"第([一二三四五六七八九十两\d]+)([个個条條名位家项項座届季期次])")
_NUMBER = re.compile(r"[一二三四五六七八九十\d]+")
_ATTRIBUTE = re.compile(
    r"(?:[额額率量价價数數金费費值比高长長积積重]|营收|利润|收入|产值|市值|市长|校长|主席|总理|总统|经理|董事长|冠军|亚军)$"
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
    elif COMMENT.match(text):
        whole = None
    elif pointer := POINTERS.search(text):
        whole = _point(text, pointer, earlier, answer)
    else:
        whole = _supply_subject(text, earlier)
    return f"{whole}？" if whole else None


def _fill(slot: str, previous: str, answer: str) -> str | None:
    spans = resolve(slot, ANY_DAY)
    if len(spans) == 1 and not content_of(slot[: spans[0].text_start] + slot[spans[0].text_end :]):
        return _fill_time(slot, previous)
    if whole := _fill_number(slot, previous):
        return whole
    if ordinal := _ORDINAL.fullmatch(slot):
        item = item_of(answer, ordinal[1])
        return f"{item}的情况是什么" if item else None
    if slot[0] in "到从在对给向比":
        return None
    return _fill_name(slot.rstrip("的"), previous)


def _fill_number(slot: str, previous: str) -> str | None:
    """3号线 after 2号线, 第二届 after 第一届, 神舟十九号 after 神舟十八号."""
    number = _NUMBER.search(slot)
    if number is None:
        return None
    head, tail = re.escape(slot[: number.start()]), re.escape(slot[number.end() :])
    alike = re.finditer(f"{head}{_NUMBER.pattern}{tail}", previous) if head or tail else ()
    return _replace_one(slot, previous, [match.span() for match in alike])


def _fill_time(slot: str, previous: str) -> str | None:
    spans = resolve(previous, ANY_DAY)
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
    alike = [
        (start, end)
        for start, end, word, _ in tokens(previous)
        if len(word) == len(slot) >= 2 and word[-1] == slot[-1] and word != slot
    ]
    if len(alike) == 1:
        return _replace_one(slot, previous, alike)
    kinds = {tag for _, tag in rjieba.tag(slot)}
    if _ATTRIBUTE.search(slot):
        return _replace_one(slot, previous, _attributes(previous))
    if "ns" in kinds or PLACE.search(slot):
        return _replace_one(slot, previous, places(previous))
    if kinds & (PERSONS | BODIES):
        names = named(previous, BODIES)
        subject = topic(previous)
        if not names and subject and len(rjieba.tag(subject)) == 1:
            return previous.replace(subject, slot, 1)
        return _replace_one(slot, previous, names)
    return None


def _replace_one(slot: str, previous: str, places: Iterable[tuple[int, int]]) -> str | None:
    found = list(places)
    if len(found) != 1:
        return None
    ((start, end),) = found
    return previous[:start] + slot + previous[end:]


def _attributes(text: str) -> list[tuple[int, int]]:
    return [
        (start, end)
        for start, end, word, _ in tokens(text)
        if len(word) > 1 and _ATTRIBUTE.search(word)
    ]


def _name_item(text: str, answer: str) -> str | None:
    match = _ORDINAL.search(text)
    item = item_of(answer, match[1]) if match else None
    return text[: match.start()] + item + text[match.end() :] if match and item else None


def _point(text: str, pointer: re.Match[str], previous: str, answer: str) -> str | None:
    word = pointer[0]
    if word in {"他", "她"}:
        name = person(previous, answer)
    elif word[0] in "那这這" and word[1:2] in tuple("里裡儿边"):
        name = where(previous, answer)
    elif word == "它" or word[0] in "该該这那這":
        name = None if word[-1] in "些届次" else topic(previous)
    else:
        name = None  # 他们, 其中, 前者: more than one thing, or which of them is not plain
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


def _supply_subject(text: str, previous: str) -> str | None:
    subject = topic(previous)
    if subject is None or not (content_of(text) or _attribute_first(text)):
        return None
    if text.startswith("比") or not resolve(text, ANY_DAY):
        time = leading_time(previous)  # of that year's fair, not of any
        subject = subject if subject.startswith(time) else time + subject
    if not _attribute_first(text):
        return subject + text
    owner, _, attribute = subject.rpartition("的")
    if owner and ATTRIBUTES.fullmatch(attribute):
        subject = owner
    return f"{subject}的{text}"


def _attribute_first(text: str) -> bool:
    first = rjieba.tag(text)[:1]
    noun = bool(first) and first[0][1][0] == "n"
    return (noun or ATTRIBUTES.match(text) is not None) and not ASKS.match(text)
