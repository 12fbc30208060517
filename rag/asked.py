"""What kind of thing a question asks for: a day, a figure, a person, a place."""

from __future__ import annotations

import re
from typing import Literal

from index.folding import fold
from rag.support.dates import Moment
from rag.support.reading import Reading, Sentence, read
from rag.support.terms import is_content

Kind = Literal["date", "figure", "person", "place", "other"]

_DATE = re.compile(
    r"(?<!多长)(?<!多少)时间(?!有?多[长久])|什么时候|何时|日期|哪一?[年天日月]|[几多][月号日]|几点|时候|哪天"
    r"|(?:星期|礼拜|周)几|\bwhen\b"
    r"|\bwhat (?:date|day|year|time)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"多少|几|数量|人数|金额|票房|产量|营收|收入|比例|[率额量值价]|距离|面积|高度|长度|多[大高长远久重深宽厚快]"
    r"|\bhow (?:many|much|long|far|old|big|high)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"谁|哪位|何人|哪个人|姓名|\bwho\b|\bwhose\b|\bwhom\b", re.IGNORECASE)
_PLACE = re.compile(
    r"哪里|哪儿|何处|何地|在哪|地点|哪一?个?(?:城市|省|国家|地方|县|区)|\bwhere\b", re.IGNORECASE
)
_LIST = re.compile(
    r"哪些|哪几|有谁|主演|演员阵容|成员|名单|[四八]强|\bwho are\b|\bwhich (?:\w+ )?\w+s\b",
    re.IGNORECASE,
)
_WRITTEN_DATE = re.compile(
    r"\d{4}年|\d{1,2}[月日号时:：]\d*|星期|周[一二三四五六日]|[昨今明前][日天]|(?:19|20)\d\d|\b\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m"
    r"|\b(?:yesterday|today|tomorrow)\b"
)
_WRITTEN_FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百千万亿两]+(?:人|个|名|次|岁|年|元|倍|成|家|项|件)"
)
_TIE = re.compile(r"[当同那](?:一)?[天日月年]|[当同]时")
_INTERROGATIVE = re.compile(
    r"多少|什么|时候|星期|礼拜|谁|哪|几|(?<!任)何[时地人处事因种]|怎么|怎样|如何|为何|为什么|是否|吗|呢|啥"
    r"|(?<![最许众更很])多[久长大高远深重宽厚快](?![约概都的])"
)


_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("person", _PERSON),
    ("place", _PLACE),
    ("date", _DATE),
    ("figure", _FIGURE),
)


def asked_kind(question: str) -> Kind:
    """The kind of thing that a question asks for; `other` where its words do not tell."""
    for kind, pattern in _PATTERNS:
        if pattern.search(question):
            return kind
    return "other"


def asks(text: str) -> bool:
    """Whether there is an interrogative word in a text."""
    return bool(_INTERROGATIVE.search(text))


def asks_list(question: str) -> bool:
    """Whether a question asks for several things of a kind, which may stand in several articles."""
    return bool(_LIST.search(question))


def asks_date(question: str) -> bool:
    """Whether a question asks for a day or a time, whatever else it asks."""
    return bool(_DATE.search(question))


def asks_figure(question: str) -> bool:
    """Whether a question asks for a figure, whatever else it asks."""
    return bool(_FIGURE.search(question))


def may_answer(question: str, sentence: str) -> bool:
    """Whether a sentence has a date or a figure where the question asks for one."""
    if asks_date(question):
        return bool(_WRITTEN_DATE.search(sentence))
    return asks_figure(question) and bool(_WRITTEN_FIGURE.search(sentence))


def is_frame(word: str) -> bool:
    """Whether a word of a question only asks (多少, 什么) or ties its halves together (当天)."""
    return bool(_INTERROGATIVE.search(word) or _TIE.fullmatch(word))


def gives_kind(question: str, answer: str) -> bool:
    """Whether an answer has, beyond the question's own words, something of the kind asked for."""
    asked, given = read(question), read(answer)
    kind = asked_kind(question)
    known = {fact.key for s in asked.sentences for fact in s.facts}
    new = [f for s in given.sentences for f in s.facts if f.key not in known]
    if kind == "date":
        written = (m.group() for m in _WRITTEN_DATE.finditer(answer))
        dated = any(isinstance(fact, Moment) for fact in new)
        return dated or any(date not in question for date in written)
    if kind == "figure":
        counted = (fact for fact in new if not isinstance(fact, Moment))
        return any(not getattr(fact, "weak", False) for fact in counted)
    return _has_new_word(given, fold(question)) or (kind == "other" and bool(new))


def _has_new_word(given: Reading, asked: str) -> bool:
    """Whether any content word is new; names are not told from words, as taggers miss many."""
    return any(
        _is_new(sentence, word.start, word.end, asked)
        for sentence in given.sentences
        for word in sentence.words
        if is_content(word)
    )


def _is_new(sentence: Sentence, start: int, end: int, asked: str) -> bool:
    inside_fact = any(fact.start < end and start < fact.end for fact in sentence.facts)
    return not inside_fact and sentence.folded[start:end] not in asked
