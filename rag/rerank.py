"""Reordering what was found by a model that reads question and passage together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from index.models import Hit


class Reranker(ABC):
    """Puts the hits in a better order; an empty list is settled here, once."""

    depth = 20
    """Hits that are reordered; those below keep their places."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Returns the hits with the first `depth` reordered."""
        if not hits:
            return []
        head, tail = hits[: self.depth], hits[self.depth :]
        scores = self.scores(question, head)
        ranked = sorted(zip(head, scores, strict=True), key=lambda pair: -pair[1])
        return [replace(hit, score=score) for hit, score in ranked] + list(tail)

    @abstractmethod
    def scores(self, question: str, hits: Sequence[Hit]) -> list[float]:
        """One score for each hit, higher is better."""


def build_reranker(name: str | None) -> Reranker | None:
    """A CrossEncoder by hub name or folder; None is off.

    Raises:
        ModelUnavailable: The model cannot be loaded.
    """
    if name is None:
        return None
    from rag.cross_encoder import CrossEncoderReranker  # torch loads only here

    return CrossEncoderReranker(name)
