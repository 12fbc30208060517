"""The sentence-transformers CrossEncoder as a reranker."""

from __future__ import annotations

from collections.abc import Sequence

from index.models import Hit
from rag.errors import ModelUnavailable
from rag.rerank import Reranker


class CrossEncoderReranker(Reranker):
    """Scores pairs of question and passage with a CrossEncoder.

    Args:
        name: Hub name (a mirror in HF_ENDPOINT is respected) or local folder.

    Raises:
        ModelUnavailable: The model is not there or not a CrossEncoder.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"the reranker {name} cannot be loaded: give a local folder or a reachable hub "
                f"name in WENBAO_RERANKER, or leave it out ({error})"
            ) from error

    def scores(self, question: str, hits: Sequence[Hit]) -> list[float]:
        """Sigmoid scores of the model, one a hit."""
        pairs = [(question, f"{hit.passage.heading}\n{hit.passage.text}") for hit in hits]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]
