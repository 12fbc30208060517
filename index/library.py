"""The library: files in, articles and passages out. The one door to everything in `index`."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from index.availability import available
from index.catalogue import EVERYTHING, Catalogue, Counts, FileRecord, passage_of
from index.chunking import heading
from index.config import IndexConfig
from index.embedding import Encoder
from index.errors import EncoderChanged, LibraryUnavailable, UnknownArticle
from index.gathering import (
    Articles,
    document_digest,
    files_named,
    gather,
    read_articles,
    split_document,
)
from index.health import examine
from index.indexing import Indexer, Outcome
from index.models import (
    Check,
    Document,
    Filters,
    Hit,
    IndexReport,
    LibraryArticle,
    Passage,
    Progress,
    RemoveReport,
)
from index.relating import relate
from index.searching import Searcher, listed
from index.store import VectorStore
from index.words import terms as words_of


def _silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Library:
    """A folder with the vectors, words and texts of articles; threads may share it.

    One process at a time writes; others read the state before the writer's last step. Every method
    raises `LibraryUnavailable` when the folder cannot be used.
    """

    def __init__(self, config: IndexConfig, encoder: Encoder) -> None:
        """Opens the library, making the folder if it is not there.

        Args:
            config: Where it is and how it is made.
            encoder: Must be the one that the library was made with.

        Raises:
            EncoderChanged: The library holds another encoder's vectors.
            LibraryUnavailable: The folder cannot be opened or written.
        """
        self.config = config
        self.encoder = encoder
        self._home = Path(config.home)
        self._writer = threading.RLock()
        with available(self._home):
            self._home.mkdir(parents=True, exist_ok=True)
            self._catalogue = Catalogue(self._home)
            self._store = VectorStore(self._home / "vectors")
            self._searcher = Searcher(self._catalogue, self._store)
        self._lock = FileLock(self._home / "write.lock", timeout=0, thread_local=False)
        self._indexer = Indexer(config, encoder, self._catalogue, self._store)
        self._check_encoder()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the files back; a second call does nothing."""
        self._store.close()
        self._catalogue.close()

    def index(
        self,
        paths: Iterable[str | Path],
        progress: Progress | None = None,
        leave: AbstractSet[str] = frozenset(),
    ) -> IndexReport:
        """Makes the library hold what the files hold.

        Args:
            paths: Files and folders. Folders are walked; files that were indexed from a folder and
                are no longer in it are taken out.
            progress: Told of files read, passages embedded and files indexed.
            leave: Absolute paths in the folders that are left as the library holds them.

        Returns:
            What was done. Files that cannot be read are named in it; what the library held of them
            stays.
        """
        largest = self.config.largest_file_mb

        def source(record: FileRecord) -> Articles:
            return read_articles(record.path, largest)

        with self._writing(progress) as told:
            started = time.monotonic()
            found = gather(paths, largest, leave)
            gone = found.gone(self._catalogue.files())
            outcome = self._indexer.run(found.records, gone, source, told)
            relate(self._catalogue, told)
            outcome.failed[:0] = found.failed
            outcome.notes.extend(found.notes(self._home))
            return self._report(outcome, started)

    def add(self, documents: Iterable[Document], progress: Progress | None = None) -> IndexReport:
        """Adds documents that have no file; `document.source` names each, as a path would."""
        given = {document.source: document for document in documents}

        def source(record: FileRecord) -> Articles:
            return split_document(given[record.path])

        with self._writing(progress) as told:
            started = time.monotonic()
            records = {s: FileRecord(s, document_digest(given[s])) for s in given}
            outcome = self._indexer.run(records, frozenset(), source, told)
            relate(self._catalogue, told)
            return self._report(outcome, started)

    def remove(
        self, paths_or_ids: Iterable[str | Path], progress: Progress | None = None
    ) -> RemoveReport:
        """Takes files, folders or single articles out of the library; no file is touched.

        Raises:
            UnknownArticle: One of them is not there; then nothing is removed.
        """
        with self._writing(progress) as told:
            before = self._catalogue.counts().articles
            files = self._catalogue.files()
            paths: set[str] = set()
            ids: set[str] = set()
            for name in paths_or_ids:
                held = files_named(str(name), files)
                if held:
                    paths |= held
                elif self._catalogue.articles([str(name)]):
                    ids.add(str(name))
                else:
                    raise UnknownArticle(str(name))
            if ids:
                self._indexer.drop_articles(ids, told)
            self._indexer.drop_files(paths, told)
            relate(self._catalogue, told)
        counts = self.counts()
        return RemoveReport(before - counts.articles, counts.articles, counts.passages)

    def articles(self) -> list[LibraryArticle]:
        """All articles, newest first; those of one day by newspaper, file and place in it."""
        with available(self._home):
            return listed(self._catalogue)

    def article(self, article_id: str) -> LibraryArticle:
        """One article with its relations.

        Raises:
            UnknownArticle: The library does not hold it.
        """
        with available(self._home):
            found = listed(self._catalogue, [article_id])
        if not found:
            raise UnknownArticle(article_id)
        return found[0]

    def articles_of(self, source: str) -> list[LibraryArticle]:
        """The articles of one source, in the order of `articles`; none where it is not there.

        Args:
            source: A file's path, or the name under which a document was added.
        """
        with available(self._home):
            record = self._catalogue.files().get(source)
            if record is None:
                return []
            parts = self._catalogue.parts("digest", [record.digest])
            return listed(self._catalogue, sorted({part.article_id for part in parts}))

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article, in order.

        Raises:
            UnknownArticle: The library does not hold it.
        """
        with available(self._home):
            held = self._catalogue.articles([article_id]).get(article_id)
            if held is None:
                raise UnknownArticle(article_id)
            spans = self._catalogue.passages_of(article_id)
        lead = heading(held)
        return [passage_of(held, lead, start, end) for start, end in spans]

    def nearest(self, question: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """The passages nearest in meaning, best first; the score is the cosine similarity.

        There are `k` of them if the filters let so many through.
        """
        if k <= 0 or filters.article_ids == frozenset():
            return []
        vector = self.encoder.encode_queries([question])[0]
        with available(self._home):
            return self._searcher.nearest(vector, k, filters)

    def matching(self, question: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """The passages whose words fit the question best; the score is BM25's."""
        return self.matching_terms([question], k, filters)

    def matching_terms(
        self, terms: Sequence[str], k: int, filters: Filters = EVERYTHING
    ) -> list[Hit]:
        """As `matching`, for words or phrases of one's own choice; any of them may match."""
        if k <= 0 or filters.article_ids == frozenset():
            return []
        wanted = [word for term in terms for word in words_of(term)]
        with available(self._home):
            return self._searcher.matching(wanted, k, filters)

    def newspapers(self) -> list[str]:
        """Names of the newspapers there are articles of."""
        with available(self._home):
            return self._catalogue.newspapers()

    def counts(self) -> Counts:
        """Numbers of files, articles and passages."""
        with available(self._home):
            return self._catalogue.counts()

    def check(self) -> list[Check]:
        """Whether files, catalogue, vectors and word index agree, and what else may go wrong."""
        with available(self._home):
            self._searcher.refresh()
            return examine(self._home, self._catalogue, self._store, self.encoder)

    @contextmanager
    def _writing(self, progress: Progress | None) -> Iterator[Progress]:
        """Holds the right to write, and begins by sweeping what an interruption left."""
        told = progress or _silent
        with self._writer, available(self._home):
            try:
                self._lock.acquire()
            except Timeout as error:
                raise LibraryUnavailable(
                    f"another process is writing to the library in {self._home}: try again when "
                    "it is done"
                ) from error
            try:
                self._searcher.refresh()
                self._check_encoder()
                with self._searcher.writing_here():
                    self._indexer.sweep(told)
                    yield told
            finally:
                self._lock.release()

    def _check_encoder(self) -> None:
        """Refuses vectors that cannot be compared with those there; an empty library takes any."""
        stored = self._catalogue.meta().get("encoder")
        if stored and stored != self.encoder.name and self._catalogue.counts().passages:
            raise EncoderChanged(stored, self.encoder.name)

    def _report(self, outcome: Outcome, started: float) -> IndexReport:
        counts = self._catalogue.counts()
        return IndexReport(
            added=outcome.added,
            updated=outcome.updated,
            unchanged=outcome.unchanged,
            removed=outcome.removed,
            failed=tuple(outcome.failed),
            articles=counts.articles,
            passages=counts.passages,
            seconds=time.monotonic() - started,
            notes=tuple(outcome.notes),
        )
