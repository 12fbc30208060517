"""The list in a sentence, cut into a claim for each item, and put together again from some of them.

A small model that is asked for a list writes true items beside invented ones, or items that stand
in different articles; the sentence as a whole is then borne out nowhere. Whether a list may be taken
apart is read off its form, and where that is doubtful it is left alone: 男子和女子单打冠军 is no
list of 男子 and 女子单打冠军, and what two do together is not said of either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from index.folding import fold
from rag.support.lexicon import lexicon, told
from rag.support.names import held
from rag.support.numerals import CHINESE, amount

MOST_ITEMS = 12
"""A longer list is left as it is: every item costs a check, and small models loop in long lists."""
_LONGEST_ITEM = 20

_CJK = re.compile(r"[\u3400-\u9fff]")
_CLOSED = re.compile(
    r"《[^》]*》|“[^”]*”|‘[^’]*’|「[^」]*」|（[^）]*）|\([^)]*\)|[A-Za-z][A-Za-z0-9.'-]*(?: [A-Za-z][A-Za-z0-9.'-]*)*"
    r"|(?P<count>(?<=[\u3400-\u9fff])(?<!第)[两二三四五六七八九十]+[人国地校队家省市县区镇])"
)
_CONJUNCTIONS = frozenset({"和", "与", "及", "以及"})
_LINKS = frozenset({"是", "为", "有", "在", "由", "被", "包括"})
_ETC = re.compile("等")
_END = re.compile(r"$|[。，；！？：,;!?.]|等")
_DEED_OF_LAST = re.compile(r"[^，。；的]{1,4}的")
_SHORT_VERBS = frozenset("去到获赴访见含请邀达")
_INSIDE_NAMES = frozenset("·•・-—")
# Parts in a work beside the titles of persons, and what comes before the name of a figure in it.
_CREDITS = frozenset(
    {"主演", "演员", "主角", "配角", "编剧", "监制", "制片人", "作者", "原著", "摄影"}
)
_PLAYS = ("饰演", "扮演", "出演", "饰")
# What several do together, alone, or each in turn is not said of any one of them.
_NOT_OF_EACH = re.compile(
    r"之间|共同|一[起同道]|联合(?!国)|合作|双方|互|相[互差距比同遇]|会[谈晤面]|见面|签署|对[阵话垒战]|通话|谈判|[结离]婚"
    r"|距离|总[和计数量额人]|共(?![和产青])|合[计并]|并[称列]|同一|分别|依次|各自|各(?=[\d一二两三])|同[分在属处]|先后|只|仅|唯|除|以外|或|冲突|战争|贸易"
    r"|\d[%％]?[\u3400-\u9fff]{0,3}[、和与及]\d"
    r"|\b(?:together|between|both|respectively|each|only|except|jointly|n?either|or)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(\d+|{CHINESE})[个位人名部座家国地项种款只支队所条件市省县区城大者届场次]")
# Classes of words by rjieba: what ends an item, and what names.
_ENDS = frozenset({"uj", "ul", "ug", "uz", "ud", "uv", "p", "c", "r", "y", "d", "u"})
_NAMES = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz", "eng"})
_NOUNS = frozenset({"n", "vn", "b", "j", "l", "an"})
_FIGURES = frozenset({"m", "q", "mq"})
_TIMES = frozenset({"t"})

_CAPITALISED = r"[A-Z][\w.'’-]*(?: (?:(?:of|the|de|van|von|al) )?[A-Z][\w.'’-]*)*"
_OPENING = r"(?!(?:In|At|On|From|To|By|With|For|Of|The|And|But|When|While|After|Before|As)\b)"
_ENGLISH = re.compile(
    rf"\b{_OPENING}{_CAPITALISED}(?:, {_CAPITALISED})*(?:,? and ){_CAPITALISED}(?<![.])"
)
_ENGLISH_ROLE = re.compile(r"\b(?!(?:includ|were|with|from|have|that)[a-z]*\b)[a-z]{4,}\b")
_ENGLISH_STEM = 4
_ENGLISH_JOIN = re.compile(r",? and |, ")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A sentence that lists: `before`, the items with what joins them, `after`.

    Attributes:
        joins: One between every two items.
    """

    before: str
    items: tuple[str, ...]
    joins: tuple[str, ...]
    after: str

    @property
    def claims(self) -> tuple[str, ...]:
        """The sentence with each item alone."""
        return tuple(f"{self.before}{item}{self.after}" for item in self.items)

    @property
    def is_counted(self) -> bool:
        """Whether the sentence says how many items there are: none may be left out of 两人：甲、乙."""
        told = self.before + ("" if _ETC.match(self.after) else self.after)
        return any(amount(match[1]) == len(self.items) for match in _COUNT.finditer(told))

    def keeping(self, kept: Collection[int]) -> str:
        """The sentence with some of its items, in their order.

        Args:
            kept: Numbers of the items, counted from 0; at least one.
        """
        items = [item for number, item in enumerate(self.items) if number in kept]
        joins = list(self.joins)
        if len(items) < len(self.items):
            last = self.joins[-1]
            if len(items) == 2:
                last = last.lstrip("、，,").rstrip("，") or last
            joins = [self.joins[0]] * (len(items) - 2) + [last]
        listed = items[0] + "".join(
            join + item for join, item in zip(joins, items[1:], strict=False)
        )
        return f"{self.before}{listed}{self.after}"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    tag: str

    @property
    def ends_item(self) -> bool:
        """Whether no item reaches over this word."""
        is_mark = self.tag == "x" and self.text not in _INSIDE_NAMES
        return is_mark or self.tag in _ENDS or self.text in _LINKS

    @property
    def is_deed(self) -> bool:
        """Whether this is a verb, and not a piece of a name that the tagger took for one (练|俊杰)."""
        is_verb = self.tag.startswith("v") and self.tag != "vn"
        return is_verb and (len(self.text) > 1 or self.text in _SHORT_VERBS)

    @property
    def names(self) -> bool:
        return self.tag in _NAMES


def enumeration_of(text: str) -> Enumeration | None:
    """Finds the list of a sentence.

    Args:
        text: One sentence.

    Returns:
        The list, or None where there is none, more than one, or one that is not said of each item.
    """
    found = list(_chinese(text)) if _CJK.search(text) else list(_english(text))
    if len(found) != 1:
        return None
    listed = found[0]
    if len(listed.items) > MOST_ITEMS or _NOT_OF_EACH.search(f"{listed.before}\n{listed.after}"):
        return None
    return listed


def is_named(listed: Enumeration, item: str, quote: str) -> bool:
    """Whether a quote names an item for what the sentence lists.

    A check of the claim alone takes words that repeat the question for granted, and so would bear
    out every name in an article about the film; here the word that the items are listed for (主演) must stand
    in the quote, and the item with no other part than that (导演郭帆, 饰演李恒基).
    """
    text = fold(quote)
    role = fold(_role(listed))
    names = [name for name in _names(item) if name]
    if not names or not all(held(name, text) for name in names):
        return False
    if not role:
        return True
    if role in _parts():
        return role in text and not any(_has_other_part(name, role, text) for name in names)
    stem = role[:_ENGLISH_STEM] if role.isascii() else role
    return bool(told(role, text)) or stem in text


def _names(item: str) -> list[str]:
    """What of an item names: of 甲队3人, 甲队, for figures are compared elsewhere."""
    pieces = re.split(r"\0+", "".join(map(_readable, _words(item))))
    return [fold(piece.strip("《》“”「」 ")) for piece in pieces]


def _role(listed: Enumeration) -> str:
    """The word that the items are listed for: the last before them, else the first behind them."""
    if not _CJK.search(listed.before + listed.after):
        before, after = (_ENGLISH_ROLE.findall(side) for side in (listed.before, listed.after))
        return next(iter([*reversed(before), *after]), "")
    for words in (reversed(_words(listed.before)), iter(_words(listed.after))):
        for word in words:
            is_general = word.names or word.text in _LINKS | lexicon().generic
            if word.tag[0] in "nv" and len(word.text) > 1 and not is_general:
                return word.text
    return ""


def _parts() -> frozenset[str]:
    return frozenset((*lexicon().person_titles, *_CREDITS))


def _has_other_part(name: str, role: str, text: str) -> bool:
    others = [re.escape(part) for part in (*_parts(), *_PLAYS) if part not in role]
    if not re.search(rf"(?:{'|'.join(others)})[:： ]?{re.escape(name)}", text):
        return False
    own = re.finditer(rf"{re.escape(role)}([^,;。!?\n]{{0,24}}?){re.escape(name)}", text)
    return not any(not re.search("|".join(others), match[1]) for match in own)


def _readable(word: _Word) -> str:
    return "\0" if word.tag in _FIGURES else word.text


def _english(text: str) -> Iterator[Enumeration]:
    for match in _ENGLISH.finditer(text):
        joins = tuple(_ENGLISH_JOIN.findall(match[0]))
        items = tuple(_ENGLISH_JOIN.split(match[0]))
        yield Enumeration(text[: match.start()], items, joins, text[match.end() :])


def _chinese(text: str) -> Iterator[Enumeration]:
    words = _words(text)
    for joins in _runs(words, _joins(words)):
        items = _items(words, joins)
        if items and _alike(items) and _ends_well(words, items, text):
            spans = [(item[0].start, item[-1].end) for item in items]
            between = pairwise(spans)
            yield Enumeration(
                text[: spans[0][0]],
                tuple(text[start:end] for start, end in spans),
                tuple(text[end:start] for (_, end), (start, _) in between),
                text[spans[-1][1] :],
            )


def _ends_well(words: Sequence[_Word], items: Sequence[Sequence[_Word]], text: str) -> bool:
    """Whether the last item ends where the list does, and what follows is said of all items.

    Not 教练员 of 运动员和教练员队伍, nor 乙 of 甲和乙执教的球队.
    """
    rest = text[items[-1][-1].end :]
    if not all(map(_is_name, items)):
        return bool(_END.match(rest))
    if len(items) == 2 and text[items[0][-1].end] not in "、，" and _DEED_OF_LAST.match(rest):
        return False
    behind = next((word for word in words if word.start == items[-1][-1].end), None)
    if behind is None or behind.ends_item or behind.tag[0] in "vm":
        return True
    return len(behind.text) > 1


def _joins(words: Sequence[_Word]) -> list[tuple[int, int]]:
    """Runs of words that join: 、 or 和 or 、和, and ， between names; as half-open spans."""
    found: list[tuple[int, int]] = []
    for number, word in enumerate(words):
        pause = word.text == "、" or (word.text == "，" and _between_names(words, number))
        if not pause and not (word.text in _CONJUNCTIONS and word.tag in {"c", "p"}):
            continue
        if found and found[-1][1] == number:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found


def _between_names(words: Sequence[_Word], number: int) -> bool:
    """Whether there is nothing but names from a comma to what ends the items beside it."""
    left = _before(words, number)
    right = _after(words, number + 1)
    at = number + 1 + len(right)
    is_whole = at == len(words) or words[at].tag == "x" or words[at].text in _CONJUNCTIONS | {"等"}
    return bool(left and right) and is_whole and _is_name(left) and _is_name(right)


def _runs(
    words: Sequence[_Word], joins: Sequence[tuple[int, int]]
) -> Iterator[list[tuple[int, int]]]:
    """Joins that belong to one list: nothing between two of them ends an item."""
    run: list[tuple[int, int]] = []
    for join in joins:
        if run and any(word.ends_item for word in words[run[-1][1] : join[0]]):
            yield run
            run = []
        run.append(join)
    if run:
        yield run


def _items(
    words: Sequence[_Word], joins: Sequence[tuple[int, int]]
) -> list[Sequence[_Word]] | None:
    first = _named_part(_before(words, joins[0][0]))
    middle = [words[left[1] : right[0]] for left, right in pairwise(joins)]
    last = _without_head(_without_count(_after(words, joins[-1][1]), [first, *middle]))
    items = [first, *middle, last]
    return items if all(items) else None


def _before(words: Sequence[_Word], end: int) -> Sequence[_Word]:
    """What stands before a join: back to a verb or to what ends an item."""
    start = end
    while start and not words[start - 1].ends_item:
        if start < end and words[start - 1].is_deed:
            break
        start -= 1
    return words[start:end]


def _after(words: Sequence[_Word], start: int) -> Sequence[_Word]:
    end = start
    while end < len(words) and not words[end].ends_item:
        if end > start and words[end].is_deed:
            break
        end += 1
    return words[start:end]


def _named_part(item: Sequence[_Word]) -> Sequence[_Word]:
    """陈晓 of 主演陈晓: the common nouns before a name belong to all that is listed."""
    if item and item[-1].names:
        while item[0].tag in _NOUNS:
            item = item[1:]
    return item


def _without_count(item: Sequence[_Word], others: Sequence[Sequence[_Word]]) -> Sequence[_Word]:
    """丙 of 丙三人 after 甲、乙: the figure counts them all, unless each has one of its own."""
    if any(map(_figures, others)):
        return item
    own = [number for number, word in enumerate(item) if number and word.tag in _FIGURES]
    return item[: own[0]] if own else item


def _figures(item: Sequence[_Word]) -> int:
    return sum(word.tag in _FIGURES for word in item)


def _without_head(item: Sequence[_Word]) -> Sequence[_Word]:
    """美国 of 美国总统: the common nouns after a name do too, unless they make an institution's."""
    names = 0
    while names < len(item) and (item[names].names or item[names].text in _INSIDE_NAMES):
        names += 1
    rest = item[names:]
    if names and rest and rest[0].tag in _NOUNS and not _is_institution(rest[-1].text):
        return item[:names]
    return item


def _alike(items: Sequence[Sequence[_Word]]) -> bool:
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
    if all(map(_is_name, items)):
        return True
    if any(word.names for item in items for word in item):
        return False
    counts = {sum(word.tag not in _FIGURES for word in item) for item in items}
    lengths = [sum(len(w.text) for w in item if w.tag not in _FIGURES) for item in items]
    return len(counts) == 1 and max(lengths) - min(lengths) <= 1


def _is_figure(item: Sequence[_Word]) -> bool:
    """Whether an item only counts or dates, and so means nothing without its neighbour."""
    return all(word.tag in _FIGURES | _TIMES for word in item) or bool(
        re.match(r"[\d.]+(?:年|月|日|号|%|％)?", _text(item))
    )


def _is_name(item: Sequence[_Word]) -> bool:
    """Whether words are a name, also one that the tagger has cut."""
    words = [word for word in item if word.tag not in _FIGURES]
    text = _text(words)
    if not words:
        return False
    if all(word.names or word.text in _INSIDE_NAMES for word in words):
        return True
    if words[0].names and _is_institution(text):
        return all(word.names or word.tag in _NOUNS for word in words)
    return text[0] in lexicon().surnames and 2 <= len(text) <= 3


def _is_institution(text: str) -> bool:
    words = lexicon()
    return text.endswith(words.name_suffixes) or text[-1] in words.institutions


def _text(item: Sequence[_Word]) -> str:
    return "".join(word.text for word in item)


def _words(text: str) -> list[_Word]:
    """Words with their classes; what is quoted or titled is one, a surname with its name too."""
    found: list[_Word] = []
    at = 0
    for closed in [*_CLOSED.finditer(text), None]:
        end = closed.start() if closed else len(text)
        for piece, tag in rjieba.tag(text[at:end]):
            start = found[-1].end if found else 0
            found += _apart(_Word(piece, start, start + len(piece), tag))
        if closed:
            tag = "m" if closed["count"] else "nz"
            found.append(_Word(closed[0], closed.start(), closed.end(), tag))
            at = closed.end()
    return _whole_names(found)


def _apart(word: _Word) -> list[_Word]:
    """A link that the tagger took for a surname (有罗|婷) is a word of its own."""
    if len(word.text) < 2 or word.text[0] not in _LINKS or rjieba.has_word(word.text):
        return [word]
    cut = word.start + 1
    return [
        _Word(word.text[0], word.start, cut, "v"),
        _Word(word.text[1:], cut, word.end, word.tag),
    ]


def _whole_names(words: Sequence[_Word]) -> list[_Word]:
    """Names that the tagger cut after the surname (李|光洁) and figures with their unit (3|人)."""
    found: list[_Word] = []
    for word in words:
        last = found[-1] if found else None
        if last is not None and (_is_given_name(last, word) or _is_unit(last, word)):
            found[-1] = _Word(last.text + word.text, last.start, word.end, last.tag)
        else:
            found.append(word)
    return found


def _is_given_name(surname: _Word, word: _Word) -> bool:
    is_surname = surname.tag == "nr" and len(surname.text) == 1
    return is_surname and len(word.text) <= 2 and word.tag[0] in "natzvb"


def _is_unit(figure: _Word, word: _Word) -> bool:
    return figure.tag == "m" and len(word.text) == 1 and word.tag[0] in "nmq"
