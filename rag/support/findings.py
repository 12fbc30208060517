"""What a check has to say against a claim, as a sentence in the claim's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Weight = Literal["fatal", "doubt"]
Kind = Literal[
    "number", "date", "direction", "negation", "opposite", "name", "roles", "speaker", "quotation",
    "replaced", "uncovered", "hedge", "place", "nothing",
]  # fmt: skip

_CHINESE: dict[str, str] = {
    "differs": "证据中是“{evidence}”，句子写的是“{claim}”",
    "missing": "证据中没有“{claim}”",
    "elsewhere": "“{claim}”在证据中说的是别的事（“{evidence}”）",
    "negated": "证据中是“{evidence}”，句子却否定为“{claim}”",
    "affirmed": "证据中是否定的“{evidence}”，句子写的是“{claim}”",
    "swapped": "“{claim}”与“{evidence}”在证据中的关系正好相反",
    "speaker": "证据中这样说的是“{evidence}”，不是“{claim}”",
    "misquoted": "引文“{claim}”与证据原文不符",
    "uncovered": "证据中找不到“{claim}”的依据",
    "hedged": "证据中只是“{evidence}”，句子写成了既成事实“{claim}”",
    "nothing": "句子里没有可以核对的内容",
    "unrelated": "证据没有谈到这件事",
}
_ENGLISH: dict[str, str] = {
    "differs": "the evidence has “{evidence}”, the sentence says “{claim}”",
    "missing": "the evidence does not have “{claim}”",
    "elsewhere": "“{claim}” stands in the evidence for something else (“{evidence}”)",
    "negated": "the evidence affirms “{evidence}”, the sentence denies it: “{claim}”",
    "affirmed": "the evidence denies it, “{evidence}”; the sentence says “{claim}”",
    "swapped": "“{claim}” and “{evidence}” have each other's part in the evidence",
    "speaker": "in the evidence it is “{evidence}” who says so, not “{claim}”",
    "misquoted": "the quotation “{claim}” is not worded so in the evidence",
    "uncovered": "nothing in the evidence stands for “{claim}”",
    "hedged": "the evidence only has “{evidence}”, the sentence makes it a fact: “{claim}”",
    "nothing": "the sentence holds nothing that could be checked",
    "unrelated": "the evidence does not speak of this",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection. A fatal one makes the claim unsupported, a doubt at most partly supported."""

    kind: Kind
    weight: Weight
    template: str
    claim: str = ""
    evidence: str = ""

    def sentence(self, chinese: bool) -> str:
        """The objection for the reader."""
        words = _CHINESE if chinese else _ENGLISH
        return words[self.template].format(claim=self.claim, evidence=self.evidence)
