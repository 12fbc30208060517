"""Near-identical articles: wire copy that several newspapers printed, whole or shortened.

Candidates come from MinHash signatures (datasketch), so that the work grows with the number of
articles and not of pairs; every candidate is then compared text with text. Alike in wording is not
enough: two market reports share a template and differ in their figures, and taking one for
the other would hide a figure. Articles that have another number, the opposite word or a negation in
the same place are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from functools import cache
from typing import Any
from zlib import crc32

from index.folding import fold
from index.models import Article

_SHINGLE = 4
"""Tokens a shingle has: Chinese characters, Latin words, whole numbers."""
_PERMUTATIONS = 128
_BANDS = (42, 3)
"""Bands and rows: texts with Jaccard similarity 0.4 meet with 94 %, with 0.1 in 4 % of cases."""
_LEAD_TOKENS = 120
"""A shortened copy is cut from the end: the beginnings are compared besides the whole texts."""
_LEAST_CONTAINMENT = 0.65
"""Share of the shorter text's shingles that must stand in the longer one."""
_LEAST_TOKENS = 30
"""Shorter articles (a forecast, a notice) are copies only when they are the same."""
_FEW_TOKENS_CONTAINMENT = 0.95
_LONGEST_DELAY = timedelta(days=14)
"""Between two printings of one report; a template that returns each year is no copy."""
_SHORTEST_SHARE = 0.1

_TOKEN = re.compile(
    r"\d[\d.,:]*(?<![.,:])|[〇零一二三四五六七八九十百千万亿两]{2,}"
    r"|[一二三四五六七八九十两](?=[年月日时点号名人个位只条家次届元万亿成倍])"
    r"|[a-z]+|[\u3400-\u9fff]"
)
_OPPOSITES = (
    *(
        (pair[0], pair[1])
        for pair in ["涨跌", "升降", "增减", "高低", "胜负", "赢输", "买卖", "开关", "有无"]
    ),
    ("rise", "fall"),
    ("rose", "fell"),
    ("more", "less"),
)
_NEGATIONS = frozenset({"不", "未", "没", "无", "非", "not", "no"})
_NUMBER = re.compile(r"\d|[〇零一二三四五六七八九十百千万亿两]")


@dataclass(frozen=True, slots=True)
class _Text:
    """An article as it is compared."""

    tokens: tuple[str, ...]
    shingles: frozenset[str]

    @classmethod
    def of(cls, article: Article) -> _Text:
        tokens = tuple(_TOKEN.findall(fold(article.text)))
        return cls(tokens, frozenset(_shingles(tokens)))


def _shingles(tokens: Sequence[str]) -> Iterator[str]:
    width = min(_SHINGLE, len(tokens)) or 1
    return map(" ".join, zip(*(tokens[i:] for i in range(width)), strict=False))


def signature(article: Article) -> bytes:
    """The MinHash of the whole text and of its beginning.

    Returns:
        2 × 128 hash values, 32 bits each, little endian: 1024 bytes to keep beside the article.
    """
    import numpy as np

    tokens = _Text.of(article).tokens
    hashes = [_minhash(tokens).hashvalues, _minhash(tokens[:_LEAD_TOKENS]).hashvalues]
    return np.concatenate(hashes).astype("<u4").tobytes()


@cache
def _blank() -> Any:
    """An empty sketch to copy: drawing the permutations takes longer than hashing an article."""
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, seed=1, scheme="affine32", hashfunc=crc32)


def _minhash(tokens: Sequence[str]) -> Any:
    sketch = _blank().copy()
    sketch.update_batch([shingle.encode() for shingle in _shingles(tokens)])
    return sketch


class CopyFinder:
    """Proposes articles that may be copies of each other, from their signatures alone."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self._tables = tuple(
            MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS) for _ in ("whole", "lead")
        )

    def add(self, article_id: str, signed: bytes) -> None:
        """Takes an article in; one that is there already is left as it is."""
        for table, sketch in zip(self._tables, _sketches(signed), strict=True):
            if article_id not in table:
                table.insert(article_id, sketch)

    def candidates(self, signed: bytes) -> frozenset[str]:
        """Ids of the articles taken in that may be copies; `is_copy` decides."""
        return frozenset(
            found
            for table, sketch in zip(self._tables, _sketches(signed), strict=True)
            for found in table.query(sketch)
        )


def _sketches(signed: bytes) -> list[Any]:
    import numpy as np
    from datasketch import MinHash

    values = np.frombuffer(signed, dtype="<u4").reshape(2, _PERMUTATIONS)
    return [
        MinHash(
            num_perm=_PERMUTATIONS,
            seed=1,
            scheme="affine32",
            permutations=_blank().permutations,
            hashvalues=half,
        )
        for half in values
    ]


def is_copy(one: Article, other: Article) -> bool:
    """Whether two articles are one report, whole or shortened, with no figure that differs."""
    return _near_in_time(one, other) and _same_report(_Text.of(one), _Text.of(other))


def _near_in_time(one: Article, other: Article) -> bool:
    if one.date is None or other.date is None:
        return True
    return abs(one.date - other.date) <= _LONGEST_DELAY


def _same_report(one: _Text, other: _Text) -> bool:
    short, long = sorted((one, other), key=lambda text: len(text.tokens))
    if not short.shingles or len(short.tokens) < _SHORTEST_SHARE * len(long.tokens):
        return False
    containment = len(short.shingles & long.shingles) / len(short.shingles)
    if len(short.tokens) < _LEAST_TOKENS:
        jaccard = len(short.shingles & long.shingles) / len(short.shingles | long.shingles)
        return jaccard >= _FEW_TOKENS_CONTAINMENT
    if containment < _LEAST_CONTAINMENT:
        return False
    return not _says_otherwise(short.tokens, long.tokens)


def _says_otherwise(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether in the same place one text has another number, the opposite, or a negation more."""
    matcher = SequenceMatcher(a=short, b=long, autojunk=False)
    return any(
        _contradict(short[a:b], long[c:d])
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def _contradict(cut: Sequence[str], put: Sequence[str]) -> bool:
    if cut and put:
        return _other_figures(cut, put) or _opposite(cut, put)
    alone = cut or put
    return len(alone) <= 2 and not _NEGATIONS.isdisjoint(alone)


def _other_figures(cut: Sequence[str], put: Sequence[str]) -> bool:
    """Numbers in both pieces, of which neither side's are all among the other's."""
    mine = {token for token in cut if _NUMBER.match(token)}
    theirs = {token for token in put if _NUMBER.match(token)}
    return bool(mine) and bool(theirs) and not mine <= theirs and not theirs <= mine


def _opposite(cut: Sequence[str], put: Sequence[str]) -> bool:
    """A short piece in which 涨 became 跌: a longer one is a sentence of other wording."""
    if max(len(cut), len(put)) > 4:
        return False
    return any(
        (one in cut and other in put) or (other in cut and one in put) for one, other in _OPPOSITES
    )


def groups(
    articles: Sequence[Article], signatures: Mapping[str, bytes] | None = None
) -> dict[str, tuple[str, ...]]:
    """Finds the near-identical articles in a collection.

    Args:
        articles: All that are to be compared; the same id twice counts once.
        signatures: Of articles whose `signature` is known already, by id.

    Returns:
        For every article that has copies, their ids in the order of `articles`. The relation is
        symmetric, and only of pairs that were compared: a copy's copy need not be one.
    """
    by_id = {article.id: article for article in articles}
    known = signatures or {}
    finder = CopyFinder()
    pairs: set[tuple[str, str]] = set()
    texts: dict[str, _Text] = {}
    for article in by_id.values():
        signed = known.get(article.id) or signature(article)
        for other_id in _earlier_copies(article, by_id, finder.candidates(signed), texts):
            pairs |= {(article.id, other_id), (other_id, article.id)}
        finder.add(article.id, signed)
    return _in_order(by_id, pairs)


def _earlier_copies(
    article: Article,
    by_id: Mapping[str, Article],
    candidates: Iterable[str],
    texts: dict[str, _Text],
) -> Iterator[str]:
    for other_id in candidates:
        other = by_id[other_id]
        if not _near_in_time(article, other):
            continue
        for each in (article, other):
            if each.id not in texts:
                texts[each.id] = _Text.of(each)
        if _same_report(texts[article.id], texts[other_id]):
            yield other_id


def _in_order(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    place = {article_id: number for number, article_id in enumerate(ids)}
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return {
        one: tuple(sorted(found[one], key=place.__getitem__))
        for one in sorted(found, key=place.__getitem__)
    }
