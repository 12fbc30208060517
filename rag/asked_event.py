"""Of which event a day is asked: an answer that dates another one is read anew.

When did line 2 open? asked of an article that tells both of its opening and of the start of works:
a small model copies the date that stands last. Both sentences are true, so no check of the sentence finds fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from rag.asked import asked_kind, may_answer
from rag.chain import format_evidence
from rag.evidence import Evidence
from rag.models import Answer
from rag.reading import Reading
from rag.support.lexicon import told
from rag.tagged_words import tagged_words

_STAGES: tuple[tuple[frozenset[str], ...], ...] = tuple(
    tuple(frozenset(stage.split()) for stage in stages)
    for stages in (
        ("动工 开工 奠基 破土", "竣工 建成 完工 落成 封顶", "开通 通车 启用 投用 投运 开业 投产"),
        ("报名", "开幕 开赛 开考", "闭幕 落幕"),
        ("开机", "杀青", "定档", "上映 首映 公映 首播 开播"),
        ("出生", "就任 上任 当选", "卸任 辞职", "去世 逝世 病逝"),
        ("成立 创立", "上市", "破产 倒闭 解散"),
        ("启程 出发", "抵达 到访", "返回 回国"),
        ("立案", "开庭", "宣判"),
        ("发射 升空", "对接 入轨", "着陆 返回"),
    )
)
"""What happens to one thing, stage by stage: the day of one stage is none of another."""
_ALL_STAGES = frozenset(word for stages in _STAGES for stage in stages for word in stage)
_CLOSED = re.compile(r"《[^》]*》|“[^”]*”")
_WHEN = re.compile(r"什么时候|何时|哪一?[年天日]|几月(?:几[日号])?|几[日号]|几点")
_NOUN = re.compile(r"的?(?:时间|日期)")


def event_asked(question: str) -> str:
    """The word for what happened, whose day is asked: 开通 of 二号线什么时候开通 and of 二号线开通时间.

    Args:
        question: In Chinese; of others nothing is told.

    Returns:
        A verb of two characters and more, or "" where no day of an event is asked.
    """
    if asked_kind(question) != "date":
        return ""
    noun, when = _NOUN.search(question), _WHEN.search(question)
    if noun:
        return next(reversed(_verbs(question[: noun.start()])), "")
    if not when:
        return ""
    behind, before = _verbs(question[when.end() :]), _verbs(question[: when.start()])
    return next(iter(behind), "") or next(reversed(before), "")


def _verbs(text: str) -> list[str]:
    words = tagged_words(text, _CLOSED)
    return [
        word.text
        for word in words
        if len(word.text) > 1 and (word.tag in {"v", "vn"} or word.text in _ALL_STAGES)
    ]


def on_its_event(reading: Reading, answer: Answer) -> Reading | None:
    """The sentences that date the event asked for, where an answer dates another stage of it.

    Args:
        reading: What the answer was drafted from.
        answer: With its citations.

    Returns:
        A reading of those sentences alone, or None where there are none or the answer is of it.
    """
    event = event_asked(reading.values.question)
    if not event or answer.status == "refused":
        return None
    quotes = fold("\n".join(citation.quote for citation in answer.citations))
    if told(event, quotes) or not any(stage in quotes for stage in _other_stages(event)):
        return None
    kept = _dating(event, reading)
    if not kept:
        return None
    return replace(
        reading,
        evidence=tuple(kept),
        values=replace(reading.values, evidence=format_evidence(kept)),
    )


def _other_stages(event: str) -> frozenset[str]:
    series = (stages for stages in _STAGES if any(event in stage for stage in stages))
    return frozenset(
        word for stages in series for stage in stages if event not in stage for word in stage
    )


def _dating(event: str, reading: Reading) -> Sequence[Evidence]:
    question = reading.values.question
    kept = []
    for evidence in reading.evidence:
        sentences = tuple(
            s for s in evidence.sentences
            if told(event, fold(s.text)) and may_answer(question, s.text)
        )  # fmt: skip
        if sentences:
            kept.append(replace(evidence, sentences=sentences))
    return kept
