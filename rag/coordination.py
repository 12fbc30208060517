"""Questions that ask two things at once, cut into questions that ask one each.

"How many publishers came in 2023 and 2024?" is two questions: their answers stand in different
articles, and a small model that is asked both at once gives one figure twice. What a question joins
is read off its form: two clauses that both ask (什么时候通车？花了多少钱？), or a conjunction between
two pieces of like shape (澄江和南屏的游客), the rest of the question being said of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rag.asked import asked_kind, asks
from rag.joined_pieces import JOIN, ONLY_ASKS, YEAR, Cut, are_names, cuts, words_of
from rag.support.reading import Word

MOST_PARTS = 4
"""A question of more parts is answered as a whole: each part costs as much as a question."""
LEAST_LIKENESS = 2.0
"""Of two pieces that a conjunction joins; two words of the same class and length have 3."""
ALIKE = 3.0
"""Likeness of pieces that need not be names."""
LONGEST_ATTRIBUTE = 4
"""Characters of what is measured of a thing: 全长, 总投资, 营业时间."""

_EACH = re.compile(r"分别|各自|各(?=[是为有])")
_MEN_AND_WOMEN = re.compile(r"男女(?=[单双混])")
# What several things do together has one answer.
_TOGETHER = re.compile(
    r"之间|共同|一起|联合|合作|双方|互|会[谈晤面]|见面|签署|协[议定]|关系|贸易|对[阵话]|交锋|相[遇比距差隔]|通话"
    r"|谈判|[结离]婚|距离|比[较赛]|总共|一共|共[有计]|合[计并称]|并称|总和|达成|商[讨量议]|两[国人地者队家岸]|双[边打人]"
    r"|冲突|战争|均|都|更|较|哪[一个家座种]{0,2}[^，,]{0,4}[多大高长快强久远早晚]$"
)
_WHY = re.compile(r"为什么|为何|怎么|如何")
_IS_WHAT = re.compile(r"[是为](?:谁|什么|多少)$")
# Not 在什么情况下, which only sets the scene, nor 任何人.
_ASKING_CLAUSE = re.compile(
    r"什么(?!情况|条件|背景|场合|程度|前提)|谁|哪|多少|几(?!乎)|怎[么样]|如何|为何|是否|(?<!任)何[时地人处]|吗$"
)
_PRONOUN = re.compile(r"^(?:那么?|而)?(?:[它他她]们?|其)(?:的)?")
# What asks for the circumstances of a deed whose doer is left out; 哪个 and 谁 are doers themselves.
_ADVERBIAL = re.compile(
    r"(?:又?是)?(?:[被由]|在?(?:什么时候|何[时地处]|几[时点月号]|(?:星期|周)几|哪[年月天里儿]|为什么|为何|怎[么样]|如何|多久))"
)
_CONNECTIVE = re.compile(r"^(?:而且?|那么?|以及|还有|并且?)(?=.{3})")
_TITLE = re.compile(r"《[^》]+》")
# Classes of words by rjieba that stand behind a topic: particles, prepositions, adverbs, pronouns.
_BEHIND_TOPICS = frozenset(("uj", "ul", "ug", "p", "c", "d", "f", "r", "x", "y"))
# Common nouns and what they are made of; a name is a thing of its own.
_ATTRIBUTES = frozenset(("n", "b", "vn"))
_WHEN_WHERE = re.compile(r"何时(?:[、和与及]|以及)?在?何[地处]")
_WHEN_AND_WHERE = re.compile(r"^(?:when and where|where and when)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """Questions that ask one thing each.

    Attributes:
        questions: At least two.
        certain: Whether the form is plain; else the whole may as well ask one thing of several.
        joined: Where it is not plain, what would stand in an article that takes the pieces for one:
            种子和农具服务 of 澄江种子和农具服务站.
    """

    questions: tuple[str, ...]
    certain: bool = True
    joined: str = ""


def parts_of(question: str) -> Parts | None:
    """Cuts a question that asks several things.

    Args:
        question: A question that stands alone.

    Returns:
        The questions in their order, or None where one thing is asked, or too many.
    """
    text = question.strip().rstrip("？?。 ")
    for attempt in (_clauses, _when_and_where, _joined):
        parts = attempt(text)
        if parts is not None and 2 <= len(set(parts.questions)) <= MOST_PARTS:
            return parts
    return None


def _clauses(text: str) -> Parts | None:
    """Clauses that each ask: what precedes the first is said of all, a pronoun is resolved."""
    clauses = [clause.strip() for clause in re.split(r"[？?；;，,。]", text) if clause.strip()]
    asking = [clause for clause in clauses if _ASKING_CLAUSE.search(clause)]
    first = clauses.index(asking[0]) if asking else 0
    if len(asking) < 2 or len(asking) != len(clauses) - first:
        return None
    before = "".join(f"{clause}，" for clause in clauses[:first])
    topic = _topic(asking[0])
    return Parts(tuple(f"{before}{_about(clause, topic)}" for clause in asking))


def _topic(clause: str) -> str:
    """What a clause is about: the title in it, or what it opens with up to a verb or a particle.

    大桥 of 大桥全长多少米: the word that is measured belongs to the first question alone.
    """
    title = _TITLE.search(clause)
    if title:
        return title.group()
    topic: list[str] = []
    for word in words_of(clause):
        if word.text.startswith("多少"):
            topic = topic[:-1] or topic
        if _ends_topic(word):
            break
        topic.append(word.text)
    return "".join(topic)


def _ends_topic(word: Word) -> bool:
    is_verb = word.tag.startswith("v") and word.tag != "vn"
    return is_verb or word.tag in _BEHIND_TOPICS or asks(word.text)


def _about(clause: str, topic: str) -> str:
    clause = _CONNECTIVE.sub("", clause)
    if not topic or topic in clause:
        return clause
    pronoun = _PRONOUN.match(clause)
    if pronoun:
        link = "的" if pronoun.group().endswith("的") else ""
        return f"{topic}{link}{clause[pronoun.end() :]}"
    words = words_of(clause)
    has_no_subject = (
        words[0].tag.startswith("v") or _ADVERBIAL.match(clause) or _opens_with_attribute(words)
    )
    return f"{topic}{clause}" if has_no_subject else clause


def _opens_with_attribute(words: Sequence[Word]) -> bool:
    """全长多少米, 总投资是多少: what is measured stands alone, so it is the first thing's."""
    attribute = list(takewhile(lambda word: word.tag in _ATTRIBUTES, words))
    rest = words[len(attribute) :]
    if not attribute or sum(len(word.text) for word in attribute) > LONGEST_ATTRIBUTE or not rest:
        return False
    return rest[0].text == "是" or rest[0].text.startswith("多")


def _when_and_where(text: str) -> Parts | None:
    chinese = _WHEN_WHERE.search(text)
    if chinese:
        before, after = text[: chinese.start()], text[chinese.end() :]
        return Parts((f"{before}何时{after}", f"{before}在何地{after}"))
    english = _WHEN_AND_WHERE.match(text)
    if english:
        rest = text[english.end() :]
        return Parts((f"When{rest}?", f"Where{rest}?"))
    return None


def _joined(text: str) -> Parts | None:
    """Pieces of like shape around a conjunction."""
    if _MEN_AND_WOMEN.search(text) and not JOIN.search(text):
        return Parts(tuple(_MEN_AND_WOMEN.sub(who, text) for who in ("男子", "女子")))
    told = bool(_EACH.search(text))
    text = _EACH.sub("", text)
    found = sorted(cuts(text), key=lambda cut: -cut.likeness)
    if not found or found[0].likeness < LEAST_LIKENESS:
        return None
    best = found[0]
    before, after = text[: best.start], text[best.end :]
    together = text[best.start : best.end + 2]
    if told:
        plain = best.likeness >= ALIKE
        return Parts(_each(text, best, _second(found, best)), plain, "" if plain else together)
    if before and not asks(before) and ONLY_ASKS.fullmatch(after):
        return Parts(_each(text, best))
    if _distributes(before, after) and (best.likeness >= ALIKE or are_names(text, best)):
        return Parts(_each(text, best), certain=False, joined=together)
    return None


def _each(text: str, cut: Cut, second: Cut | None = None) -> tuple[str, ...]:
    """The question asked of each piece; of two lists of equal length the pieces go together."""
    pieces = _with_unit([text[start:end] for start, end in cut.spans])
    if second is None:
        return tuple(f"{text[: cut.start]}{piece}{text[cut.end :]}" for piece in pieces)
    others = [text[start:end] for start, end in second.spans]
    first, last = (cut, second) if cut.start < second.start else (second, cut)
    pairs = zip(*((pieces, others) if first is cut else (others, pieces)), strict=True)
    between = text[first.end : last.start]
    return tuple(
        f"{text[: first.start]}{one}{between}{other}{text[last.end :]}" for one, other in pairs
    )


def _second(found: Sequence[Cut], best: Cut) -> Cut | None:
    """Another list of as many pieces, for "in February and March, A and B respectively"."""
    return next(
        (
            cut
            for cut in found
            if cut.likeness >= LEAST_LIKENESS
            and len(cut.spans) == len(best.spans)
            and (cut.end < best.start or best.end < cut.start)
        ),
        None,
    )


def _distributes(before: str, after: str) -> bool:
    """Whether what is said of several things is plainly said of each of them."""
    if _TOGETHER.search(before + after) or _WHY.search(before):
        return False
    if asked_kind(before + after) != "other":
        return True
    return after.startswith("的") or bool(_IS_WHAT.search(after))


def _with_unit(pieces: list[str]) -> list[str]:
    """2022和2023年 are two years."""
    if YEAR.fullmatch(pieces[0]) and pieces[-1].endswith("年"):
        return [piece if piece.endswith("年") else f"{piece}年" for piece in pieces]
    return pieces
