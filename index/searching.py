"""The reading side of the library: from a vector or words to passages with their articles."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from index.catalogue import Catalogue, passage_of
from index.chunking import heading
from index.models import Article, Filters, Hit, LibraryArticle
from index.store import VectorStore

_KEPT = 2000
"""Articles held in memory for the hits of the next questions."""


def listed(catalogue: Catalogue, ids: Sequence[str] | None = None) -> list[LibraryArticle]:
    """Articles with their relations, those asked for that are there or all.

    Newest first; those of one day by newspaper, file and place in the file.
    """
    held = catalogue.articles(ids)
    places = catalogue.places(ids)
    relations = catalogue.relations(ids)

    def order(article: Article) -> tuple[int, str, list[tuple[str, int]], str]:
        newness = -article.date.toordinal() if article.date else 0
        return newness, article.newspaper or "", places.get(article.id, []), article.id

    return [
        LibraryArticle(
            article,
            also_in=relations.get((article.id, "also_in"), ()),
            corrects=relations.get((article.id, "corrects"), ()),
            corrected_by=relations.get((article.id, "corrected_by"), ()),
            files=tuple(dict.fromkeys(path for path, _ in places.get(article.id, ()))),
        )
        for article in sorted(held.values(), key=order)
    ]


class Searcher:
    """Finds passages in the state that the catalogue names; threads may share it."""

    def __init__(self, catalogue: Catalogue, store: VectorStore) -> None:
        self._catalogue = catalogue
        self._store = store
        self._lock = threading.RLock()
        self._generation = catalogue.generation()
        self._writing_here = False
        self._articles: dict[str, tuple[Article, str]] = {}

    def nearest(self, vector: np.ndarray, k: int, filters: Filters) -> list[Hit]:
        """The `k` nearest passages, as many as the filters let through."""
        self.refresh()
        asked = k
        while True:
            found = self._store.nearest(vector, asked, filters)
            hits = self._hits(found, filters, k)
            if len(hits) == k:
                return hits
            if len(found) < asked:
                break
            # Some were of no use: left by an interruption, or outside a very long list of articles.
            asked *= 4
        allowed = self._catalogue.passage_ids(filters)
        if len(hits) == min(k, len(allowed)):
            return hits
        # The graph has lost its way among vectors that the filters shut out.
        return self._hits(self._store.exact(vector, allowed), filters, k)

    def matching(self, terms: Iterable[str], k: int, filters: Filters) -> list[Hit]:
        """The `k` passages that the terms fit best."""
        self.refresh()
        return self._hits(self._catalogue.matching(terms, k, filters), filters, k)

    def refresh(self) -> None:
        """Sees what was written since: Chroma does not notice another process by itself."""
        generation = self._catalogue.generation()
        with self._lock:
            if generation == self._generation:
                return
            if not self._writing_here:
                self._store.reopen()
            self._articles.clear()
            self._generation = generation

    @contextmanager
    def writing_here(self) -> Iterator[None]:
        """While this process alone may write, its store sees every change by itself."""
        self._writing_here = True
        try:
            yield
            self.refresh()
        finally:
            self._writing_here = False

    def _hits(self, found: Sequence[tuple[str, float]], filters: Filters, k: int) -> list[Hit]:
        """The first `k` of the passages that the catalogue names, with their articles."""
        spans = self._catalogue.passage_spans([passage_id for passage_id, _ in found])
        kept = [(spans[id_], score) for id_, score in found if id_ in spans]
        if filters.article_ids is not None:
            kept = [(span, score) for span, score in kept if span[0] in filters.article_ids]
        kept = kept[:k]
        held = self._held({span[0] for span, _ in kept})
        return [
            Hit(passage_of(*held[article_id], start, end), held[article_id][0], score)
            for (article_id, start, end), score in kept
            if article_id in held
        ]

    def _held(self, ids: set[str]) -> dict[str, tuple[Article, str]]:
        """Articles with their headings, from memory where they are."""
        with self._lock:
            found = {id_: self._articles[id_] for id_ in ids & self._articles.keys()}
        missing = ids - found.keys()
        if missing:
            read = self._catalogue.articles(missing)
            fresh = {id_: (article, heading(article)) for id_, article in read.items()}
            found |= fresh
            with self._lock:
                if len(self._articles) + len(fresh) > _KEPT:
                    self._articles.clear()
                self._articles.update(fresh)
        return found
