"""From a question to a checked answer; knows nothing of screens."""

from __future__ import annotations

from rag.opening import build_second_judge, open_assistant, open_library

__all__ = ["build_second_judge", "open_assistant", "open_library"]
