"""The words of a listed item: where it ends, whether it is a name, whether items are of one sort."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from rag.support.lexicon import lexicon
from rag.support.reading import Word
from rag.tagged_words import tagged_words

_LONGEST_ITEM = 20
_CLOSED = re.compile(
    r"《[^》]*》|“[^”]*”|‘[^’]*’|「[^」]*」|（[^）]*）|\([^)]*\)|[A-Za-z][A-Za-z0-9.'-]*(?: [A-Za-z][A-Za-z0-9.'-]*)*"
    r"|(?P<count>(?<=[\u3400-\u9fff])(?<!第)[两二三四五六七八九十]+[人国地校队家省市县区镇])"
)
LINKS = frozenset({"是", "为", "有", "在", "由", "被", "包括"})
_SHORT_VERBS = frozenset("去到获赴访见含请邀达")
_INSIDE_NAMES = frozenset("·•・-—")
# Classes of words by rjieba: what ends an item, and what names.
_ENDS = frozenset({"uj", "ul", "ug", "uz", "ud", "uv", "p", "c", "r", "y", "d", "u"})
_NAMES = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz", "eng"})
_NOUNS = frozenset({"n", "vn", "b", "j", "l", "an"})
FIGURES = frozenset({"m", "q", "mq"})
_TIMES = frozenset({"t"})


def ends_item(word: Word) -> bool:
    """Whether no item reaches over this word."""
    is_mark = word.tag == "x" and word.text not in _INSIDE_NAMES
    return is_mark or word.tag in _ENDS or word.text in LINKS


def is_deed(word: Word) -> bool:
    """Whether this is a verb, and not a piece of a name that the tagger took for one (周|凯旋)."""
    is_verb = word.tag.startswith("v") and word.tag != "vn"
    return is_verb and (len(word.text) > 1 or word.text in _SHORT_VERBS)


def is_proper(word: Word) -> bool:
    """Whether the tagger takes a word for a name."""
    return word.tag in _NAMES


def named_part(item: Sequence[Word]) -> Sequence[Word]:
    """王宁 of 主演王宁: the common nouns before a name belong to all that is listed."""
    if item and is_proper(item[-1]):
        while item[0].tag in _NOUNS:
            item = item[1:]
    return item


def without_count(item: Sequence[Word], others: Sequence[Sequence[Word]]) -> Sequence[Word]:
    """丙 of 丙三人 after 甲、乙: the figure counts them all, unless each has one of its own."""
    if any(map(_figures, others)):
        return item
    own = [number for number, word in enumerate(item) if number and word.tag in FIGURES]
    return item[: own[0]] if own else item


def _figures(item: Sequence[Word]) -> int:
    return sum(word.tag in FIGURES for word in item)


def without_head(item: Sequence[Word]) -> Sequence[Word]:
    """美国 of 美国总统: the common nouns after a name do too, unless they make an institution's."""
    names = 0
    while names < len(item) and (is_proper(item[names]) or item[names].text in _INSIDE_NAMES):
        names += 1
    rest = item[names:]
    if names and rest and rest[0].tag in _NOUNS and not _is_institution(rest[-1].text):
        return item[:names]
    return item


def alike(items: Sequence[Sequence[Word]]) -> bool:
    """Whether items are of one sort: all names, or words of the same length; never bare figures."""
    texts = [_text(item) for item in items]
    if any(len(text) > _LONGEST_ITEM for text in texts) or any(map(_is_figure, items)):
        return False
    if len({_figures(item) > 0 for item in items}) > 1:
        return False
    last = items[-1]
    is_compound = len(last) > 1 and last[0].tag == "ns" and last[-1].tag in _NOUNS
    if is_compound and all(len(item) == 1 and item[0].tag == "ns" for item in items[:-1]):
        return False  # 公司 of 中国和美国公司 belongs to both
    if all(map(is_name, items)):
        return True
    if any(is_proper(word) for item in items for word in item):
        return False
    counts = {sum(word.tag not in FIGURES for word in item) for item in items}
    lengths = [sum(len(w.text) for w in item if w.tag not in FIGURES) for item in items]
    return len(counts) == 1 and max(lengths) - min(lengths) <= 1


def _is_figure(item: Sequence[Word]) -> bool:
    """Whether an item only counts or dates, and so means nothing without its neighbour."""
    return all(word.tag in FIGURES | _TIMES for word in item) or bool(
        re.match(r"[\d.]+(?:年|月|日|号|%|％)?", _text(item))
    )


def is_name(item: Sequence[Word]) -> bool:
    """Whether words are a name, also one that the tagger has cut."""
    words = [word for word in item if word.tag not in FIGURES]
    text = _text(words)
    if not words:
        return False
    if all(is_proper(word) or word.text in _INSIDE_NAMES for word in words):
        return True
    if is_proper(words[0]) and _is_institution(text):
        return all(is_proper(word) or word.tag in _NOUNS for word in words)
    return text[0] in lexicon().surnames and 2 <= len(text) <= 3


def _is_institution(text: str) -> bool:
    words = lexicon()
    return text.endswith(words.name_suffixes) or text[-1] in words.institutions


def _text(item: Sequence[Word]) -> str:
    return "".join(word.text for word in item)


def item_words(text: str) -> list[Word]:
    """Words with their classes; what is quoted or titled is one, a surname with its name too."""
    return _whole_names([part for word in tagged_words(text, _CLOSED) for part in _apart(word)])


def _apart(word: Word) -> list[Word]:
    """A link that the tagger took for a surname (有周|倩) is a word of its own."""
    if len(word.text) < 2 or word.text[0] not in LINKS or rjieba.has_word(word.text):
        return [word]
    cut = word.start + 1
    return [
        Word(word.text[0], "v", word.start, cut),
        Word(word.text[1:], word.tag, cut, word.end),
    ]


def _whole_names(words: Sequence[Word]) -> list[Word]:
    """Names that the tagger cut after the surname (沈|明亮) and figures with their unit (3|人)."""
    found: list[Word] = []
    for word in words:
        last = found[-1] if found else None
        if last is not None and (_is_given_name(last, word) or _is_unit(last, word)):
            found[-1] = Word(last.text + word.text, last.tag, last.start, word.end)
        else:
            found.append(word)
    return found


def _is_given_name(surname: Word, word: Word) -> bool:
    is_surname = surname.tag == "nr" and len(surname.text) == 1
    return is_surname and len(word.text) <= 2 and word.tag[0] in "natzvb"


def _is_unit(figure: Word, word: Word) -> bool:
    return figure.tag == "m" and len(word.text) == 1 and word.tag[0] in "nmq"
