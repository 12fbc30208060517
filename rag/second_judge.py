"""A second judge: a large language model that is asked what the code calls supported or partial.

Code compares figures, dates, denials and directions better than a model does; a large model reads
paraphrase and implication better than code does. So the second judge may lower a verdict, or raise
a partial one, and never overrules a contradiction that the code has found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.chain import language_of
from rag.errors import ModelUnavailable
from rag.models import Support, Verdict
from rag.prompts import load_prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONTEXT_CHARS = 600
"""Characters of the evidence shown before and after the quote, so that 他 and 该公司 are known."""
_GIVE_UP_AFTER = 2
"""Failures in a row after which the rest of a run is not asked: each may take minutes to fail."""
_WORDS: dict[str, Verdict] = {
    "支持": "supported",
    "部分支持": "partial",
    "不支持": "unsupported",
    "supported": "supported",
    "partial": "partial",
    "unsupported": "unsupported",
}
_RANK: dict[Verdict, int] = {"unsupported": 0, "partial": 1, "supported": 2}
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_AROUND = " \t\r\n\"'“”「」`*。.!！:："
_SAID = {
    "supported": (
        "复核的模型认为引文支持这句话",
        "the second judge holds that the quote supports the sentence",
    ),
    "partial": (
        "复核的模型认为引文只支持这句话的一部分",
        "the second judge holds that the quote supports only part of the sentence",
    ),
    "unsupported": (
        "复核的模型认为引文不支持这句话",
        "the second judge holds that the quote does not support the sentence",
    ),
    "nonsense": (
        "未经复核：复核的模型没有按要求回答",
        "not judged a second time: the second judge's reply is not one of its three words",
    ),
    "down": (
        "未经复核：复核的模型现在用不了",
        "not judged a second time: the second judge cannot be used now",
    ),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with what the code found, on its way to the second judge.

    Attributes:
        claim: A sentence.
        question: What it answers; may be empty.
        quote: What is cited for it, verbatim.
        context: The evidence around the quote, in which a pointer of the quote finds its name.
        support: The code's verdict.
    """

    claim: str
    question: str
    quote: str
    context: str
    support: Support

    @classmethod
    def of(cls, claim: str, question: str, evidence: str, support: Support) -> Checked:
        """A claim that was checked against one evidence text."""
        start, end = max(support.start, 0), max(support.end, 0)
        around = evidence[max(start - CONTEXT_CHARS, 0) : end + CONTEXT_CHARS]
        return cls(claim, question, evidence[start:end], around, support)


class SecondJudge:
    """Asks a language model for one word on each claim.

    Args:
        model: Called when it is first needed.
        name: Of the model, for messages.
    """

    def __init__(self, model: Callable[[], BaseChatModel], name: str) -> None:
        self._model = model
        self.name = name

    def review(self, claims: Iterable[Checked]) -> Iterator[Support]:
        """The verdicts after the second judge was heard, one a claim and in their order.

        What the code calls unsupported is passed on unasked. A model that is down or answers
        nonsense leaves the verdict as it is, and a reason says so.
        """
        failures = 0
        for checked in claims:
            if checked.support.verdict == "unsupported" or not checked.quote:
                yield checked.support
                continue
            if failures >= _GIVE_UP_AFTER:
                yield _told(checked, "down")
                continue
            try:
                verdict = self.verdict(checked)
            except ModelUnavailable:
                failures += 1
                yield _told(checked, "down")
            else:
                failures = 0
                yield _settled(checked, verdict)

    def verdict(self, checked: Checked) -> Verdict | None:
        """The model's own verdict, or None for any reply but one of the three words.

        Raises:
            ModelUnavailable: The model cannot be loaded or reached.
        """
        prompt = load_prompt(f"second_judge.{language_of(checked.claim)}").substitute(
            context=checked.context,
            quote=checked.quote,
            question=checked.question,
            claim=checked.claim,
        )
        reply = _THOUGHT.sub("", self._model().invoke(prompt).text)
        return _WORDS.get(reply.strip(_AROUND).lower())


def _settled(checked: Checked, verdict: Verdict | None) -> Support:
    """Lowered, raised or left; why is said where the second judge changed something."""
    support = checked.support
    if verdict is None:
        return _told(checked, "nonsense")
    if verdict == support.verdict:
        return support
    if _RANK[verdict] > _RANK[support.verdict] and support.contradicted:
        return support
    return replace(_told(checked, verdict), verdict=verdict)


def _told(checked: Checked, key: str) -> Support:
    said = _SAID[key][language_of(checked.claim) == "en"]
    return replace(checked.support, reasons=(*checked.support.reasons, said))
