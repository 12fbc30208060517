"""What indexing shall do, decided on values alone: no disk, no model, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import PurePath

from index.catalogue import Part
from index.models import Article
from index.payload import sound

Join = Callable[[list[Article]], list[Article]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Files by what is to be done with them; a path is in one field alone."""

    read: Mapping[str, tuple[str, ...]]
    """Paths to read and index, by digest: one of each is read, the others hold the same."""
    copies: Mapping[str, str]
    """Digests of paths that are new here and whose content is known from another path."""
    unchanged: frozenset[str]
    gone: frozenset[str]


def plan(known: Mapping[str, str], found: Mapping[str, str], gone: AbstractSet[str]) -> Plan:
    """Compares what is known with what is found.

    Args:
        known: Digests of the files in the library, by path.
        found: Digests of the files to index, by path.
        gone: Known paths that are no longer there.

    Returns:
        The plan. Content that only files which are gone or changed held is read anew: a renamed
        file may name another date.
    """
    unchanged = frozenset(path for path, digest in found.items() if known.get(path) == digest)
    staying = {
        digest
        for path, digest in known.items()
        if path not in gone and found.get(path, digest) == digest
    }
    read: dict[str, tuple[str, ...]] = {}
    copies: dict[str, str] = {}
    for path in sorted(found.keys() - unchanged):
        digest = found[path]
        if digest in staying:
            copies[path] = digest
        else:
            read[digest] = (*read.get(digest, ()), path)
    return Plan(read, copies, unchanged, frozenset(gone & known.keys()))


def within(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, at any depth."""
    return PurePath(folder) in PurePath(path).parents


def edition(article: Article, digest: str) -> str:
    """Names the set of parts that may hold this one's other half.

    For a half it is the day, and without a date the folder; a part that no jump mark calls a half
    stands alone with its file.
    """
    if not article.continues_from and not article.continues_to:
        return f"file:{digest}"
    if article.date:
        return article.date.isoformat()
    return f"folder:{PurePath(article.source).parent}"


def make_parts(digest: str, articles: Iterable[Article]) -> list[Part]:
    """The parts that one file's articles are; those without text are none."""
    return [
        Part(digest, number, edition(article, digest), article, article.id)
        for number, article in enumerate(map(sound, articles))
        if article.text.strip()
    ]


def rejoin(
    parts: Iterable[Part], sources: Mapping[str, str], join: Join
) -> tuple[list[Part], dict[str, Article]]:
    """Joins halves within each edition.

    Args:
        parts: All parts of some editions.
        sources: Path of the file, the first one in order, by digest.
        join: `index.splitting.join`.

    Returns:
        The parts with the ids of the articles they became, and those articles by id. The outcome
        does not depend on the order of the parts; an article that several files hold is there once,
        with the first one's path as its source.
    """
    by_edition: dict[str, list[Part]] = {}
    for part in parts:
        source = sources.get(part.digest, part.article.source)
        here = replace(part, article=replace(part.article, source=source))
        by_edition.setdefault(part.edition, []).append(here)
    placed: list[Part] = []
    articles: dict[str, Article] = {}
    for name in sorted(by_edition):
        found = sorted(by_edition[name], key=lambda p: (p.article.source, p.number, p.digest))
        for part, article in _joined(found, join):
            placed.append(replace(part, article_id=article.id))
            held = articles.get(article.id)
            if held is None or article.source < held.source:
                articles[article.id] = article
    return placed, articles


def _joined(parts: Sequence[Part], join: Join) -> list[tuple[Part, Article]]:
    unique: dict[str, Article] = {}
    for part in parts:
        unique.setdefault(part.article.id, part.article)
    marked = any(a.continues_from or a.continues_to for a in unique.values())
    outcome = {a.id: a for a in join(list(unique.values()))} if marked else unique
    made = [article for id_, article in outcome.items() if id_ not in unique]
    return [(part, outcome.get(part.article.id) or _whole(part.article, made)) for part in parts]


def _whole(half: Article, made: Sequence[Article]) -> Article:
    """The joined article that holds the half, or the half itself so that no text is lost."""
    text = _squeezed(half.text)
    for article in made:
        if text in _squeezed(article.text):
            return article
    paragraphs = [_squeezed(paragraph) for paragraph in half.paragraphs]
    for article in made:
        whole = _squeezed(article.text)
        if sum(len(p) for p in paragraphs if p in whole) * 2 > len(text):
            return article
    return half


def _squeezed(text: str) -> str:
    return "".join(text.split())
