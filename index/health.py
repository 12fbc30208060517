"""Whether the parts of the library agree, for `wenbao doctor`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from index.catalogue import Catalogue
from index.embedding import Encoder
from index.models import Check
from index.store import VectorStore
from index.words import VERSION

_LEAST_MB = 500


def examine(home: Path, catalogue: Catalogue, store: VectorStore, encoder: Encoder) -> list[Check]:
    """One check a part; `detail` says what to do where one fails."""
    return [
        _catalogue(catalogue),
        _files(catalogue),
        _vectors(catalogue, store),
        _words(catalogue),
        _encoder(catalogue, encoder),
        _disk(home),
    ]


def _catalogue(catalogue: Catalogue) -> Check:
    counts = catalogue.counts()
    damage = catalogue.damage()
    if damage:
        return Check("catalogue", False, f"damaged ({damage}): restore it, or index again")
    return Check(
        "catalogue",
        True,
        f"{counts.files} files, {counts.articles} articles, {counts.passages} passages",
    )


def _files(catalogue: Catalogue) -> Check:
    gone = changed = 0
    for record in catalogue.files().values():
        if not record.mtime_ns:
            continue
        try:
            status = os.stat(record.path)
        except OSError:
            gone += 1
            continue
        changed += (status.st_size, status.st_mtime_ns) != (record.size, record.mtime_ns)
    if changed:
        return Check("files", False, f"{changed} changed since they were indexed: index them again")
    # The library answers without the files it was made from, so their loss is no fault.
    return Check("files", True, f"{gone} are no longer on the disk" if gone else "as indexed")


def _vectors(catalogue: Catalogue, store: VectorStore) -> Check:
    named, held = catalogue.passage_ids(), store.ids()
    if missing := len(named - held):
        return Check(
            "vectors", False, f"{missing} passages have no vector: `wenbao index` makes them again"
        )
    surplus = len(held - named)
    note = f", {surplus} left by an interrupted run, to be swept by the next" if surplus else ""
    return Check("vectors", True, f"{len(named)} passages have theirs{note}")


def _words(catalogue: Catalogue) -> Check:
    made = catalogue.meta().get("words", VERSION)
    if made != VERSION:
        return Check("words", False, "made by another version: `wenbao index` makes it anew")
    listed, indexed = catalogue.word_numbers()
    if listed != indexed:
        return Check(
            "words",
            False,
            f"{len(listed ^ indexed)} passages differ between catalogue and word index: "
            "`wenbao index` makes it anew",
        )
    return Check("words", True, f"{len(listed)} passages are in the word index")


def _encoder(catalogue: Catalogue, encoder: Encoder) -> Check:
    stored = catalogue.meta().get("encoder", encoder.name)
    if stored != encoder.name:
        return Check("encoder", False, f"made with {stored}, set is {encoder.name}")
    return Check("encoder", True, f"{encoder.name}, {encoder.dimensions} dimensions")


def _disk(home: Path) -> Check:
    free = shutil.disk_usage(home).free >> 20
    writable = os.access(home, os.W_OK)
    if not writable:
        return Check("disk", False, f"{home} cannot be written: give this user permission")
    if free < _LEAST_MB:
        return Check("disk", False, f"only {free} MB free in {home}: make room before indexing")
    return Check("disk", True, f"{free} MB free in {home}")
