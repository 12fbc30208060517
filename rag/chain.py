"""The LangChain expression that turns a question and its evidence into text, streamed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import Runnable, RunnableLambda

from index.models import Article
from rag.corrections import annotate, retractions
from rag.evidence import Evidence
from rag.prompts import load_prompt

_HAN = re.compile(r"[㐀-鿿]")


def language_of(text: str) -> str:
    """`zh` if the text has a Chinese character, else `en`."""
    return "zh" if _HAN.search(text) else "en"


@dataclass(frozen=True, slots=True)
class PromptValues:
    """What fills a prompt's blanks. News text goes in as a value: nothing in it is interpreted."""

    question: str
    evidence: str
    today: date

    def as_blanks(self) -> Mapping[str, str]:
        """The blanks by name."""
        return {
            "question": self.question,
            "evidence": self.evidence,
            "today": self.today.isoformat(),
        }


def format_evidence(evidence: Sequence[Evidence]) -> str:
    """Numbered evidence as the model reads it, each article under its date and headline."""
    retracted = retractions([e.article for e in evidence])
    return "\n".join(
        f"[{e.number}] {_label(e.article)}{annotate(e.text, retracted)}" for e in evidence
    )


def _label(article: Article) -> str:
    day = article.date.isoformat() if article.date else ""
    head = f"《{article.headline}》" if article.headline else ""
    return f"{day}{head}：" if day or head else ""


def fill(prompt: str, values: PromptValues) -> str:
    """Fills the prompt of the question's language.

    Args:
        prompt: Name without the language, e.g. `answer`.
        values: What goes into the blanks.
    """
    return load_prompt(f"{prompt}.{language_of(values.question)}").safe_substitute(
        values.as_blanks()
    )


def answer_chain(model: BaseChatModel, prompt: str) -> Runnable[PromptValues, str]:
    """Values → prompt → model → text; `.stream()` yields the text as it is written."""

    def filled(values: PromptValues) -> str:
        return fill(prompt, values)

    return RunnableLambda(filled) | model | StrOutputParser()
