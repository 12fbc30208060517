"""The writing side of the library: reads, splits, joins, embeds and records, batch by batch.

The order makes every interruption harmless. New vectors first: nobody sees those that the catalogue
does not name. Then one transaction of the catalogue: the old state becomes the new one. Then the
old vectors go. What an interruption leaves behind is swept when the next run begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from index import changes, sync
from index.catalogue import Catalogue, FileRecord, Part, date_number, passage_of
from index.changes import Change, embedded_text
from index.chunking import heading, passages
from index.config import IndexConfig
from index.embedding import Encoder
from index.errors import UnreadableFile
from index.folding import fold
from index.gathering import Read, parts_of
from index.models import Article, Failure, Passage, Progress
from index.store import VectorStore
from index.words import VERSION

_BATCH_CHARS = 250_000
"""About a thousand passages: what an interruption may cost of embedding."""
_UNSWEPT = "unswept"


@dataclass(slots=True)
class Outcome:
    """What a run has done so far; numbers are of files."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    records: list[FileRecord] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    chars: int = 0


class Indexer:
    """Changes the library; the caller holds the lock."""

    def __init__(
        self, config: IndexConfig, encoder: Encoder, catalogue: Catalogue, store: VectorStore
    ) -> None:
        self._config = config
        self._encoder = encoder
        self._catalogue = catalogue
        self._store = store

    def run(
        self,
        found: Mapping[str, FileRecord],
        gone: AbstractSet[str],
        read: Read,
        progress: Progress,
    ) -> Outcome:
        """Makes the library hold what is found and no longer what is gone.

        Args:
            found: Files or documents by path.
            gone: Known paths to take out.
            read: Called for contents that are not known.
            progress: Told of what is read, embedded and indexed.

        Returns:
            What was done; what could not be read is named in it and leaves what was there.
        """
        stored = self._catalogue.files()
        known = {path: record.digest for path, record in stored.items()}
        plan = sync.plan(known, {path: record.digest for path, record in found.items()}, gone)
        outcome = Outcome(unchanged=len(plan.unchanged), removed=len(plan.gone))
        done = 0
        for batch in self._batches(plan.read, found, read, outcome, progress):
            self._commit(progress, records=batch.records, parts=batch.parts)
            contents = {record.digest: record.path for record in reversed(batch.records)}
            updated = sum(record.path in known for record in batch.records)
            added = sum(path not in known for path in contents.values())
            outcome.updated += updated
            outcome.added += added
            outcome.unchanged += len(batch.records) - updated - added
            done += len(batch.records)
            total = len(found) - len(plan.unchanged) - len(plan.copies)
            progress("index", done + len(outcome.failed), total)
        restamped = [path for path in plan.unchanged if found[path] != stored[path]]
        if plan.copies or restamped:
            self._commit(progress, records=[found[path] for path in (*plan.copies, *restamped)])
        updated = len(plan.copies.keys() & known.keys())
        outcome.updated += updated
        outcome.unchanged += len(plan.copies) - updated
        self.drop_files(plan.gone, progress)
        return outcome

    def drop_files(self, paths: Iterable[str], progress: Progress) -> None:
        """Takes files out, and the articles that no other file holds."""
        gone = frozenset(paths)
        if gone:
            self._commit(progress, gone_files=gone)

    def drop_articles(self, ids: Iterable[str], progress: Progress) -> None:
        """Takes articles out whatever files hold them; a file left without any goes too."""
        lost = {(p.digest, p.number) for p in self._catalogue.parts("article_id", ids)}
        digests = {digest for digest, _ in lost}
        left = {
            part.digest
            for part in self._catalogue.parts("digest", digests)
            if (part.digest, part.number) not in lost
        }
        emptied = digests - left
        files = self._catalogue.files().values()
        gone = frozenset(record.path for record in files if record.digest in emptied)
        self._commit(progress, gone_files=gone, lost=lost)

    def sweep(self, progress: Progress) -> None:
        """Makes vectors and words equal to the catalogue: after an interruption, loss or update."""
        facts = self._catalogue.meta()
        listed, indexed = self._catalogue.word_numbers()
        if facts.get("words", VERSION) != VERSION or listed != indexed:
            with self._catalogue.writing() as db:
                changes.rebuild_words(db)
        wanted = self._catalogue.counts().passages
        if not wanted and facts.get("encoder", self._encoder.name) != self._encoder.name:
            self._store.clear()
        if not facts.get(_UNSWEPT) and self._store.count() == wanted:
            return
        named, held = self._catalogue.passage_ids(), self._store.ids()
        self._store.remove(held - named)
        lost = self._catalogue.passage_spans(sorted(named - held))
        articles = self._catalogue.articles({article_id for article_id, _, _ in lost.values()})
        leads = {article_id: heading(article) for article_id, article in articles.items()}
        missing = [passage_of(articles[a], leads[a], start, end) for a, start, end in lost.values()]
        self._embed(missing, articles, progress)
        self._catalogue.set_meta(**{_UNSWEPT: ""})

    def _batches(
        self,
        contents: Mapping[str, tuple[str, ...]],
        found: Mapping[str, FileRecord],
        read: Read,
        outcome: Outcome,
        progress: Progress,
    ) -> Iterator[_Batch]:
        """Reads contents, by digest, and gathers their parts to batches worth a commit."""
        batch = _Batch()
        for number, paths in enumerate(contents.values()):
            progress("read", number, len(contents))
            try:
                parts, notes = parts_of(found[paths[0]], read)
            except UnreadableFile as error:
                outcome.failed.extend(Failure(path, str(error)) for path in paths)
                continue
            outcome.notes.extend(notes)
            batch.records.extend(found[path] for path in paths)
            batch.parts.extend(parts)
            batch.chars += sum(len(part.article.text) for part in parts)
            if batch.chars >= _BATCH_CHARS:
                yield batch
                batch = _Batch()
        progress("read", len(contents), len(contents))
        if batch.records:
            yield batch

    def _commit(
        self,
        progress: Progress,
        *,
        records: Sequence[FileRecord] = (),
        parts: Sequence[Part] = (),
        gone_files: AbstractSet[str] = frozenset(),
        lost: AbstractSet[tuple[str, int]] = frozenset(),
    ) -> None:
        """One step from state to state: vectors, catalogue, old vectors."""
        change = self._change(records, parts, gone_files, lost)
        old = self._passage_ids(change.gone_articles)
        self._catalogue.set_meta(**{_UNSWEPT: "1"})
        self._embed(change.passages, change.articles, progress)
        with self._catalogue.writing() as db:
            changes.apply(db, change)
        self._store.remove(old)
        self._catalogue.set_meta(**{_UNSWEPT: ""})

    def _change(
        self,
        records: Sequence[FileRecord],
        parts: Sequence[Part],
        gone_files: AbstractSet[str],
        lost: AbstractSet[tuple[str, int]],
    ) -> Change:
        before = self._catalogue.files()
        after = {path: record for path, record in before.items() if path not in gone_files}
        after.update({record.path: record for record in records})
        sources = _first_paths(after.values())
        old_sources = _first_paths(before.values())
        fresh = {part.digest for part in parts}
        moved = {d for d, path in old_sources.items() if sources.get(d) != path} | fresh
        moved |= {digest for digest, _ in lost}
        near = self._catalogue.parts("digest", moved)
        touched = {part.edition for part in (*near, *parts)}
        # Where the same articles stand in other files, these decide together whose path is shown.
        same = {part.article_id for part in near} | {part.article.id for part in parts}
        touched |= {part.edition for part in self._catalogue.parts("article_id", same)}
        stored = self._catalogue.parts("edition", touched)
        kept = [
            part
            for part in stored
            if part.digest in sources
            and part.digest not in fresh
            and (part.digest, part.number) not in lost
        ]
        from index.splitting import join

        placed, articles = sync.rejoin((*kept, *parts), sources, join)
        old = frozenset(part.article_id for part in stored) - articles.keys()
        with self._catalogue.reading() as db:
            gone = old - changes.outside(db, old, frozenset(touched))
        known = self._catalogue.articles(articles)
        new = [a for id_, a in articles.items() if id_ not in known]
        return Change(
            files=tuple(records),
            gone_files=frozenset(gone_files),
            editions=frozenset(touched),
            parts=tuple(placed),
            articles={i: a for i, a in articles.items() if known.get(i) != a},
            gone_articles=gone,
            passages=tuple(p for a in new for p in passages(a, self._config.passage_chars)),
            facts=self._facts(embeds=bool(new)),
        )

    def _facts(self, embeds: bool) -> dict[str, str]:
        generation = int(self._catalogue.meta().get("generation", "0"))
        facts = {"generation": str(generation + 1), "words": VERSION}
        if embeds:  # a removal must not load the encoder to ask for its dimensions
            facts["encoder"] = self._encoder.name
            facts["dimensions"] = str(self._encoder.dimensions)
        return facts

    def _passage_ids(self, articles: Iterable[str]) -> list[str]:
        return [
            f"{article_id}:{start}-{end}"
            for article_id in articles
            for start, end in self._catalogue.passages_of(article_id)
        ]

    def _embed(
        self, found: Sequence[Passage], articles: Mapping[str, Article], progress: Progress
    ) -> None:
        if not found:
            return

        def counted(done: int, total: int) -> None:
            progress("embed", done, total)

        vectors = self._encoder.encode_passages([embedded_text(p) for p in found], counted)
        metadata: list[dict[str, str | int]] = [
            {
                "article": passage.article_id,
                "date": date_number(articles[passage.article_id]),
                "newspaper": fold(articles[passage.article_id].newspaper or ""),
            }
            for passage in found
        ]
        self._store.put([passage.id for passage in found], vectors, metadata)


def _first_paths(records: Iterable[FileRecord]) -> dict[str, str]:
    first: dict[str, str] = {}
    for record in records:
        first[record.digest] = min(record.path, first.get(record.digest, record.path))
    return first
