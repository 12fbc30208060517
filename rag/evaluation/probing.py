"""Fitting the probe: `python -m rag.evaluation.probing NAME_cases.jsonl... > rag/probe.json`.

Each file of cases comes with its `NAME_documents.jsonl`. Of a question the sentence of a gold
document that holds its answer settles it, and what the search finds best beside that does not: the
best sentence of another document and the best of the gold one that lacks the answer. So the probe
learns to tell an answer from what is near to one: another year, another place, the same subject.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.chain import PromptValues, fill
from rag.engine import QUANTIZATION_GROUP
from rag.errors import BadCases
from rag.evaluation.cases import read_cases, read_documents
from rag.evaluation.measures import holds
from rag.evaluation.run import Names
from rag.evaluation.sources import find_sources
from rag.evidence import EvidenceSentence, rank_sentences
from rag.models import Case
from rag.opening import open_library
from rag.probe import Probe, layer_output
from rag.qwen import chat_prompt, model_folder
from rag.reading import LONGEST_QUOTES
from rag.responsiveness import in_context
from rag.retrieval import Retriever
from rag.settings import Settings, load_settings
from rag.temporal import with_absolute_dates

LAYER = 20
"""Of 28. On questions left out (five folds, ChronoQA and CMRC) the layers 17 to 24 tell at AUC 0.975
to 0.978, layer 15 at 0.973, and below it falls off: 0.95 at 13, 0.92 at 11."""
PENALTY = 0.003
"""Inverse strength of the L2 penalty, as scikit-learn's C: there are more numbers in a state than
questions to learn from."""
QUESTIONS = 500
"""Of each file, chosen at random."""


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt of which it is known whether its evidence settles its question."""

    prompt: str
    settles: bool


def examples(
    cases: Iterable[Case], names: Names, retriever: Retriever, today: date
) -> Iterator[Example]:
    """Prompts with the answer, and prompts with what the search finds beside it.

    Questions that compare events or ask several things are left out: no one sentence settles them.

    Args:
        cases: With answers and gold documents.
        names: From articles to documents.
        retriever: Over those documents.
        today: For cases without a day of their own.
    """
    for case in cases:
        day = case.date or today
        retrieved = retriever.retrieve(case.question, today=day)
        is_compared = retrieved.plan.kind in {"same", "order"}
        if not case.answers or is_compared or len(retrieved.parts()) > 1:
            continue
        question = with_absolute_dates(retrieved.question, day)
        ranked = sorted(rank_sentences(question, retrieved.hits), key=lambda s: -s.score)
        for sentence, settles in _chosen(ranked, case, names):
            quote = _in_context(sentence).strip()[:LONGEST_QUOTES]
            yield Example(fill("judge_quotes", PromptValues(question, quote, day)), settles)


def _chosen(
    ranked: Sequence[EvidenceSentence], case: Case, names: Names
) -> Iterator[tuple[EvidenceSentence, bool]]:
    """The best sentences of their kinds, each with whether it settles the question."""
    accepted = [string for group in case.answers for string in group]
    lacking = [s for s in ranked if not holds(_in_context(s), accepted)]
    gold = {s.key for s in ranked if not names.of(s.article).isdisjoint(case.gold)}
    settling = [
        s for s in ranked if s.key in gold and all(holds(s.text, group) for group in case.answers)
    ]
    yield from ((s, True) for s in settling[:1])
    others = [s for s in lacking if s.key not in gold]
    yield from ((s, False) for s in others[:1])
    if settling:  # else the answer may stand in the rest of the gold document, worded otherwise
        yield from ((s, False) for s in [s for s in lacking if s.key in gold][:1])


def _in_context(sentence: EvidenceSentence) -> str:
    return in_context(sentence.article, sentence.start, sentence.end)


class HiddenStates:
    """What a layer of the embedded model makes of the last token of a prompt.

    Args:
        folder: As `rag.qwen.model_folder` makes it.
        layer: From 0.
    """

    def __init__(self, folder: Path, layer: int) -> None:
        import openvino
        import openvino_genai
        from openvino import opset13 as op

        self._tokenizer = openvino_genai.Tokenizer(str(folder))
        model = openvino.Core().read_model(folder / "openvino_model.xml")
        ends = np.array([-1]), np.array([np.iinfo(np.int64).max])
        last = op.slice(layer_output(model, layer), *ends, np.array([1]), np.array([1]))
        cut = openvino.Model([op.result(last)], model.get_sinks(), model.get_parameters())
        hints = {
            "PERFORMANCE_HINT": "LATENCY",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(QUANTIZATION_GROUP),
        }
        self._request = openvino.Core().compile_model(cut, "CPU", hints).create_infer_request()

    def of(self, prompt: str) -> npt.NDArray[np.float32]:
        """The state after a user's message, shape `(hidden,)`."""
        text = chat_prompt([("user", prompt)])
        ids = np.array(self._tokenizer.encode(text, add_special_tokens=False).input_ids.data)
        self._request.reset_state()
        found = self._request.infer(
            {
                "input_ids": ids.astype(np.int64),
                "attention_mask": np.ones(ids.shape, np.int64),
                "position_ids": np.arange(ids.shape[1], dtype=np.int64)[None],
                "beam_idx": np.zeros(1, np.int32),
            }
        )
        return np.asarray(found[0][0, -1], np.float32)


def fit(states: npt.NDArray[np.float32], settles: Sequence[bool], layer: int = LAYER) -> Probe:
    """A logistic regression over standardised states, classes weighed equally.

    Args:
        states: Shape `(examples, hidden)`.
        settles: Of each example.
        layer: Whose states they are.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(states)
    model = LogisticRegression(C=PENALTY, max_iter=1000, class_weight="balanced")
    model.fit(scaler.transform(states), settles)
    weights = model.coef_[0] / scaler.scale_
    return Probe(
        layer, weights.astype(np.float32), float(model.intercept_[0] - scaler.mean_ @ weights)
    )


def _examples_of(cases: Path, documents: Path | None, settings: Settings) -> list[Example]:
    if documents is None:
        raise BadCases(f"{cases}: there is no file of documents beside it")
    texts = read_documents(documents)
    chosen = read_cases(cases)
    random.Random(0).shuffle(chosen)
    with tempfile.TemporaryDirectory(prefix="wenbao-probe-", ignore_cleanup_errors=True) as folder:
        index = settings.index.model_copy(update={"home": Path(folder)})
        with open_library(settings.model_copy(update={"index": index})) as library:
            library.add(text.document for text in texts)
            retriever = Retriever(library, settings.retrieval)
            found = examples(chosen[:QUESTIONS], Names(texts), retriever, date.today())
            return list(found)


def main(paths: Sequence[str]) -> None:
    """Prints the fitted probe as JSON; takes an hour on two cores.

    Raises:
        BadCases: A file is no file of cases, or has no documents beside it.
    """
    settings = load_settings()
    sources = find_sources([Path(path) for path in paths]).found
    found = [
        example
        for source in sources
        for example in _examples_of(source.path, source.documents, settings)
    ]
    states = HiddenStates(model_folder(settings.index.cache, weights=settings.index.weights), LAYER)
    known = np.stack([states.of(example.prompt) for example in found])
    probe = fit(known, [example.settles for example in found])
    sys.stderr.write(f"fitted to {len(found)} prompts\n")
    json.dump(probe.as_json(), sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
