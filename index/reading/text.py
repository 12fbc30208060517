"""Plain text of unknown encoding: decided by what makes plausible reading, then cut into pages."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.datelines import printed_from_name
from index.errors import UnreadableFile
from index.models import Document, Line, Page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# In order of preference where two score alike.
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "cp1252")
_SAMPLE_BYTES = 1 << 16
_DAMAGED_SHARE = 0.002
"""Share of undecodable characters that a text may have and still be read."""

# About the 450 commonest characters of modern Chinese, which make up two thirds of running text.
_COMMON = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性"
    "知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次"
    "度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建"
    "务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路"
    "记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔增九六七八亿元村县省京州站线企农技划级调"
    "推究标近深组集准续整铁济联局速团改革每百千首副率米城街警车场店游客居医馆环境项查项服议项供"
)
_TRADITIONAL = (
    "這個們來為國說時會對過發後裡種經麼學現沒動還進樣長機關業將兩間問並應戰頭體見產與萬無實於開從東聲員論處義條係氣題爾別變總"
    "電數報給話場許統區馬書聽卻達強難權設記類據邊張該規術領確傳師觀識帶導爭運筆億縣線農劃級調標組準續鐵濟聯團車醫館環項議務點幾"
)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text with its encoding; `damaged` counts characters that could not be decoded."""

    text: str
    encoding: str
    damaged: int = 0


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON + _TRADITIONAL)


def _weight(char: str) -> float:
    """How much one non-ASCII or control character speaks for a reading that yields it."""
    code = ord(char)
    if char in _common():
        return 3.0
    if char in "，。、：；？！“”‘’（）《》—…　·「」『』〈〉【】％①":
        return 3.0
    if 0x4E00 <= code <= 0x9FFF:
        return 0.5 if _is_everyday(char) else -2.0
    if 0xFF01 <= code <= 0xFF5E or 0x2010 <= code <= 0x203A or 0x2460 <= code <= 0x24FF:
        return 1.0
    if 0xA0 <= code <= 0x24F:
        return 0.5
    if unicodedata.category(char) in {"Cc", "Co", "Cn", "Cs"}:
        return -6.0
    return -1.0


@cache
def _is_everyday(char: str) -> bool:
    """Whether GB 2312 level 1 or Big5 level 1, the standards' common halves, hold it."""
    try:
        if 0xB0 <= char.encode("gb2312")[0] <= 0xD7:
            return True
    except UnicodeEncodeError:
        pass
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


# A Chinese character squeezed between Latin letters, or Latin letters with accents in a row,
# are what a Western text read as GB 18030, or a Chinese one read as Windows-1252, looks like.
_MISREAD = re.compile(r"(?<=[A-Za-z])[\u4e00-\u9fff]|[\u4e00-\u9fff](?=[a-z])|[\x80-\u024f]{3,}")
_WORD_CHARS = frozenset("\t\n\r\f ") | frozenset(map(chr, range(0x20, 0x7F)))


def _plausibility(text: str) -> float:
    """Sum of the characters' weights; ASCII counts nothing, so that all readings compare."""
    score = sum(_weight(char) for char in text if char not in _WORD_CHARS)
    return score - 4.0 * sum(len(found) for found in _MISREAD.findall(text))


def _sample(data: bytes) -> bytes:
    """The beginning, cut after a line where that is possible, so that no character is halved."""
    if len(data) <= _SAMPLE_BYTES:
        return data
    cut = data.rfind(b"\n", 0, _SAMPLE_BYTES) + 1
    return data[: cut - cut % 2] if cut > _SAMPLE_BYTES // 2 else data[:_SAMPLE_BYTES]


def _candidate_score(data: bytes, encoding: str) -> float:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged > max(1, _DAMAGED_SHARE * len(text)):
        return float("-inf")
    # A long text in valid UTF-8 with multi-byte characters cannot be anything else by chance.
    bonus = 2.0 * sum(char > "\x7f" for char in text) if encoding == "utf-8" else 0.0
    return _plausibility(text.replace("\ufffd", "")) + bonus - 6.0 * damaged


def detect_encoding(data: bytes) -> str | None:
    """Names the encoding in which the bytes make the most plausible text.

    Args:
        data: The whole file; about 64 kB of it are looked at.

    Returns:
        A codec name, of a byte order mark where there is one; None when no reading of the bytes
        is plausible text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    sample = _sample(data)
    if sample.isascii() and b"\x00" not in sample:
        return "utf-8" if data.isascii() else _detect_late(data)
    scores = {name: _candidate_score(sample, name) for name in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > -0.02 * len(sample) else None


def _detect_late(data: bytes) -> str | None:
    """For a text whose first non-ASCII character stands after the sample."""
    first = next(place for place, byte in enumerate(data) if byte > 0x7F)
    return detect_encoding(data[first - first % 2 :])


def decode(data: bytes) -> DecodedText:
    """Decodes bytes of unknown encoding.

    Args:
        data: UTF-8, UTF-16, UTF-32, GB 18030 (and so GBK, GB 2312), Big5 or Windows-1252; with or
            without byte order mark.

    Returns:
        The text with line breaks as they were, byte order mark and null characters taken out.

    Raises:
        UnreadableFile: When no encoding gives plausible text.
    """
    encoding = detect_encoding(data)
    if encoding is None:
        raise UnreadableFile(
            "is not text in UTF-8, UTF-16, GB 18030 or Big5: if it is a document, give it its "
            "proper suffix, otherwise save it as UTF-8 text and index it again"
        )
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    return DecodedText(text.replace("\x00", "").removeprefix("\ufeff"), encoding, damaged)


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever its line ending (also Unicode's), trailing space removed."""
    unified = re.sub(r"\r\n?|[\u2028\u2029\x85\v]", "\n", text)
    return [line.rstrip() for line in unified.removesuffix("\n").split("\n")]


def pages_of(text: str) -> tuple[Page, ...]:
    """Pages separated by form feeds, as extractors print them; blank ones keep their number."""
    return tuple(
        Page(number, tuple(Line(line) for line in lines_of(part)))
        for number, part in enumerate(text.split("\f"), start=1)
        if part.strip()
    )


def read_text(path: Path, data: bytes) -> Document:
    """Page text, still to be split into articles.

    Args:
        path: Names the source.
        data: The file's bytes.

    Raises:
        UnreadableFile: When the bytes are not text or hold only white space.
    """
    decoded = decode(data)
    pages = pages_of(decoded.text)
    if not pages:
        raise UnreadableFile("holds only white space: nothing to index")
    notes = (
        (f"{decoded.damaged} characters could not be decoded as {decoded.encoding}",)
        if decoded.damaged
        else ()
    )
    printed = printed_from_name(path.name)
    return Document(
        source=str(path), pages=pages, newspaper=printed.newspaper, date=printed.date, notes=notes
    )
