"""A request without an interrogative made a question: of 大桥通车时间 it asks when that is.

Readers type what they look for as a headline, and a small model answers a headline with another, or
with a length of time where a day was wanted. What is asked for is read off the last word.
"""

from __future__ import annotations

import re

from rag.asked import asks
from rag.support.lexicon import lexicon
from rag.tagged_words import tagged_words

_TITLES = re.compile(r"《[^》]*》|“[^”]*”")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LINK = re.compile(r"(?:是|为|叫)$")
_WHEN = re.compile(r"(?:时间|日期|日子|时刻)(?:是|为)?$")
_WHERE = re.compile(r"(?:地点|举办地|地址|所在地|位置|产地|发源地)(?:是|在|为)?$")
_HOW_MANY = re.compile(
    r"(?:[数率额值]|(?<![质力])量|(?<![评代])价|金额|比例|占比|面积|长度|高度|宽度|深度|距离|里程|票房|营收|收入|利润|投资|震级|奖金|总分|人口|GDP|增速|涨幅|降幅)(?:是|为|达)?$",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:冠军|亚军|季军|得主|主演|[男女]?主角|作者|编剧|旗手|选手|球员|嫌疑人|凶手)$")
# What is not asked but told or ordered, or asked by a word that `asks` does not know.
_NO_NOUN = re.compile(
    r"[。；;!！]|已经|正在|即将|将[于在要会]|还是|有没有|是不是|有无|能否|可否|可不可以|何|么$|^(?:请|介绍|说说|讲讲|总结|概括|列出|比较)"
)
# Of two things asked for at once one word for the last would be wrong.
_JOINED = re.compile(r"[和及与、][^和及与、]{1,5}$")
_NOUNS = ("n", "vn", "l", "j", "eng", "b")


def as_question(text: str) -> str:
    """What was typed as a question with an interrogative.

    Args:
        text: What was asked, standing alone.

    Returns:
        The text with what it leaves out, or unchanged where it asks by itself, is English, or does
        not end in what is asked for.
    """
    bare = text.strip().rstrip("？? ")
    if not bare or asks(bare) or _NO_NOUN.search(bare) or not _CJK.search(bare):
        return text
    asked = _asked_of(bare)
    if asked is None:
        return text
    return f"{_LINK.sub('', bare)}是{asked}？"


def _asked_of(text: str) -> str | None:
    if _JOINED.search(text):
        return "什么"
    for pattern, asked in ((_WHEN, "什么时候"), (_WHERE, "哪里"), (_HOW_MANY, "多少")):
        if pattern.search(text):
            return asked
    if _is_person(_LINK.sub("", text)):
        return "谁"
    last = list(tagged_words(_LINK.sub("", text), _TITLES))[-1]
    is_named = _LINK.search(text) is not None
    return "什么" if is_named or last.tag.startswith(_NOUNS) else None


def _is_person(text: str) -> bool:
    return text.endswith(lexicon().person_titles) or _WHO.search(text) is not None
