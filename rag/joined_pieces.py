"""What a conjunction joins: the pieces beside it that look most alike.

澄江灯会和花会的开幕日期 may be cut in many ways; the class and number of the words, their length
and how they begin and end tell that 灯会 and 花会 go together and the rest is said of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.asked import asks
from rag.support.reading import Word
from rag.tagged_words import tagged_words

_LONGEST_PIECE = 8
_CLOSED = re.compile(
    r"[A-Za-z][A-Za-z0-9.'-]*(?: [A-Za-z][A-Za-z0-9.'-]*)+|《[^》]*》|“[^”]*”|‘[^’]*’|（[^）]*）|\([^)]*\)|「[^」]*」"
)
JOIN = re.compile(r"[、，]?(?:以及|[和与及])|、")
_SET_PHRASES = re.compile(r"国家[和与]地区|单位[和与]个人|经济[和与]社会")
# Nothing but the asking word: the pieces are what is asked for.
ONLY_ASKS = re.compile(
    r"(?:又?是|为|有|在|由)?(?:谁|什么(?:时候)?|多少|哪[^，,]{0,6}|几[^，,]{0,3}|如何|怎样|怎么样|何时|何地)?(?:呢|的|吗)?"
)
YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT_LEFT_OUT = re.compile(r"\d[年月日号时]")
# Classes of words by rjieba: names, numbers and times; and what is never part of a piece.
_NAMES = frozenset(("ns", "nr", "nrt", "nt", "nz", "t", "eng", "m"))
_NOUNS = frozenset(("n", "nr", "nrt", "ns", "nt", "nz", "j", "l", "eng"))
_LINKS = frozenset("是为有在由被")
_OUTSIDE = frozenset(("uj", "p", "c", "r", "x", "ul", "ug", "y"))


@dataclass(frozen=True, slots=True)
class Cut:
    """Pieces of like shape, joined; what stands around them is said of each.

    Attributes:
        spans: Of the pieces, in the order of the text.
        likeness: Of the least alike neighbours.
    """

    spans: tuple[tuple[int, int], ...]
    likeness: float

    @property
    def start(self) -> int:
        """Where the first piece begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return self.spans[-1][1]


def cuts(text: str) -> Iterator[Cut]:
    """Every way to take the words beside a conjunction for what it joins."""
    words = words_of(text)
    edges = {edge for word in words for edge in (word.start, word.end)}
    joins = [
        match.span()
        for match in JOIN.finditer(_masked(text))
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


def _never_joined(word: Word) -> bool:
    return word.tag in _OUTSIDE or word.text in _LINKS or asks(word.text)


def _cut(text: str, left: Sequence[Word], right: Sequence[Word]) -> Cut:
    before, after = text[: left[0].start], text[right[-1].end :]
    likeness = _likeness(left, right)
    likeness += 1.2 * after.startswith("的") + 0.8 * (not before or before.endswith("的"))
    likeness += 0.8 * bool(ONLY_ASKS.fullmatch(after))
    spans = ((left[0].start, left[-1].end), (right[0].start, right[-1].end))
    return Cut(spans, likeness)


def _extended(text: str, words: Sequence[Word], cut: Cut, joins: Sequence[tuple[int, int]]) -> Cut:
    """With what is listed before: 甲、 of 甲、乙和丙, as many words as 乙 has."""
    spans = list(cut.spans)
    length = sum(1 for word in words if spans[0][0] <= word.start < spans[0][1])
    while True:
        join = next((join for join in joins if join[1] == spans[0][0]), None)
        before = [word for word in words if join is not None and word.end <= join[0]][-length:]
        if join is None or len(before) < length or any(map(_never_joined, before)):
            return Cut(tuple(spans), cut.likeness + 0.1 * (len(spans) - 2))
        spans.insert(0, (before[0].start, before[-1].end))


def _likeness(left: Sequence[Word], right: Sequence[Word]) -> float:
    """How alike two pieces look: class and number of words, length, first and last.

    The points are set by hand, on the 84 questions with a conjunction among CMRC's 1,608, 201 among
    ChronoQA's 600 and the 50 of RGB's integration: what is cut there, and where, was read one by one.
    """
    texts = ["".join(word.text for word in side) for side in (left, right)]
    shapes = [re.sub(r"\d", "0", text) for text in texts]
    if texts[0] == texts[1]:
        return 0.0
    if shapes[0] == shapes[1] and "0" in shapes[0]:
        return 4.0 + 0.1 * len(left)
    if YEAR.fullmatch(texts[0]) and re.fullmatch(r"\d{4}年", texts[1]):
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


def words_of(text: str) -> list[Word]:
    """Words with their classes; a title or quotation is one, and so are the parts of a name."""
    return _whole_names([part for word in tagged_words(text, _CLOSED) for part in _apart(word)])


def _apart(word: Word) -> list[Word]:
    """A year that is written on to a name (EXPO2024) is a word of its own."""
    year = YEAR.search(word.text)
    is_one = year and word.text.isalnum() and year.start() > 0 and year.end() == len(word.text)
    if not year or not is_one:
        return [word]
    cut = word.start + year.start()
    return [
        Word(word.text[: year.start()], "eng", word.start, cut),
        Word(year.group(), "m", cut, word.end),
    ]


def _whole_names(words: Sequence[Word]) -> list[Word]:
    """Parts of a person's foreign name that the tagger cut (卡|特森)."""
    found: list[Word] = []
    for word in words:
        if found and found[-1].tag == word.tag == "nr":
            last = found.pop()
            word = Word(last.text + word.text, "nr", last.start, word.end)
        found.append(word)
    return found


def _masked(text: str) -> str:
    """The text with what no conjunction is looked for in made unreadable, offsets unchanged."""
    for pattern in (_CLOSED, _SET_PHRASES):
        text = pattern.sub(lambda match: "\0" * len(match.group()), text)
    return text


def are_names(text: str, cut: Cut) -> bool:
    """Whether every piece ends in a name, a number or a time."""
    words = words_of(text)
    last = [next((w for w in words if w.end == end), None) for _, end in cut.spans]
    return all(word is not None and word.tag in _NAMES for word in last)
