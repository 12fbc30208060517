"""Makes a follow-up question stand alone, so that it can be searched and cited by itself.

Rules first, the language model where they cannot tell, and code to check what the model wrote: it
may only add words that were said before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import rjieba

from rag.errors import AssistantError
from rag.followup import ASKS, HAN, POINTERS, bare, needs_history, tokens
from rag.models import Turn
from rag.prompts import load_prompt
from rag.slots import complete

Rewrite = Callable[[str], str]
"""Takes a filled prompt and gives what the language model writes."""

TURNS_SHOWN = 3
ANSWER_CHARS = 200
QUESTION_CHARS = 200
_TURNS_READ = 8
"""How far back a chain of follow-ups (2023年呢？ 2022年呢？) is unrolled."""
_KEY_TERMS = 8
_LABEL = re.compile(
    r"^(?:改写(?:后的?(?:问题|提问)?)?|问题|问|Rewritten(?: question)?|Question|Q)\s*[:：]\s*", re.I
)
_CONTENT_TAGS = ("n", "v", "a", "m", "q", "eng", "t", "j", "i", "l", "s", "b")
_COMMON = frozenset({
    "是", "有", "为", "在", "要", "会", "能", "做", "去", "来", "说", "问", "请问", "时候",
    "什么", "多少", "哪些", "哪个", "怎样", "几个", "情况", "问题", "人", "多", "少", "大", "个",
    "一", "到", "比", "钱",
})  # fmt: skip
_ENGLISH_COMMON = frozenset({
    "a", "an", "the", "is", "are", "was", "were", "be", "been", "do", "does", "did", "has",
    "have", "had", "in", "on", "at", "of", "to", "for", "from", "by", "with", "and", "or", "what",
    "who", "whom", "whose", "which", "when", "where", "why", "how", "many", "much", "long",
    "about", "that", "this", "there", "it", "he", "she", "they", "its", "his", "her", "their",
    "will", "would", "can", "could", "should", "as", "than", "not", "s", "more", "most",
})  # fmt: skip
_ENGLISH_ASKS = re.compile(
    r"^(?:[A-Za-z]+ )?(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did"
    r"|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)


def stand_alone(question: str, history: Sequence[Turn], rewrite: Rewrite | None = None) -> str:
    """The question as it would be asked by somebody who did not hear the conversation.

    A question that is complete is returned as it is, so a change of subject is not dragged back.

    Args:
        question: as typed.
        history: earlier exchanges, oldest first; only the last few are read, so a long
            conversation costs no more than a short one. Questions that stand alone already
            (`Answer.standalone_question`) serve best.
        rewrite: asks the language model, where rules cannot tell; None does without.
    """
    recent = _unrolled(history[-_TURNS_READ:])
    if not recent or not needs_history(question):
        return question
    last = recent[-1]
    if whole := complete(question, last.question, last.answer):
        return whole
    if rewrite is not None and (written := _ask_model(question, recent, rewrite)):
        return written
    return _with_key_terms(question, last.question)


def _unrolled(history: Sequence[Turn]) -> list[Turn]:
    """The turns with each question standing alone, as far as rules can make it."""
    turns: list[Turn] = []
    for turn in history:
        question = turn.question
        if turns and needs_history(question):
            last = turns[-1]
            question = complete(question, last.question, last.answer) or _with_key_terms(
                question, last.question
            )
        turns.append(Turn(question[:QUESTION_CHARS], turn.answer))
    return turns


def _ask_model(question: str, history: Sequence[Turn], rewrite: Rewrite) -> str | None:
    try:
        written = rewrite(standalone_prompt(question, history))
    except AssistantError:
        return None  # searching with the key terms is better than not answering
    return accept(written, question, history[-TURNS_SHOWN:])


def standalone_prompt(question: str, history: Sequence[Turn]) -> str:
    """The filled prompt: the last turns, answers cut, so its length is bounded."""
    chinese = bool(HAN.search(question))
    asked, answered = ("问：", "答：") if chinese else ("Q: ", "A: ")
    lines = [
        line
        for turn in history[-TURNS_SHOWN:]
        for line in (
            asked + _one_line(turn.question, QUESTION_CHARS),
            answered + _one_line(turn.answer, ANSWER_CHARS),
        )
    ]
    prompt = load_prompt("standalone.zh" if chinese else "standalone.en")
    return prompt.substitute(history="\n".join(lines), question=_one_line(question, QUESTION_CHARS))


def _one_line(text: str, limit: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def accept(written: str, question: str, history: Sequence[Turn]) -> str | None:
    """What the model wrote, if it is the question made whole and nothing else.

    One line that asks, keeps the words of the question, and adds only words from the conversation.
    """
    lines = [line for line in written.strip().splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    text = _LABEL.sub("", lines[0].strip()).strip("\"'“”「」` ")
    said = " ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)])
    previous = bare(history[-1].question) if history else ""
    if len(text) > 2 * QUESTION_CHARS or bare(text) in {"", bare(previous)}:
        return None
    if not _asks(text) or not all(word in text.lower() for word in _words(question, own=True)):
        return None
    return text if all(word in said.lower() for word in _words(text)) else None


def _asks(text: str) -> bool:
    return bool(ASKS.search(text) if HAN.search(text) else _ENGLISH_ASKS.match(text))


def _words(text: str, *, own: bool = False) -> list[str]:
    """Words with content; of a follow-up only its own, not those that point backwards."""
    if not HAN.search(text):
        words = re.findall(r"[\w'-]+", text.lower())
        return [word for word in words if word not in _ENGLISH_COMMON]
    if own:
        text = POINTERS.sub(" ", text)
    text = ASKS.sub(" ", text)
    return [
        word.lower()
        for word, tag in rjieba.tag(text)
        if tag.startswith(_CONTENT_TAGS) and word not in _COMMON and word.strip()
    ]


def _with_key_terms(question: str, previous: str) -> str:
    """The follow-up with what the question before was about, good enough to search with."""
    own = question.lower()
    timed = any(tag == "t" for *_, tag in tokens(question))
    terms = [
        word
        for word in dict.fromkeys(_original_words(previous, times=not timed))
        if word.lower() not in own
    ]
    return " ".join([*terms[:_KEY_TERMS], question]) if terms else question


def _original_words(text: str, *, times: bool) -> list[str]:
    """Content words as written, neighbours of one name kept together where nothing divides them."""
    if not HAN.search(text):
        return [w for w in re.findall(r"[\w'-]+", text) if w.lower() not in _ENGLISH_COMMON]
    words: list[str] = []
    last_end = -1
    for start, end, word, tag in tokens(ASKS.sub(" ", bare(text))):
        unwanted = word in _COMMON or not word.strip() or (tag == "t" and not times)
        if unwanted or not tag.startswith(_CONTENT_TAGS):
            continue
        if start == last_end and tag[0] in "nmqb":  # 样例, 杯: one name, cut by the tagger
            words[-1] += word
        else:
            words.append(word)
        last_end = end if tag[0] in "nmj" else -1
    return words
