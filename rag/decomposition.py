"""What a question asks for in parts: several events, compared or ordered, or one anchored to another.

A question over several articles finds none of them well as one query: each part is searched by
itself. Comparing dates is arithmetic and stays in code (`rag.chronology`); the language model
only words what is left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from rag.coordination import parts_of

Kind = Literal["single", "same", "order", "anchored", "several"]
Unit = Literal["day", "week", "month", "year"]
Want = Literal["earliest", "latest", "sequence", "relation"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is taken apart.

    Attributes:
        kind: `same` compares dates by `unit`; `order` ranks events as `want` says; `anchored`
            asks `parts[1]` of the day or month on which `parts[0]` happened; `several` asks
            several questions, `parts`; `single` is one question.
        parts: Sub-questions or events in the order of the text; empty for `single`.
        splits: Other ways to cut the events where a conjunction may belong to a name.
        certain: Whether `several` is plain; else the whole may as well ask one thing.
        joined: What an article has that takes the several for one; empty where `certain`.
    """

    kind: Kind = "single"
    parts: tuple[str, ...] = ()
    splits: tuple[tuple[str, ...], ...] = ()
    unit: Unit = "day"
    want: Want = "earliest"
    certain: bool = True
    joined: str = ""


_UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "年": "year",
}  # fmt: skip
_SAME = re.compile(
    r"(?:是否|是不是|是|都|均|会|也)*(?:都|均)?(?:在|发生在|发生于|于)?(?:同一|相同的?)个?(?:的)?"
    r"(?P<unit>天|日|周|星期|月|年)"
)
_ORDER = re.compile(
    r"(?P<latest>最晚|最后|最迟|更晚|较晚|在后|后发生|发生在后)|"
    r"(?P<earliest>最早|最先|首先|更早|较早|在先|在前|先发生|谁先|哪个先|先于)|"
    r"(?P<sequence>时间顺序|先后顺序|先后排|按时间|排序|排列)"
)
_RELATION = re.compile(r"(?P<first>.+?)比(?P<second>.+?)(?:是|发生得?)*(?:更|较)?[早晚]还是")
_ANCHOR = re.compile(
    r"^(?P<anchor>.{4,}?)(?:的)?(?P<unit>当天|当日|同一天|同日|那天|当月|同月|当周|当年|同年)[，,]\s*(?P<inner>.{4,})$"
)
_ASKED = re.compile(
    r"[，,：:。]?\s*(?:在)?(?:(?:以上|上述)?这?(?:[两二三四五六几]|多)?(?:个|件|项|者)?(?:事件?|事情|活动)?(?:之?[中间里]|当中)?[，,]?\s*)?"
    r"(?:的?(?:事件|时间)[，,]?)?"
    r"(?:是?哪(?:一)?(?:个|件|项|场|次)?(?:是)?|谁|(?:发生|举行)?(?:的|得)?(?:时间)?(?:是)?最(?:早|先|晚|后|迟)|"
    r"按(?:照)?时间|的?时间顺序|的?先后|这些事件|应?如何按?)"
)
_LEAD = re.compile(
    r"^(?:请问|在|对于|关于)?(?:(?:以下|下列|下面)(?:的)?(?:[两二三四五六几][个件])?(?:事件?|事情)?[中里]?[：:，,]?)?\s*"
)
_LISTED_LAST = re.compile(
    r"(?:^在?(?:以下|下列|下面).*?|最[早晚先后迟][^：:？?]*)[：:？?]\s*(?P<listed>.{6,})$"
)
_TAIL = re.compile(
    r"(?:这?[两二三四五六]?(?:个|件|项|者)?(?:事件?|事情|活动)?(?:之?间|中)?(?:是否|是不是|是|都|均|发生|举行|相比|的时间|[，,、的在])*)$"
)
_CONJUNCTION = re.compile(
    r"[、，,；]\s*(?:以及|还有|和|与|及)?|以及|还有|与|和|及|还是|\band\b|\bor\b"
)


def decompose(question: str) -> Plan:
    """Takes a question apart.

    Args:
        question: A question that stands alone.

    Returns:
        The plan; `single` whenever the form is not plainly one of the others.
    """
    text = question.strip().rstrip("？?。 ")
    for attempt in (_same, _order, _anchored, _several):
        plan = attempt(text)
        if plan is not None:
            return plan
    return Plan()


def _same(text: str) -> Plan | None:
    match = _SAME.search(text)
    if match is None:
        return None
    splits = _splits(_clean(text[: match.start()]), exactly=2)
    if not splits:
        return None
    return Plan("same", splits[0], splits, unit=_UNITS[match["unit"]])


def _order(text: str) -> Plan | None:
    relation = _RELATION.search(text)
    if relation:
        parts = (_clean(relation["first"]), _clean(relation["second"]))
        return Plan("order", parts, (parts,), want="relation")
    match = _ORDER.search(text)
    if match is None:
        return None
    last = _LISTED_LAST.search(text)
    if last and not _ASKED.search(last["listed"]):
        listed = _clean(last["listed"])
    else:
        asked = _ASKED.search(text, 6)
        listed = _clean(text[: asked.start() if asked else match.start()])
    splits = _splits(listed, exactly=None)
    if not splits:
        return None
    want: Want = "latest" if match["latest"] else "earliest" if match["earliest"] else "sequence"
    return Plan("order", splits[0], splits, want=want)


def _anchored(text: str) -> Plan | None:
    match = _ANCHOR.match(text)
    if match is None:
        return None
    unit = _UNITS[match["unit"][-1]]
    return Plan("anchored", (match["anchor"], match["inner"]), unit=unit)


def _several(text: str) -> Plan | None:
    parts = parts_of(text)
    return (
        Plan("several", parts.questions, certain=parts.certain, joined=parts.joined)
        if parts
        else None
    )


def _clean(listed: str) -> str:
    listed = _LEAD.sub("", listed)
    return _TAIL.sub("", listed).strip("，,、：: 在")


def _splits(listed: str, exactly: int | None) -> tuple[tuple[str, ...], ...]:
    """Ways to cut a list of events, the likeliest first; each part at least two characters.

    A conjunction inside 《》, “” or （） joins nothing. Commas of an enumeration (、) outrank 和.
    """
    masked = re.sub(
        r"《[^》]*》|“[^”]*”|‘[^’]*’|（[^）]*）|\([^)]*\)|「[^」]*」",
        lambda match: "\0" * len(match.group()),
        listed,
    )
    cuts = _enumeration([match.span() for match in _CONJUNCTION.finditer(masked)], masked)
    if not cuts:
        return ()
    wanted = [exactly - 1] if exactly else range(len(cuts), 0, -1)
    ways = []
    for count in wanted:
        for chosen in combinations(cuts, count):
            parts = _cut(listed, chosen)
            if all(len(part) > 1 for part in parts):
                ways.append(parts)
    return tuple(sorted(ways, key=_unevenness)[:8] if exactly else ways[:8])


def _enumeration(cuts: list[tuple[int, int]], masked: str) -> list[tuple[int, int]]:
    """In a list with marks only these and the last conjunction after them separate."""
    marks = [cut for cut in cuts if masked[cut[0]] in "、，,；"]
    if not marks:
        return cuts
    if masked[marks[-1][0] : marks[-1][1]].rstrip() not in {"、", "，", ",", "；"}:
        return marks  # ，以及 closes the list
    return marks + [cut for cut in cuts if cut[0] > marks[-1][1]][-1:]


def _cut(listed: str, cuts: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    edges = [0, *(edge for cut in cuts for edge in cut), len(listed)]
    return tuple(listed[edges[i] : edges[i + 1]].strip("，,、 ") for i in range(0, len(edges), 2))


def _unevenness(parts: tuple[str, ...]) -> float:
    lengths = [len(part) for part in parts]
    return max(lengths) / min(lengths)
