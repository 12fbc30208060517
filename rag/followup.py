"""Whether a question can be understood by itself, or leans on what was said before.

By rule, because it must be instant and must not drag a new subject back to the old one: only what
points backwards (它, 那里, 第二个) or has a hole (2023年呢？ 为什么？ 花了多少钱？) leans.
"""

from __future__ import annotations

import re
from datetime import date

import rjieba

from rag.temporal import resolve

HAN = re.compile(r"[\u4e00-\u9fff]")
_END = re.compile(r"[\s？?。！!，,、…~]+$")

POINTERS = re.compile(
    r"(?<![其吉])他(?!国|國|人|乡|鄉|日)们?|(?<![其])她们?|(?<!其)它们?"
    r"|那里|那裡|那儿|那边|这里(?!是)|這裡|这儿|这边|当地(?=[的有在还怎])"
    r"|[这那這](?=[个個位家些条條座项項起次种種本部所届只件名场場])"
    r"(?!个月|个星期|個月|些年|[个個]?时候)[个個位家些条條座项項起次种種本部所届只件名场場]"
    r"|(?<![应應活本])该(?=[公项市县省国校院案法部局机企车产药系社区计行条地店片剧书游会镇村航人队股桥路]|$)"
    r"|(?<![应應活])該(?=[公項市縣省國校院案法部局機企車產藥系社區計行條地店片劇書])"
    r"|前者|后者|後者|上述|以上这|上面(?:的|提到|说)|刚才|剛才|前面(?:提到|说)"
    r"|^其中|^其(?!他|它|实|餘|余)|^此(?:人|事|案|举|次|外)|^同一(?:天|年|月)"
    r"|第[一二三四五六七八九十两\d]+[个個条條名位家项項座](?=$|[呢是在有的什何叫为怎会将哪])"
    r"|^(?:上|下|本|[这這])一?[届次期](?!会议)|^最.{1,4}的(?=是)|^还有(?:别的|其他|其它)"
    r"|^(?:当天|当年|当月|当时|那时|那天|那年|那一[天年次]|[那这]个?时候)"
)
"""What points backwards, unless its antecedent stands in the question itself."""
_OWN_ANTECEDENT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{4,}[，,；;。].*$|[》”」』]$")

ELLIPSIS = re.compile(
    r"^(?:那么?|那|那麼|还有|還有|而|至于|再说|请问)?[，, ]*(?P<slot>[^，,。？?]{1,16}?)"
    r"(?:又?(?:呢|怎么样|怎麼樣|如何|怎样)(?:了|的)?)$"
)
"""X呢？ and 那X怎么样？: the slot replaces its like in the question before."""
ASKS = re.compile(
    r"什么时候|什么地方|什么|甚麼|什麼|何时|何地|为什么|為什麼|为何|何故|哪[里裡儿天年月些个位家种]?"
    r"|谁|誰|怎么样?|怎麼|怎样|如何|多少[个個种種名家位条項项次件座面枚]?|多[大高长久远]|几[个位名家次天年月点]?|幾[個位]?|是否|是不是|有没有"
    r"|会不会|能不能|吗|嗎|么$|呢|啊|吧"
)
COMMENT = re.compile(
    r"^.{2,12}(?:怎么|怎样|如何|有何|有什么)(?:说|看待?|评价|回应|反应|表态|解释|处理)的?$"
)
"""国务院怎么说: somebody's word on what was spoken of."""
_FILLERS = re.compile(
    r"请问|请|具体|详细|最后|最终|后来|然后|还|又|也|都|就|才|已经|到底|究竟|一共|总共|大概|大约|分别|主要"
    r"|的|了|过|着|是|有|在|被|把|对|比|和|与|要|会|能|将|说|叫|做|为|于|从|由|给|让|吗|呢|啊|[？?，,。！! ]"
)
ATTRIBUTES = re.compile(
    r"票价|门票|价格|售价|造价|成本|费用|金额|总额|总投资|投资额?|面积|人数|人|人口|长度|全长|高度|宽度|规模|数量|比例"
    r"|比分|结果|成绩|名次|排名|冠军|亚军|对手|原因|理由|目的|意义|背景|影响|作用|好处|损失|伤亡|死亡人数|进展|情况"
    r"|时间|日期|地点|地址|位置|开放时间|名字|名称|内容|主题|标题|要求|条件|标准|措施|步骤|计划|目标|效果|反应|回应"
    r"|评价|看法|态度|负责人|作者|导演|主演|主持人|主办方|承办方|参与者|消息来源|来源|出处|依据|细节|区别|公里|平方米|人次|小时|分钟|岁|吨|米|钱|元|层|次|天|年"
)
_SUBJECT = re.compile(r"((?![对在从比跟和给向]).+?)[是在叫有](?:什么|谁|哪|多少|几|怎)")
_LEADING = re.compile(r"^(?:一共|总共|还|又|都|会|要|能|新|增|新增|了|有|共)+")
_NEWS = re.compile(r"发生|新闻|报道|头条|头版|大事")
_NAMES = frozenset({"nr", "ns", "nt", "nz", "eng", "nrt", "nrfg"})
_NOMINAL = ("n", "eng", "j", "l", "i", "s", "b", "x")

_ENGLISH_POINTERS = re.compile(
    r"\b(?:it(?!\s+(?:true|possible|likely|necessary)\b)|its|he|him|his|she|her|hers|they|them|their"
    r"|theirs|there(?!\s+(?:is|are|was|were|any|a|an)\b)|the (?:former|latter|same (?:year|day|month)"
    r"|(?:first|second|third|last|other) (?:one|ones)))\b"
    r"|\b(?:this|that|these|those)(?:\s+one)?\s*(?=$|[?.,])"
    r"|\b(?:about|of|for|in|at|is|was|does|did) (?:this|that|these|those)\b(?! (?:year|week|month))",
    re.IGNORECASE,
)
_ENGLISH_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did) (?:it|there) (?:true|possible|likely|necessary|take|any|an?)\b|\b(?:is|are"
    r"|was|were|many .* are|much .* is) there\b",
    re.IGNORECASE,
)
ENGLISH_ELLIPSIS = re.compile(
    r"^(?:and |but |so )?(?:(?:how|what) about|and|what of)\s+(?P<slot>[^?,]{1,40}?)$",
    re.IGNORECASE,
)
_ENGLISH_BARE = re.compile(
    r"^(?:and |but |so )?(?:why|when|where|who|how|how (?:much|many|long|far|come|so)|since when|by whom"
    r"|what else|who else|any others?|why not|really|what happened (?:next|then|after(?:wards)?)"
    r"|(?:why|when|where|how) (?:exactly|then|so)|tell me more|go on)$",
    re.IGNORECASE,
)
_ENGLISH_HOLE = re.compile(
    r"^(?:and )?how many (?:\w+ )?(?:were |was |have |are )?(?:died|killed|injured|hurt|wounded|missing"
    r"|involved|affected|arrested|took part|participated|attended|came)$",
    re.IGNORECASE,
)
_ENGLISH_ANTECEDENT = re.compile(r"(?<=\s)[A-Z][\w'-]+")


def bare(question: str) -> str:
    """The question without white space around it and marks at its end."""
    return _END.sub("", question.strip())


def needs_history(question: str) -> bool:
    """Whether the question leans on the conversation before it."""
    text = bare(question)
    if not text:
        return False
    if HAN.search(text):
        return _points_back(text) or is_ellipsis(text) or _has_a_hole(text)
    return _english_needs_history(text)


def is_ellipsis(text: str) -> bool:
    """Whether it is only a slot for the question before: 2023年呢, 那北京怎么样, what about 2023."""
    match = ELLIPSIS.match(text)
    if match is None:
        return ENGLISH_ELLIPSIS.match(text) is not None
    slot = match["slot"]
    if ASKS.search(slot):
        return False
    # 北京天气怎么样 is a whole question; 上海怎么样 is one only after another.
    tags = {tag for _, tag in rjieba.tag(slot)}
    return text.endswith(("呢", "呢的")) or tags <= _NAMES | {"t", "m", "q"}


def slot_of(text: str) -> str:
    """What an ellipsis puts in place of something."""
    match = ELLIPSIS.match(text) or ENGLISH_ELLIPSIS.match(text)
    return match["slot"].strip() if match else ""


def tokens(text: str) -> list[tuple[int, int, str, str]]:
    """Start, end, word and tag of each token; a time is one token, tagged `t`."""
    pieces: list[tuple[int, str, str]] = []
    at = 0
    for span in resolve(text, date(2000, 1, 1)):
        pieces += [(at, text[at : span.text_start], "")]
        pieces += [(span.text_start, text[span.text_start : span.text_end], "t")]
        at = span.text_end
    pieces.append((at, text[at:], ""))
    found: list[tuple[int, int, str, str]] = []
    for begin, piece, known in pieces:
        # Untied from the time before it: 2022年样例市 would be cut as 年样 and 例市.
        for word, tag in [(piece, known)] if known else rjieba.tag(piece):
            found.append((begin, begin + len(word), word, tag))
            begin += len(word)
    return found


def _points_back(text: str) -> bool:
    match = POINTERS.search(text)
    if match is None:
        return False
    before = text[: match.start()]
    # 王小明为什么辞职，他去了哪里: the clause before names him.
    if not before:
        return True
    if _OWN_ANTECEDENT.search(before):
        return False
    tagged = rjieba.tag(before)
    if match[0][0] in "这那這":  # 《样例》这部小说, 卡特里娜这个角色: what it is stands before it
        return tagged[-1][1][0] != "n"
    return not any(tag in _NAMES and len(word) > 1 for word, tag in tagged)


def _has_a_hole(text: str) -> bool:
    """Short and without a subject: 为什么推迟, 花了多少钱, 票价是多少, 还有哪些."""
    if COMMENT.match(text):
        return True
    if len(text) > 16:
        return False
    spans = resolve(text, date(2000, 1, 1))
    rest = text
    for span in reversed(spans):
        rest = rest[: span.text_start] + rest[span.text_end :]
    tagged = rjieba.tag(rest)
    if any(tag in _NAMES and len(word) > 1 for word, tag in tagged):
        return False
    content = content_of(rest)
    if spans and (_NEWS.search(rest) or len(content) > 2):
        return False  # 昨天发生了什么 asks for the day
    return not content or (len(content) <= 4 and _lacks_subject(rest, tagged))


def content_of(text: str) -> str:
    """What is left of a question without asking words, fillers and attributes of something."""
    return ATTRIBUTES.sub("", _FILLERS.sub("", ASKS.sub("", text)))


def _lacks_subject(text: str, tagged: list[tuple[str, str]]) -> bool:
    if re.match(r"有(?:哪些|什么)|什么[是叫]", text):
        return False  # 有哪些展览 asks of nothing in particular
    if ASKS.match(_LEADING.sub("", text)):
        return True
    subject = _SUBJECT.match(text)
    if subject and len(content_of(subject[1])) >= 2:
        return False
    tags = [tag for _, tag in tagged]
    # 高考什么时候开始: tagged as a verb, but what asks stands right behind, so it is the subject.
    compound = bool(tags) and tags[0][0] == "v" and tags[1:2] in (["r"], ["n"])
    return bool(tags) and not tags[0].startswith(_NOMINAL) and not compound


def _english_needs_history(text: str) -> bool:
    if _ENGLISH_BARE.match(text) or _ENGLISH_HOLE.match(text) or ENGLISH_ELLIPSIS.match(text):
        return True
    pointing = _ENGLISH_EXPLETIVE.sub("", text)
    match = _ENGLISH_POINTERS.search(pointing)
    return match is not None and not _ENGLISH_ANTECEDENT.search(pointing[: match.start()])
