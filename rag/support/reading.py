"""A text as the checks see it: folded sentences, their facts, words and units of alignment."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import rjieba

from index.folding import fold
from index.sentences import sentence_spans
from rag.support.codes import Code, codes
from rag.support.dates import Moment, inherit, moments
from rag.support.lexicon import lexicon
from rag.support.numbers import Quantity
from rag.support.quantities import quantities

Fact = Quantity | Moment | Code

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))|(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
# One spelling of the days of the week, so that 星期四 and 周四 are the same word.
_WEEKDAY = re.compile(r"(?:星期|礼拜)([一二三四五六日天])")
# Countries named by one character, where it can be nothing else: 访华, 在华 (not 在华北), 访美期间.
_SHORT_COUNTRY = re.compile(
    r"(?<=[访赴来在驻对涉援])华(?![为北中南东西润夏尔纳山泰盛民商])"
    r"|(?<=[^\u4e00-\u9fff走采拜探寻回暗查信上家]访)[美俄日英法德韩](?=$|[^\u4e00-\u9fff]|[期之的时后前并行团])"
)
_COUNTRIES = {
    "华": "中国", "美": "美国", "俄": "俄罗斯", "日": "日本", "英": "英国", "法": "法国", "德": "德国", "韩": "韩国",
}  # fmt: skip
_CAPITAL = re.compile(r"(?<=[a-z,\d] )[A-Z][A-Za-z]+|(?<=[^\x00-\x7f])[A-Za-z]+")
_SOMEBODY = re.compile(
    r"(?<![\u4e00-\u9fff]某)[赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳史唐薛雷贺汤罗郝安常于傅齐康余顾孟黄穆萧尹姚邵汪毛贾成戴宋庞熊纪项董梁杜阮蓝闵季江颜郭梅林钟徐邱骆高夏蔡田樊胡霍万卢莫房丁邓石崔龚程邢裴陆翁曾肖侯付段向黎覃谭岳]某[某甲乙丙丁]?"
)
_NOT_GIVEN = "称说则也将在曾已向对与和为"
_UNIT = re.compile(r"[a-z][a-z0-9'\-]*|[^\W_]|[%‰℃]")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?=年|[-/.]\d)")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])(?=月)")
_CLAUSE_END = re.compile(r"[,;:、!?。…()《》]|\.(?!\d)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as jieba cuts it, with its part of speech."""

    text: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One sentence: `start` and `end` are offsets in the original text, all others in `folded`."""

    start: int
    end: int
    folded: str
    year: int | None = None
    """Named last before this sentence."""
    month: int | None = None

    capitals: frozenset[str] = frozenset()
    """Latin words written with a capital inside the sentence, lower-cased: names."""

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Dates, quantities and codes in order."""
        dates = moments(self.folded)
        names = codes(self.folded, [(m.start, m.end) for m in dates])
        taken = [(m.start, m.end) for m in dates] + [(c.start, c.end) for c in names]
        known = inherit(dates, self.year, self.month)
        facts: list[Fact] = [*known, *names, *quantities(self.folded, taken)]
        return tuple(sorted(facts, key=lambda f: f.start))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words, punctuation left out."""
        at, words = 0, []
        for text, tag in rjieba.tag(self.folded):
            start = self.folded.index(text, at)
            at = start + len(text)
            if tag != "x" or text.isalnum():
                words.append(Word(text, tag, start, at))
        return tuple(
            Word(self.folded[w.start : w.end], w.tag, w.start, w.end)
            for w in _mend_names(words, self.folded)
        )

    @cached_property
    def skeleton(self) -> Skeleton:
        """The units in which this sentence is aligned."""
        return _skeleton(self)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A sentence as a string of one character a unit: a Chinese character, a Latin word or a fact.

    A fact is one unit however it is written, so 2万 and 20000 align; `at` gives the offset of each
    unit in the folded sentence and `clause` the number of the clause that it stands in.
    """

    units: str
    at: tuple[int, ...]
    clause: tuple[int, ...]


@dataclass(frozen=True)
class Reading:
    """A whole text.

    Attributes:
        sentences: Of the text, in order.
        heading: What stands over it. It names what the text speaks of and is never quoted.
    """

    sentences: tuple[Sentence, ...]
    heading: tuple[Sentence, ...] = ()

    @cached_property
    def folded(self) -> str:
        """Heading and all sentences, folded, a line break between."""
        return "\n".join(s.folded for s in (*self.heading, *self.sentences))

    def under(self, headline: str) -> Reading:
        """The same text under a headline."""
        return replace(self, heading=read(headline).sentences) if headline else self

    @cached_property
    def years(self) -> frozenset[int]:
        """Years that the text names."""
        return frozenset(map(int, _YEAR.findall(self.folded)))


def _mend_names(words: list[Word], folded: str) -> list[Word]:
    """Mends names that jieba cuts wrongly: 沈 + 秋月 is one, 罗婷称 is two, 某 is part of 钱某."""
    mended: list[Word] = []
    for word in _cut_at(words, [m.span() for m in _SOMEBODY.finditer(folded)]):
        last = mended[-1] if mended else None
        if last is not None and _given_name(last, word):
            mended[-1] = Word(last.text + word.text, "nr", last.start, word.end)
        elif word.tag == "nr" and len(word.text) == 3 and word.text[-1] in _NOT_GIVEN:
            mended.append(Word(word.text[:2], "nr", word.start, word.end - 1))
            mended.append(Word(word.text[2], "v", word.end - 1, word.end))
        else:
            mended.append(word)
    return mended


def _given_name(surname: Word, word: Word) -> bool:
    return (
        surname.tag == "nr"
        and len(surname.text) == 1
        and surname.end == word.start
        and len(word.text) <= 2
        and word.tag[0] in "natzvibd"
        and word.text not in lexicon().person_titles
    )


def _cut_at(words: list[Word], spans: list[tuple[int, int]]) -> list[Word]:
    """The words with each span made one name, and what it cuts off kept."""
    for start, end in spans:
        cut: list[Word] = []
        for word in words:
            if word.end <= start or word.start >= end:
                cut.append(word)
                continue
            if word.start < start:
                cut.append(Word(word.text[: start - word.start], word.tag, word.start, start))
            if word.end >= end:
                cut.append(Word("", "nr", start, end))
            if word.end > end:
                cut.append(Word(word.text[end - word.end :], word.tag, end, word.end))
        words = cut
    return words


def _one_unit(key: str) -> str:
    return chr(0xF0000 + zlib.crc32(key.encode()) % 65_000)


def _skeleton(sentence: Sentence) -> Skeleton:
    units: list[str] = []
    at: list[int] = []
    clause: list[int] = []
    ends = [m.start() for m in _CLAUSE_END.finditer(sentence.folded)]
    facts = {f.start: f for f in sentence.facts if not (isinstance(f, Quantity) and f.weak)}
    number, position = 0, 0
    while position < len(sentence.folded):
        while number < len(ends) and ends[number] < position:
            number += 1
        fact = facts.get(position)
        if fact is not None:
            piece, end = _one_unit(fact.key), fact.end
        else:
            match = _UNIT.match(sentence.folded, position)
            if match is None:
                position += 1
                continue
            end = match.end()
            piece = match[0] if end - position == 1 else _one_unit(match[0])
        units.append(piece)
        at.append(position)
        clause.append(number)
        position = end
    return Skeleton("".join(units), tuple(at), tuple(clause))


def _one_spelling(folded: str) -> str:
    named = _SHORT_COUNTRY.sub(lambda match: _COUNTRIES[match.group()], folded)
    return _WEEKDAY.sub(r"周\1", named)


def _capitals(text: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _CAPITAL.findall(text))


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    """Reads a text; the last few readings are kept, for an answer's sentences share evidence."""
    sentences: list[Sentence] = []
    year: int | None = None
    month: int | None = None
    for start, end in sentence_spans(text):
        folded = _one_spelling(fold(_THOUSANDS.sub("", text[start:end])))
        sentences.append(Sentence(start, end, folded, year, month, _capitals(text[start:end])))
        years, months = _YEAR.findall(folded), _MONTH.findall(folded)
        year = int(years[-1]) if years else year
        month = int(months[-1]) if months else month
    return Reading(tuple(sentences))
