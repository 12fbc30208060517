"""From a question to a checked answer; knows nothing of screens."""

from __future__ import annotations

from rag.opening import open_assistant, open_library

__all__ = ["open_assistant", "open_library"]
