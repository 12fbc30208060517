"""Whose deed or figure it is: what a claim says of someone, the evidence must say of the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.support.alignment import Alignment
from rag.support.facts import equal
from rag.support.findings import Finding
from rag.support.known import Known
from rag.support.lexicon import told
from rag.support.mentions import Mention, mentions, rivals
from rag.support.names import held
from rag.support.reading import Fact, Reading, Sentence
from rag.support.terms import Term, clause_spans

_TITLE = re.compile(r"[长员师官席记理者授监裁人家星令]$|指令$")
_CLEAR = 0.6
"""Share of a claim's words that one evidence clause must hold to be what the claim is about."""
_LEAST = 0.5
"""Weight of what is said of a name, below which nothing is said of it."""
_BACK = 4
"""Clauses looked back for the subject of a clause that names none."""


@dataclass(frozen=True, slots=True)
class _Clause:
    sentence: Sentence
    start: int
    end: int
    text: str
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]


def _clauses(alignment: Alignment) -> list[_Clause]:
    found = []
    for sentence in alignment.window.sentences:
        named = mentions(sentence)
        for start, end in clause_spans(sentence.folded):
            inside = tuple(m for m in named if start <= m.start < end)
            facts = tuple(f for f in sentence.facts if start <= f.start < end)
            text = sentence.folded[start:end]
            found.append(_Clause(sentence, start, end, text, inside, facts))
    return found


def _presence(term: Term, clause: _Clause, known: Known) -> float:
    if term.fact is not None:
        return float(any(equal(term.fact, f, known.years) for f in clause.facts))
    return told(term.text, clause.text)


def check_binding(terms: list[Term], alignment: Alignment, known: Known) -> list[Finding]:
    """Objections to deeds and figures that the evidence gives to another.

    Args:
        terms: Terms of the claim's sentence.
        alignment: With the run of evidence sentences.
        known: The question; a short answer (6年) is about whom the question names.
    """
    clauses = _clauses(alignment)
    given = alignment.claim.folded + known.question
    findings = []
    for mention, about in _statements(terms, alignment.claim, clauses, known):
        rival = _rival(mention, about, clauses, known)
        if rival is not None and rival.text not in given:
            findings.append(Finding("roles", "fatal", "differs", mention.text, rival.text))
    return findings


def _statements(
    terms: list[Term], claim: Sentence, clauses: list[_Clause], known: Known
) -> Iterator[tuple[Mention, list[Term]]]:
    """Each mention of the claim with what is said of it in the same clause."""
    named = {m.start: m for m in mentions(claim)}
    asked = [m for m in known.mentions if m.kind == "person" or m.after]
    for number in {t.clause for t in terms}:
        clause = [t for t in terms if t.clause == number and (t.fact or len(t.text) > 1)]
        own = [named[t.start] for t in clause if t.start in named]
        behind_names = {
            t.end for t in clause if t.name and getattr(named.get(t.start), "kind", "") != "person"
        }
        said = [t for t in clause if not t.name and t.start not in behind_names]
        for mention in own:
            own_noun = -1 if mention.kind in {"person", "place"} else mention.end
            yield mention, [t for t in said if t.start not in (mention.start, own_noun)]
        if not any(m.kind == "person" or rivals_possible(m) for m in own):
            for mention in asked:
                if any(held(mention.text, c.text) for c in clauses):
                    yield mention, clause


def rivals_possible(mention: Mention) -> bool:
    """Whether a mention is a proper name, whose owner need not be looked for in the question."""
    return mention.kind in {"person", "ns", "nt", "nz"}


def _rival(
    mention: Mention, about: list[Term], clauses: list[_Clause], known: Known
) -> Mention | None:
    total = sum(t.weight for t in about)
    if total < _LEAST:
        return None
    scores = [sum(t.weight * _presence(t, c, known) for t in about) for c in clauses]
    best = max(scores, default=0.0)
    if best < _CLEAR * total:
        return None
    found: Mention | None = None
    for index, score in enumerate(scores):
        if score < best:
            continue
        found = _subject_instead(mention, index, about, clauses)
        if found is None:
            return None
    return found


def _subject_instead(
    mention: Mention, index: int, about: list[Term], clauses: list[_Clause]
) -> Mention | None:
    """The rival that a clause is about; None when it is about the mention, or nobody can tell."""
    clause = clauses[index]
    if held(mention.text, clause.text):
        return None
    others = [m for m in clause.mentions if rivals(mention, m)]
    first = min((at for t in about if (at := clause.text.find(t.text)) >= 0), default=0)
    if mention.kind != "place":
        others = [m for m in others if m.start - clause.start < first] or []
    if others:
        return others[-1]
    if mention.kind == "place":
        return None
    for before in reversed(clauses[max(0, index - _BACK) : index]):
        if held(mention.text, before.text):
            return None
        others = [m for m in before.mentions if rivals(mention, m)]
        if others:
            return others[-1]
    return None


def check_titles(
    terms: list[Term], claim: Sentence, evidence: Reading, known: Known
) -> list[Finding]:
    """Objections to a title that the evidence gives to another person (馆长方怡).

    Args:
        terms: Terms of the claim's sentence.
        claim: That sentence; its persons, or the other side of 是, are compared.
        evidence: Where the title's holders are looked for.
        known: The question (馆长是谁), where the claim is a name alone.
    """
    words = [t.text for t in terms if not t.fact and not t.name and _TITLE.search(t.text)]
    asked = [w for w in known.words if _TITLE.search(w)] if "谁" in known.question else []
    linked = [w for w in words if _linked(w, claim)]
    for title in linked or asked:
        holders = {
            m.text for s in evidence.sentences if title in s.folded for m in _holders(title, s)
        }
        if holders and not any(held(h, claim.folded) for h in holders):
            if _named_with(title, claim, evidence):
                continue
            name = next((m.text for m in mentions(claim) if m.kind == "person"), claim.folded)
            return [Finding("roles", "fatal", "differs", name, "、".join(sorted(holders)))]
    return []


def _named_with(title: str, claim: Sentence, evidence: Reading) -> bool:
    """Whether the evidence says of the claim's other side of 是 that it takes the title.

    A title passes on: who will be the 31st prime minister is another than the one who is.
    """
    said = re.search(r"(?:是|为)([^,;:。!?]{2,})", claim.folded)
    if said is None or title in said[1]:
        return False
    takes = rf"{re.escape(said[1])}[^,;:。]{{0,4}}(?:成为|当选|就任|出任|接任|任|是|为)[^,;:。]*{re.escape(title)}"
    return any(re.search(takes, s.folded) for s in evidence.sentences)


def _linked(title: str, claim: Sentence) -> bool:
    """Whether a claim says who holds a title: by 是 or 为, or by putting a name beside it."""
    if re.search(
        rf"{re.escape(title)}.?(?:是|为)\w|(?:是|为|担任|任)[^,;]*{re.escape(title)}", claim.folded
    ):
        return True
    return any(True for _ in _holders(title, claim))


def _holders(title: str, sentence: Sentence) -> Iterator[Mention]:
    """Persons named right behind a title."""
    ends = [m.end() for m in re.finditer(re.escape(title), sentence.folded)]
    for person in mentions(sentence):
        if person.kind == "person" and any(0 <= person.start - end <= 1 for end in ends):
            yield person
