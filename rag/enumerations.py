"""The list in a sentence, cut into a claim for each item, and put together again from some of them.

A small model that is asked for a list writes true items beside invented ones, or items that stand
in different articles; the sentence as a whole is then borne out nowhere. Whether a list may be taken
apart is read off its form, and where that is doubtful it is left alone: 老年和青年合唱团 is no
list of 老年 and 青年合唱团, and what two do together is not said of either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.listed_items import (
    alike,
    ends_item,
    is_deed,
    is_name,
    item_words,
    named_part,
    without_count,
    without_head,
)
from rag.support.numerals import CHINESE, amount
from rag.support.reading import Word

MOST_ITEMS = 12
"""A longer list is left as it is: every item costs a check, and small models loop in long lists."""

_CJK = re.compile(r"[\u3400-\u9fff]")
_CONJUNCTIONS = frozenset({"和", "与", "及", "以及"})
_ETC = re.compile("等")
_END = re.compile(r"$|[。，；！？：,;!?.]|等")
_DEED_OF_LAST = re.compile(r"[^，。；的]{1,4}的")
# What several do together, alone, or each in turn is not said of any one of them.
_NOT_OF_EACH = re.compile(
    r"之间|共同|一[起同道]|联合(?!国)|合作|双方|互|相[互差距比同遇]|会[谈晤面]|见面|签署|对[阵话垒战]|通话|谈判|[结离]婚"
    r"|距离|总[和计数量额人]|共(?![和产青])|合[计并]|并[称列]|同一|分别|依次|各自|各(?=[\d一二两三])|同[分在属处]|先后|只|仅|唯|除|以外|或|冲突|战争|贸易"
    r"|\d[%％]?[\u3400-\u9fff]{0,3}[、和与及]\d"
    r"|\b(?:together|between|both|respectively|each|only|except|jointly|n?either|or)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(\d+|{CHINESE})[个位人名部座家国地项种款只支队所条件市省县区城大者届场次]")

_CAPITALISED = r"[A-Z][\w.'’-]*(?: (?:(?:of|the|de|van|von|al) )?[A-Z][\w.'’-]*)*"
_OPENING = r"(?!(?:In|At|On|From|To|By|With|For|Of|The|And|But|When|While|After|Before|As)\b)"
_ENGLISH = re.compile(
    rf"\b{_OPENING}{_CAPITALISED}(?:, {_CAPITALISED})*(?:,? and ){_CAPITALISED}(?<![.])"
)
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


def _english(text: str) -> Iterator[Enumeration]:
    for match in _ENGLISH.finditer(text):
        joins = tuple(_ENGLISH_JOIN.findall(match[0]))
        items = tuple(_ENGLISH_JOIN.split(match[0]))
        yield Enumeration(text[: match.start()], items, joins, text[match.end() :])


def _chinese(text: str) -> Iterator[Enumeration]:
    words = item_words(text)
    for joins in _runs(words, _joins(words)):
        items = _items(words, joins)
        if items and alike(items) and _ends_well(words, items, text):
            spans = [(item[0].start, item[-1].end) for item in items]
            between = pairwise(spans)
            yield Enumeration(
                text[: spans[0][0]],
                tuple(text[start:end] for start, end in spans),
                tuple(text[end:start] for (_, end), (start, _) in between),
                text[spans[-1][1] :],
            )


def _ends_well(words: Sequence[Word], items: Sequence[Sequence[Word]], text: str) -> bool:
    """Whether the last item ends where the list does, and what follows is said of all items.

    Not 教练员 of 运动员和教练员队伍, nor 乙 of 甲和乙执教的球队.
    """
    rest = text[items[-1][-1].end :]
    if not all(map(is_name, items)):
        return bool(_END.match(rest))
    if len(items) == 2 and text[items[0][-1].end] not in "、，" and _DEED_OF_LAST.match(rest):
        return False
    behind = next((word for word in words if word.start == items[-1][-1].end), None)
    if behind is None or ends_item(behind) or behind.tag[0] in "vm":
        return True
    return len(behind.text) > 1


def _joins(words: Sequence[Word]) -> list[tuple[int, int]]:
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


def _between_names(words: Sequence[Word], number: int) -> bool:
    """Whether there is nothing but names from a comma to what ends the items beside it."""
    left = _before(words, number)
    right = _after(words, number + 1)
    at = number + 1 + len(right)
    is_whole = at == len(words) or words[at].tag == "x" or words[at].text in _CONJUNCTIONS | {"等"}
    return bool(left and right) and is_whole and is_name(left) and is_name(right)


def _runs(
    words: Sequence[Word], joins: Sequence[tuple[int, int]]
) -> Iterator[list[tuple[int, int]]]:
    """Joins that belong to one list: nothing between two of them ends an item."""
    run: list[tuple[int, int]] = []
    for join in joins:
        if run and any(ends_item(word) for word in words[run[-1][1] : join[0]]):
            yield run
            run = []
        run.append(join)
    if run:
        yield run


def _items(words: Sequence[Word], joins: Sequence[tuple[int, int]]) -> list[Sequence[Word]] | None:
    first = named_part(_before(words, joins[0][0]))
    middle = [words[left[1] : right[0]] for left, right in pairwise(joins)]
    last = without_head(without_count(_after(words, joins[-1][1]), [first, *middle]))
    items = [first, *middle, last]
    return items if all(items) else None


def _before(words: Sequence[Word], end: int) -> Sequence[Word]:
    """What stands before a join: back to a verb or to what ends an item."""
    start = end
    while start and not ends_item(words[start - 1]):
        if start < end and is_deed(words[start - 1]):
            break
        start -= 1
    return words[start:end]


def _after(words: Sequence[Word], start: int) -> Sequence[Word]:
    end = start
    while end < len(words) and not ends_item(words[end]):
        if end > start and is_deed(words[end]):
            break
        end += 1
    return words[start:end]
