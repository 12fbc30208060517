"""The vectors: the only place that knows Chroma."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import LibraryUnavailable
from index.folding import fold
from index.models import Filters

_NAME = "passages"
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
_BATCH = 5000
"""Rows a call: Chroma takes 5,461 and SQLite about 32,000 variables."""
_MOST_IDS = 5000
"""A filter on more articles than this is applied after the search instead of within it."""


class VectorStore:
    """Unit vectors of passages by passage id, with what they are filtered by.

    Threads may share it. Another process that writes is not noticed until `reopen`.
    """

    def __init__(self, folder: Path) -> None:
        """Opens or makes the collection.

        Args:
            folder: Chroma's own folder; made when it is not there.

        Raises:
            LibraryUnavailable: Chroma cannot start, or the collection is not one of ours.
        """
        self._folder = folder
        self._lock = threading.RLock()
        self._client: Any = None
        self._open()

    def _open(self) -> None:
        try:
            import chromadb
            from chromadb.config import Settings
        except ValueError as error:
            # It reads `.env` of the working folder when imported, with unprefixed names.
            raise LibraryUnavailable(
                f"the vector store cannot start, a setting in the environment or in the .env file "
                f"of this folder is not one it understands ({error}): start from another folder"
            ) from error
        self._client = chromadb.PersistentClient(
            str(self._folder), settings=Settings(anonymized_telemetry=False)
        )
        # Without an embedding function: Chroma's default would be fetched from the network.
        self._rows: Any = self._client.get_or_create_collection(
            _NAME, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        space = self._rows.configuration["hnsw"]["space"]
        if space != "cosine":
            self.close()
            raise LibraryUnavailable(
                f"the vectors in {self._folder} are compared by {space}, not by cosine: choose "
                "another folder with --home and index again"
            )

    def close(self) -> None:
        """Gives the files back; a second call does nothing."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def reopen(self) -> None:
        """Sees what other processes have written."""
        with self._lock:
            self.close()
            self._open()

    def clear(self) -> None:
        """Forgets everything, the vectors' dimensions among it."""
        with self._lock:
            self._client.delete_collection(_NAME)
            self.reopen()

    def count(self) -> int:
        """How many vectors there are."""
        with self._lock:
            return int(self._rows.count())

    def ids(self) -> set[str]:
        """Ids of all vectors."""
        with self._lock:
            return set(self._rows.get(include=[])["ids"])

    def put(
        self, ids: Sequence[str], vectors: np.ndarray, metadata: Sequence[dict[str, str | int]]
    ) -> None:
        """Adds vectors, replacing those of the same id.

        Args:
            ids: Passage ids, each once.
            vectors: Unit vectors, shape `(len(ids), dimensions)`.
            metadata: Of each passage: `article`, `date` as yyyymmdd or 0, `newspaper` folded or "".
        """
        for first in range(0, len(ids), _BATCH):
            some = slice(first, first + _BATCH)
            with self._lock:
                # An add of an id that is there is ignored, and an upsert would merge the metadata.
                if there := self._rows.get(ids=list(ids[some]), include=[])["ids"]:
                    self._rows.delete(ids=there)
                self._rows.add(
                    ids=list(ids[some]),
                    embeddings=np.ascontiguousarray(vectors[some], dtype=np.float32),
                    metadatas=list(metadata[some]),
                )

    def remove(self, ids: Iterable[str]) -> None:
        """Takes vectors out; an id that is not there is nothing to do."""
        wanted = sorted(set(ids))
        for first in range(0, len(wanted), _BATCH):
            with self._lock:
                self._rows.delete(ids=wanted[first : first + _BATCH])

    def nearest(self, vector: np.ndarray, k: int, filters: Filters) -> list[tuple[str, float]]:
        """The `k` nearest vectors that the filters let through.

        Args:
            vector: A unit vector, shape `(dimensions,)`.
            k: How many at most.
            filters: A set of more than 5,000 articles is not applied: ask for more and sift.

        Returns:
            Passage ids and cosine similarities, nearest first. The graph may miss some where the
            filters leave few: see `exact`.
        """
        if k <= 0:
            return []
        with self._lock:
            found = self._rows.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=k,
                where=_where(filters),
                include=["distances"],
            )
        ids, distances = found["ids"][0], found["distances"][0]
        return [(id_, 1.0 - float(d)) for id_, d in zip(ids, distances, strict=True)]

    def exact(self, vector: np.ndarray, ids: Collection[str]) -> list[tuple[str, float]]:
        """Ids that are there with their cosine similarities, nearest first, without the graph."""
        scored: list[tuple[str, float]] = []
        wanted = sorted(ids)
        for first in range(0, len(wanted), _BATCH):
            with self._lock:
                found = self._rows.get(ids=wanted[first : first + _BATCH], include=["embeddings"])
            if found["ids"]:
                similar = np.asarray(found["embeddings"]) @ np.asarray(vector, dtype=np.float64)
                scored.extend(zip(found["ids"], similar.tolist(), strict=True))
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def _where(filters: Filters) -> dict[str, Any] | None:
    """The filters in Chroma's language: one operator at the top, nothing for no filter."""
    conditions: list[dict[str, Any]] = []
    if filters.date_from:
        conditions.append({"date": {"$gte": int(f"{filters.date_from:%Y%m%d}")}})
    if filters.date_to:
        conditions.append({"date": {"$lte": int(f"{filters.date_to:%Y%m%d}")}})
    if filters.date_to and not filters.date_from:
        conditions.append({"date": {"$gt": 0}})
    if filters.newspaper:
        conditions.append({"newspaper": fold(filters.newspaper)})
    if filters.article_ids is not None and len(filters.article_ids) <= _MOST_IDS:
        conditions.append({"article": {"$in": sorted(filters.article_ids)}})
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}
