"""Errors of the library of articles, each for the person who can act on it.

LibraryError
├── UnreadableFile       one file cannot be read; the others go on
├── FolderMissing        a watched folder is not there for now
├── UnknownArticle       an id that the library does not hold
├── EncoderChanged       the library was made with another embedding model
├── LibraryUnavailable   the library's folder cannot be opened or written
└── WeightsMissing       the embedded model's weights are absent or damaged
"""

from __future__ import annotations


class LibraryError(Exception):
    """Something about the library that its owner can act on; `str()` is the sentence shown."""


class UnreadableFile(LibraryError):
    """A file that cannot be read; the message says why and what to do about it."""


class FolderMissing(LibraryError):
    """A watched folder that was removed, renamed or unmounted; it may come back."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"the folder {folder} is not there any more: the library keeps what it holds of it; "
            "put it back and watching goes on, or take its articles out with `wenbao remove`"
        )


class UnknownArticle(LibraryError):
    """An article id that is not in the library."""

    def __init__(self, article_id: str) -> None:
        super().__init__(
            f"no article {article_id} in the library: `wenbao articles` lists what is there"
        )


class EncoderChanged(LibraryError):
    """The vectors in the library come from another embedding model than the one asked for."""

    def __init__(self, stored: str, wanted: str) -> None:
        super().__init__(
            f"the library was made with the embedding model {stored}, asked for is {wanted}: "
            f"set WENBAO_EMBEDDING={stored}, or choose another folder with --home and index again"
        )


class LibraryUnavailable(LibraryError):
    """The library's folder cannot be opened or written."""


class WeightsMissing(LibraryError):
    """The weights of an embedded model are absent, incomplete or fail their digest."""
