"""The language model that the settings name, behind one interface and one error.

`embedded` runs in this process; everything else is a `provider:model` of LangChain's
`init_chat_model`, OpenAI-compatible servers among them by `openai:<model>` and their address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from index.config import IndexConfig
from index.models import Progress
from index.weights import first_line
from rag.errors import AssistantError, ModelUnavailable
from rag.settings import EMBEDDED_LLM, GenerationConfig

# Seconds without a byte after which a server counts as down; reading a long prompt on a slow
# machine may take a minute.
_TIMEOUT = 120.0
# OpenAI's reasoning models refuse any temperature but their own.
_OWN_TEMPERATURE = re.compile(r"openai:(o\d|gpt-5)")
# What a server without keys is sent, as its client insists on one.
_NO_KEY = "none"


@runtime_checkable
class Judge(Protocol):
    """A model that tells how probable a yes is, not only whether it says it."""

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = "是") -> float:
        """The probability that the reply to a prompt begins with `word`."""
        ...

    def settles(self, prompt: str) -> float:
        """The probability that the evidence of a prompt settles its question."""
        ...


def build_model(
    config: GenerationConfig,
    index: IndexConfig,
    progress: Progress | None = None,
    setting: str = "WENBAO_LLM",
) -> BaseChatModel:
    """The language model that the settings name.

    Args:
        config: `llm` names it; `base_url` and `api_key` are its server's.
        index: `cache` and `weights` are the embedded model's.
        progress: Told of what is made once.
        setting: The variable that names the model, for messages.

    Returns:
        A chat model whose every failure is a `ModelUnavailable`; the embedded one is a `Judge` too.

    Raises:
        ModelUnavailable: the name means nothing, a package is missing, or it cannot be loaded.
    """
    if config.llm == EMBEDDED_LLM:
        from rag.embedded import EmbeddedModel

        return EmbeddedModel.load(index.cache, progress, index.weights, config.max_tokens)
    return GuardedModel(
        inner=_named(config, setting),
        name=config.llm,
        address=config.base_url or "",
        setting=setting,
    )


def _named(config: GenerationConfig, setting: str) -> BaseChatModel:
    options: dict[str, Any] = {"timeout": _TIMEOUT, "max_retries": 1}
    options["max_tokens"] = config.max_tokens
    if not _OWN_TEMPERATURE.match(config.llm):
        options["temperature"] = 0
    if config.base_url:
        options["base_url"] = config.base_url
    if config.api_key or config.base_url:
        options["api_key"] = config.api_key.get_secret_value() if config.api_key else _NO_KEY
    try:
        if not config.llm.strip():
            raise ValueError("its name is empty")
        return _initialised(config.llm, bool(config.base_url), options)
    except ImportError as error:
        raise ModelUnavailable(
            f"the language model {config.llm} needs a package: {first_line(error)}"
        ) from error
    # Every provider's package checks its options with errors of its own.
    except Exception as error:
        raise ModelUnavailable(
            f"there is no language model {config.llm}: {first_line(error)}; {setting} is "
            f"`{EMBEDDED_LLM}` or `provider:model`, e.g. openai:qwen3 with {setting}_URL (and "
            f"{setting}_KEY if the server wants one)"
        ) from error


def _initialised(name: str, has_address: bool, options: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ValueError:
        # A server's own name may hold a colon (`qwen3:8b`) or none; with an address it is clear.
        if not has_address:
            raise
        model = init_chat_model(name, model_provider="openai", **options)
    return model


class GuardedModel(BaseChatModel):
    """Another chat model whose errors are told as one sentence, also in the midst of a stream.

    Attributes:
        inner: The model that answers.
        name: As the settings have it, for the messages.
        address: Of its server, for the messages; empty for the provider's own.
        setting: The variable that names it, for the messages.
    """

    inner: BaseChatModel
    name: str
    address: str = ""
    setting: str = "WENBAO_LLM"

    @property
    def _llm_type(self) -> str:
        return self.inner._llm_type

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        said = False
        try:
            for message in self.inner.stream(messages, stop=stop, **kwargs):
                if not isinstance(message, AIMessageChunk):
                    raise ModelUnavailable(self._sentence("its reply is not a message"))
                said = said or bool(message.text)
                yield ChatGenerationChunk(message=message)
        except AssistantError:
            raise
        # Every provider's client has an error tree of its own, and a reply that is not what its
        # protocol promises shows as any error at all.
        except Exception as error:
            raise ModelUnavailable(self._sentence(_reason(error, self.setting))) from error
        if not said:
            raise ModelUnavailable(self._sentence("its reply is empty"))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        try:
            message = self.inner.invoke(messages, stop=stop, **kwargs)
        # As in `_stream`.
        except Exception as error:
            raise ModelUnavailable(self._sentence(_reason(error, self.setting))) from error
        if not isinstance(message, AIMessage) or not message.text:
            raise ModelUnavailable(self._sentence("its reply is empty"))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _sentence(self, reason: str) -> str:
        where = f" at {self.address}" if self.address else ""
        return f"the language model {self.name}{where} cannot be used: {reason}"


def _reason(error: Exception, setting: str) -> str:
    """What went wrong and what to do, from the error's HTTP status or its kind."""
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return f"it wants another key (HTTP {status}): set {setting}_KEY"
    if status == 404:
        return f"it has no such model or address (HTTP 404): check {setting} and {setting}_URL"
    if status == 429:
        return "it is asked too much (HTTP 429): wait, or choose another model"
    if isinstance(status, int) and status >= 500:
        return f"its server failed (HTTP {status}): look at the server's log"
    kind = type(error).__name__
    if "Timeout" in kind:
        return f"no reply within {_TIMEOUT:.0f} seconds: is the server overloaded?"
    if "Connect" in kind or isinstance(error, OSError):
        return f"no connection: is the server running, and {setting}_URL its address?"
    return f"its reply is not understood ({kind}: {first_line(error)[:200]})"
