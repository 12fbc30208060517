"""How the embedded encoder's batches are computed: by OpenVINO, or by torch where it cannot."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import WeightsMissing
from index.models import Progress
from index.weights import first_line, made_once

if TYPE_CHECKING:
    from tokenizers import Encoding

Vectors = npt.NDArray[np.float32]

_LOG = logging.getLogger(__name__)
BATCH = 16
# While one request computes, the other's texts are laid out and its results are copied.
_REQUESTS = 2

Batch = tuple[list[int], dict[str, npt.NDArray[np.int64]]]
Keep = Callable[[Sequence[int], Vectors], None]


def batches(encodings: Sequence[Encoding]) -> Iterator[Batch]:
    """Rows and model inputs, longest first, so that little is padded and memory is claimed once."""
    order = sorted(range(len(encodings)), key=lambda row: -len(encodings[row].ids))
    for at in range(0, len(order), BATCH):
        rows = order[at : at + BATCH]
        width = len(encodings[rows[0]].ids)
        ids = np.ones((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for line, row in enumerate(rows):
            tokens = encodings[row].ids
            ids[line, : len(tokens)] = tokens
            mask[line, : len(tokens)] = 1
        yield rows, {"input_ids": ids, "attention_mask": mask}


class Runner(Protocol):
    """Computes batches; may be called by several threads at once."""

    def run(self, batches: Iterator[Batch], output: str, keep: Keep) -> None:
        """Gives `keep` each batch's rows with its output, `sentence` or `tokens`."""
        ...


class _OpenVinoRunner:
    """Two requests at a time over one compiled model; each call has its own."""

    def __init__(self, model: Path) -> None:
        import openvino

        self._openvino = openvino
        self._compiled = openvino.Core().compile_model(
            model / "model.xml", "CPU", {"PERFORMANCE_HINT": "LATENCY"}
        )
        self._idle: list[Any] = []
        self._lock = Lock()

    def run(self, batches: Iterator[Batch], output: str, keep: Keep) -> None:
        requests = [self._borrow() for _ in range(_REQUESTS)]
        running: list[tuple[Any, list[int]]] = []
        try:
            for rows, inputs in batches:
                if len(running) == len(requests):
                    self._finish(running.pop(0), output, keep)
                busy = {id(request) for request, _ in running}
                request = next(r for r in requests if id(r) not in busy)
                request.start_async(inputs, share_inputs=False)
                running.append((request, rows))
            while running:
                self._finish(running.pop(0), output, keep)
        finally:
            for request, _ in running:
                request.wait()
            with self._lock:
                self._idle.extend(requests)

    def _borrow(self) -> Any:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._compiled.create_infer_request()

    @staticmethod
    def _finish(job: tuple[Any, list[int]], output: str, keep: Keep) -> None:
        request, rows = job
        request.wait()
        keep(rows, np.array(request.get_tensor(output).data, np.float32))


class _TorchRunner:
    """The same outputs from the SentenceTransformer folder itself."""

    def __init__(self, source: Path) -> None:
        self._model = load_sentence_transformer(str(source), "cpu").float()
        self._lock = Lock()

    def run(self, batches: Iterator[Batch], output: str, keep: Keep) -> None:
        import torch

        name = {"sentence": "sentence_embedding", "tokens": "token_embeddings"}[output]
        for rows, inputs in batches:
            tensors = {key: torch.from_numpy(value) for key, value in inputs.items()}
            with self._lock, torch.inference_mode():
                keep(rows, self._model(tensors)[name].numpy())


def build_runner(source: Path, folder: Path, progress: Progress | None) -> Runner:
    """The fastest runner that works here.

    Args:
        source: The SentenceTransformer folder.
        folder: Where its OpenVINO form is, or is made.
        progress: Told of the making.

    Raises:
        WeightsMissing: the OpenVINO form cannot be written.
    """
    try:
        made_once(folder, lambda partial: _convert(source, partial, progress))
        return _OpenVinoRunner(folder)
    # OpenVINO raises ImportError without its libraries, OSError when one cannot be loaded, and
    # RuntimeError on a processor it has no kernels for; torch gives the same vectors, slower.
    except (ImportError, OSError, RuntimeError) as error:
        _LOG.warning("OpenVINO cannot run the embedded encoder, torch does: %s", first_line(error))
        return _TorchRunner(source)


def _convert(source: Path, folder: Path, progress: Progress | None) -> None:
    """Converts the SentenceTransformer folder to OpenVINO, with outputs `sentence` and `tokens`."""
    import openvino
    import torch

    if progress:
        progress("making multilingual-e5-small", 1, 2)

    class Outputs(torch.nn.Module):
        def __init__(self, model: Any) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
            found = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return found["sentence_embedding"], found["token_embeddings"]

    outputs = Outputs(load_sentence_transformer(str(source), "cpu").float().eval())
    example = torch.ones((2, 8), dtype=torch.int64)
    with warnings.catch_warnings():
        # Of tracing; that the graph holds for other shapes is tested instead.
        warnings.simplefilter("ignore")
        model = openvino.convert_model(
            outputs, example_input={"input_ids": example, "attention_mask": example}
        )
    for port, name in zip(model.outputs, ("sentence", "tokens"), strict=True):
        port.get_tensor().set_names({name})
    openvino.save_model(model, folder / "model.xml", compress_to_fp16=True)
    if progress:
        progress("making multilingual-e5-small", 2, 2)


def load_sentence_transformer(name: str, device: str | None) -> Any:
    """A SentenceTransformer by folder or hub name, without the network where the disk has it.

    Raises:
        WeightsMissing: there is none, or the hub cannot be reached.
    """
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError
    from sentence_transformers import SentenceTransformer

    from index.e5_weights import quiet_transformers

    quiet_transformers()
    try:
        try:
            return SentenceTransformer(name, device=device, local_files_only=True)
        except OSError:
            if Path(name).expanduser().is_absolute() or Path(name).is_dir():
                raise
            return SentenceTransformer(name, device=device)
    except (OSError, ValueError, RuntimeError, HfHubHTTPError, HFValidationError) as error:
        raise WeightsMissing(
            f"the embedding model {name} cannot be loaded: {first_line(error)}; give the folder "
            f"of a sentence-transformers model, or its hub name where the hub (or the mirror "
            f"named by HF_ENDPOINT) can be reached"
        ) from error
