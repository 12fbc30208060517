"""Files read and split into articles for showing, without a library or a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import UnreadableFile
from index.models import Article, Failure, Progress


class SplitFiles:
    """The articles of files and folders, halves that are printed on different pages joined.

    Attributes:
        failed: The files that could not be read; complete after the iteration.
        notes: What the readers have to say, e.g. of a page that was too poor to recognise.
    """

    def __init__(self, paths: Sequence[Path], progress: Progress) -> None:
        self._paths = paths
        self._progress = progress
        self.failed: list[Failure] = []
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[tuple[str, Article]]:
        """Yields `(file, article)`; the file of a joined article is its first half's."""
        from index.splitting import join

        articles: list[Article] = []
        file_of: dict[str, str] = {}
        files = list(self._files())
        for done, file in enumerate(files):
            self._progress("Reading", done, len(files))
            for article in self._articles(file):
                articles.append(article)
                file_of.setdefault(article.source, str(file))
        self._progress("Reading", len(files), len(files))
        for article in join(articles):
            yield file_of.get(article.source, article.source), article

    def _articles(self, file: Path) -> list[Article]:
        from index.reading import read
        from index.splitting import split

        try:
            document = read(file, progress=self._progress)
        except UnreadableFile as error:
            self.failed.append(Failure(str(file), str(error)))
            return []
        self.notes.extend(document.notes)
        return split(document)

    def _files(self) -> Iterator[Path]:
        """The named files, and those of a known kind in the named folders, by name."""
        from index.reading import SUFFIXES

        for path in self._paths:
            if not path.is_dir():
                yield path
                continue
            for file in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
                if file.is_file() and not hidden and file.suffix.lower() in SUFFIXES:
                    yield file
