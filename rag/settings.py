"""All settings in one frozen value; this module is the only reader of the environment.

Where a value comes from, the later outranking: the defaults, `wenbao.toml` in the library's
folder, `WENBAO_*` in the environment, the command line. A misspelt key is an error, not a default.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator

from index.config import IndexConfig, Section
from rag.errors import SettingsError

EMBEDDED_LLM = "embedded"


class RetrievalConfig(Section):
    """How passages are found.

    Attributes:
        candidates: Passages taken from the vectors and from the words, each.
        passages: Passages kept after fusing.
        per_article: Passages of one article kept, unless the question is about that article.
        word_weight: Weight of the word ranking in the fusion; the vectors' is 1. On ChronoQA's 600
            questions hit@1 / recall@5 were 0.887 / 0.931 at 0.5, 0.897 / 0.943 at 1, 0.908 / 0.947
            at 2, 0.912 / 0.942 at 3.
        reranker: A sentence-transformers CrossEncoder by hub name or folder; None is off.
    """

    candidates: int = Field(default=40, gt=0)
    passages: int = Field(default=8, gt=0)
    per_article: int = Field(default=2, gt=0)
    word_weight: float = Field(default=2.0, ge=0)
    reranker: str | None = None


class GenerationConfig(Section):
    """How an answer is made.

    Attributes:
        llm: `embedded`, or any `provider:model` of LangChain's `init_chat_model`.
        base_url: Address of an OpenAI-compatible server, for `openai:<model>`.
        api_key: Its key, if it wants one.
        evidence_chars: Characters of evidence in the prompt; None lets the model's size decide.
        max_tokens: Longest answer.
        judge: A large model, `provider:model`, that is asked a second time whether a quote supports
            its sentence; None is off.
        judge_url: Its server's address. Without one it is asked at `base_url`, with `api_key`, if
            `llm` is the embedded model or of the same provider.
        judge_key: Its key; `api_key` goes to no other address than `base_url`.
        refusal_threshold: Least probability that the evidence holds the answer; None takes the
            stored default.
    """

    llm: str = EMBEDDED_LLM
    base_url: str | None = None
    api_key: SecretStr | None = None
    evidence_chars: int | None = Field(default=None, gt=0)
    max_tokens: int = Field(default=256, gt=0)
    judge: str | None = None
    judge_url: str | None = None
    judge_key: SecretStr | None = None
    refusal_threshold: float | None = Field(default=None, ge=0, le=1)

    @field_validator("judge")
    @classmethod
    def _is_another_model(cls, judge: str | None) -> str | None:
        if judge == EMBEDDED_LLM:
            raise ValueError(
                "the embedded model is too small to judge: name a `provider:model`, or leave it out"
            )
        return judge


class Settings(Section):
    """Everything that can be set, by section."""

    index: IndexConfig = Field(default_factory=IndexConfig)
    retrieval: RetrievalConfig = Field(default_factory=RetrievalConfig)
    generation: GenerationConfig = Field(default_factory=GenerationConfig)


ENVIRONMENT: Mapping[str, tuple[str, str]] = {
    "WENBAO_HOME": ("index", "home"),
    "WENBAO_CACHE": ("index", "cache"),
    "WENBAO_EMBEDDING": ("index", "embedding"),
    "WENBAO_WEIGHTS": ("index", "weights"),
    "WENBAO_RERANKER": ("retrieval", "reranker"),
    "WENBAO_LLM": ("generation", "llm"),
    "WENBAO_LLM_URL": ("generation", "base_url"),
    "WENBAO_LLM_KEY": ("generation", "api_key"),
    "WENBAO_JUDGE": ("generation", "judge"),
    "WENBAO_JUDGE_URL": ("generation", "judge_url"),
    "WENBAO_JUDGE_KEY": ("generation", "judge_key"),
}
"""Variables of the environment and the setting each stands for."""


def load_settings(
    home: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Reads the settings.

    Args:
        home: The library's folder, outranking the environment's.
        environment: Variables to read instead of the process's.

    Returns:
        The settings, every path made absolute against the working folder.

    Raises:
        SettingsError: A key is unknown, a value is out of range, or the file is not TOML.
    """
    variables = _variables(os.environ if environment is None else environment)
    if home is not None:
        variables.setdefault("index", {})["home"] = str(home)
    folder = Path(variables.get("index", {}).get("home") or IndexConfig().home)
    merged = _read_file(folder / "wenbao.toml")
    for section, values in variables.items():
        merged.setdefault(section, {}).update(values)
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    paths = {
        name: getattr(settings.index, name).expanduser().absolute() for name in ("home", "cache")
    }
    return settings.model_copy(update={"index": settings.index.model_copy(update=paths)})


def _variables(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    sections: dict[str, dict[str, Any]] = {}
    for name, value in environment.items():
        if not name.startswith("WENBAO_") or not value:
            continue
        if name not in ENVIRONMENT:
            near = difflib.get_close_matches(name, ENVIRONMENT, n=1)
            hint = f": did you mean {near[0]}?" if near else f": known are {', '.join(ENVIRONMENT)}"
            raise SettingsError(f"there is no setting {name}{hint}")
        section, key = ENVIRONMENT[name]
        sections.setdefault(section, {})[key] = value
    return sections


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}") from error


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"there is no setting {where}: take it out of wenbao.toml or mend its name"
    return f"setting {where}: {first['msg']}"
