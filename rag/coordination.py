"""Questions that ask two things at once, cut into questions that ask one each.

"Who won the box office of 2022 and 2023?" is two questions: their answers stand in different
articles, and a small model that is asked both at once gives one figure twice. What a question joins
is read off its form: two clauses that both ask (逃税多少钱，被罚了多少钱), or a conjunction between
two pieces of like shape (俄罗斯和美国的上映时间), the rest of the question being said of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from rag.asked import asked_kind, asks

MOST_PARTS = 4
"""A question of more parts is answered as a whole: each part costs as much as a question."""
LEAST_LIKENESS = 2.0
"""Of two pieces that a conjunction joins; two words of the same class and length have 3."""
ALIKE = 3.0
"""Likeness of pieces that need not be names."""
_LONGEST_PIECE = 8

_CLOSED = re.compile(
    r"[A-Za-z][A-Za-z0-9.'-]*(?: [A-Za-z][A-Za-z0-9.'-]*)+|《[^》]*》|“[^”]*”|‘[^’]*’|（[^）]*）|\([^)]*\)|「[^」]*」"
)
_JOIN = re.compile(r"[、，]?(?:以及|[和与及])|、")
_SET_PHRASES = re.compile(r"国家[和与]地区|单位[和与]个人|经济[和与]社会")
_EACH = re.compile(r"分别|各自|各(?=[是为有])")
_MEN_AND_WOMEN = re.compile(r"男女(?=[单双混])")
# What several things do together has one answer.
_TOGETHER = re.compile(
    r"之间|共同|一起|联合|合作|双方|互|会[谈晤面]|见面|签署|协[议定]|关系|贸易|对[阵话]|交锋|相[遇比距差隔]|通话"
    r"|谈判|[结离]婚|距离|比[较赛]|总共|一共|共[有计]|合[计并称]|并称|总和|达成|商[讨量议]|两[国人地者队家岸]|双[边打人]"
    r"|冲突|战争|均|都|更|较|哪[一个家座种]{0,2}[^，,]{0,4}[多大高长快强久远早晚]$"
)
# Nothing but the asking word: the pieces are what is asked for.
_ONLY_ASKS = re.compile(
    r"(?:又?是|为|有|在|由)?(?:谁|什么(?:时候)?|多少|哪[^，,]{0,6}|几[^，,]{0,3}|如何|怎样|怎么样|何时|何地)?(?:呢|的|吗)?"
)
_WHY = re.compile(r"为什么|为何|怎么|如何")
_IS_WHAT = re.compile(r"[是为](?:谁|什么|多少)$")
# Not 在什么情况下, which only sets the scene, nor 任何人.
_ASKING_CLAUSE = re.compile(
    r"什么(?!情况|条件|背景|场合|程度|前提)|谁|哪|多少|几(?!乎)|怎[么样]|如何|为何|是否|(?<!任)何[时地人处]|吗$"
)
_PRONOUN = re.compile(r"^(?:那么?|而)?(?:[它他她]们?|其)(?:的)?")
_CONNECTIVE = re.compile(r"^(?:而且?|那么?|以及|还有|并且?)(?=.{3})")
_TITLE = re.compile(r"《[^》]+》")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT_LEFT_OUT = re.compile(r"\d[年月日号时]")
_WHEN_WHERE = re.compile(r"何时(?:[、和与及]|以及)?在?何[地处]")
_WHEN_AND_WHERE = re.compile(r"^(?:when and where|where and when)\b", re.IGNORECASE)
# Classes of words by rjieba: names, numbers and times; and what is never part of a piece.
_NAMES = frozenset(("ns", "nr", "nrt", "nt", "nz", "t", "eng", "m"))
_NOUNS = frozenset(("n", "nr", "nrt", "ns", "nt", "nz", "j", "l", "eng"))
_LINKS = frozenset("是为有在由被")
_OUTSIDE = frozenset(("uj", "p", "c", "r", "x", "ul", "ug", "y"))


@dataclass(frozen=True, slots=True)
class Parts:
    """Questions that ask one thing each.

    Attributes:
        questions: At least two.
        certain: Whether the form is plain; else the whole may as well ask one thing of several.
        joined: Where it is not plain, what would stand in an article that takes the pieces for one:
            粮食和物资储备 of 国家粮食和物资储备局.
    """

    questions: tuple[str, ...]
    certain: bool = True
    joined: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """Pieces of like shape, joined; what stands around them is said of each.

    Attributes:
        spans: Of the pieces, in the order of the text.
        likeness: Of the least alike neighbours.
    """

    spans: tuple[tuple[int, int], ...]
    likeness: float

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


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
    """What a clause is about: the title in it, or the names that it opens with."""
    title = _TITLE.search(clause)
    if title:
        return title.group()
    topic = ""
    for word in _words(clause):
        if not word.tag.startswith(("n", "j", "m", "q", "t", "eng")) or asks(word.text):
            break
        topic += word.text
    return topic


def _about(clause: str, topic: str) -> str:
    clause = _CONNECTIVE.sub("", clause)
    if not topic or topic in clause:
        return clause
    pronoun = _PRONOUN.match(clause)
    if pronoun:
        link = "的" if pronoun.group().endswith("的") else ""
        return f"{topic}{link}{clause[pronoun.end() :]}"
    first = _words(clause)[0]
    has_no_subject = first.tag.startswith("v") or first.text == "被"
    return f"{topic}{clause}" if has_no_subject else clause


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
    if _MEN_AND_WOMEN.search(text) and not _JOIN.search(text):
        return Parts(tuple(_MEN_AND_WOMEN.sub(who, text) for who in ("男子", "女子")))
    told = bool(_EACH.search(text))
    text = _EACH.sub("", text)
    cuts = sorted(_cuts(text), key=lambda cut: -cut.likeness)
    if not cuts or cuts[0].likeness < LEAST_LIKENESS:
        return None
    best = cuts[0]
    before, after = text[: best.start], text[best.end :]
    together = text[best.start : best.end + 2]
    if told:
        plain = best.likeness >= ALIKE
        return Parts(_each(text, best, _second(cuts, best)), plain, "" if plain else together)
    if before and not asks(before) and _ONLY_ASKS.fullmatch(after):
        return Parts(_each(text, best))
    if _distributes(before, after) and (best.likeness >= ALIKE or _are_names(text, best)):
        return Parts(_each(text, best), certain=False, joined=together)
    return None


def _each(text: str, cut: _Cut, second: _Cut | None = None) -> tuple[str, ...]:
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


def _second(cuts: Sequence[_Cut], best: _Cut) -> _Cut | None:
    """Another list of as many pieces, for "in February and March, A and B respectively"."""
    return next(
        (
            cut
            for cut in cuts
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


def _are_names(text: str, cut: _Cut) -> bool:
    words = _words(text)
    last = [next((w for w in words if w.end == end), None) for _, end in cut.spans]
    return all(word is not None and word.tag in _NAMES for word in last)


def _with_unit(pieces: list[str]) -> list[str]:
    """2022和2023年 are two years."""
    if _YEAR.fullmatch(pieces[0]) and pieces[-1].endswith("年"):
        return [piece if piece.endswith("年") else f"{piece}年" for piece in pieces]
    return pieces


def _cuts(text: str) -> Iterator[_Cut]:
    """Every way to take the words beside a conjunction for what it joins."""
    words = _words(text)
    edges = {edge for word in words for edge in (word.start, word.end)}
    joins = [
        match.span()
        for match in _JOIN.finditer(_masked(text))
        if edges.issuperset(match.span())  # 及 in 不及 joins nothing
    ]
    for start, end in joins:
        left = [word for word in words if word.end <= start]
        right = [word for word in words if word.start >= end]
        for i in range(len(left) - 1, max(len(left) - 1 - _LONGEST_PIECE, -1), -1):
            if _never_joined(left[i]):
                break
            for j in range(min(len(right), _LONGEST_PIECE)):
                if _never_joined(right[j]):
                    break
                if _UNIT_LEFT_OUT.match(text, right[j].end - 1):
                    continue
                cut = _cut(text, left[i:], right[: j + 1])
                yield _extended(text, words, cut, joins)


def _never_joined(word: _Word) -> bool:
    return word.tag in _OUTSIDE or word.text in _LINKS or asks(word.text)


def _cut(text: str, left: Sequence[_Word], right: Sequence[_Word]) -> _Cut:
    before, after = text[: left[0].start], text[right[-1].end :]
    likeness = _likeness(left, right)
    likeness += 1.2 * after.startswith("的") + 0.8 * (not before or before.endswith("的"))
    likeness += 0.8 * bool(_ONLY_ASKS.fullmatch(after))
    spans = ((left[0].start, left[-1].end), (right[0].start, right[-1].end))
    return _Cut(spans, likeness)


def _extended(
    text: str, words: Sequence[_Word], cut: _Cut, joins: Sequence[tuple[int, int]]
) -> _Cut:
    """With what is listed before: 甲、 of 甲、乙和丙, as many words as 乙 has."""
    spans = list(cut.spans)
    length = sum(1 for word in words if spans[0][0] <= word.start < spans[0][1])
    while True:
        join = next((join for join in joins if join[1] == spans[0][0]), None)
        before = [word for word in words if join is not None and word.end <= join[0]][-length:]
        if join is None or len(before) < length or any(map(_never_joined, before)):
            return _Cut(tuple(spans), cut.likeness + 0.1 * (len(spans) - 2))
        spans.insert(0, (before[0].start, before[-1].end))


def _likeness(left: Sequence[_Word], right: Sequence[_Word]) -> float:
    """How alike two pieces look: class and number of words, length, first and last."""
    texts = ["".join(word.text for word in side) for side in (left, right)]
    shapes = [re.sub(r"\d", "0", text) for text in texts]
    if texts[0] == texts[1]:
        return 0.0
    if shapes[0] == shapes[1] and "0" in shapes[0]:
        return 4.0 + 0.1 * len(left)
    if _YEAR.fullmatch(texts[0]) and re.fullmatch(r"\d{4}年", texts[1]):
        return 4.0
    tags = left[-1].tag, right[-1].tag
    kinds = ["n" if tag in _NOUNS else tag[0] for tag in tags]
    score = 1.5 if tags[0] == tags[1] else 0.8 if kinds[0] == kinds[1] else 0.0
    score += 1.0 if tags[0] in _NAMES and tags[1] in _NAMES else 0.0
    score += 0.5 if len(left) == len(right) else 0.0
    gap = abs(len(texts[0]) - len(texts[1]))
    score += 1.0 if gap == 0 else -0.35 * gap
    score += 1.0 if texts[0][-1] == texts[1][-1] else 0.0
    alike = [a.text == b.text for a, b in zip(reversed(left), reversed(right), strict=False)]
    score += 0.7 * (alike.index(False) if False in alike else len(alike))
    return score + (1.0 if len(left) > 1 < len(right) and left[0].text == right[0].text else 0.0)


def _words(text: str) -> list[_Word]:
    """Words with their classes; a title or quotation is one, and so are the parts of a name."""
    found: list[_Word] = []
    at = 0
    for closed in [*_CLOSED.finditer(text), None]:
        end = closed.start() if closed else len(text)
        for word, tag in rjieba.tag(text[at:end]):
            found += _pieces(word, found[-1].end if found else 0, tag)
        if closed:
            found.append(_Word(closed.group(), closed.start(), closed.end(), "nz"))
            at = closed.end()
    return _whole_names(found)


def _pieces(word: str, start: int, tag: str) -> list[_Word]:
    """A year that is written on to a name (EMNLP2022) is a word of its own."""
    year = _YEAR.search(word)
    if not year or not word.isalnum() or year.end() < len(word) or not year.start():
        return [_Word(word, start, start + len(word), tag)]
    cut = start + year.start()
    end = start + len(word)
    return [
        _Word(word[: year.start()], start, cut, "eng"),
        _Word(year.group(), cut, end, "m"),
    ]


def _whole_names(words: Sequence[_Word]) -> list[_Word]:
    """Parts of a person's foreign name that the tagger cut (布|林肯)."""
    found: list[_Word] = []
    for word in words:
        if found and found[-1].tag == word.tag == "nr":
            last = found.pop()
            word = _Word(last.text + word.text, last.start, word.end, "nr")
        found.append(word)
    return found


def _masked(text: str) -> str:
    """The text with what no conjunction is looked for in made unreadable, offsets unchanged."""
    for pattern in (_CLOSED, _SET_PHRASES):
        text = pattern.sub(lambda match: "\0" * len(match.group()), text)
    return text
