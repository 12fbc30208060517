"""What an answer is made of: frozen values whose status is derived, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.models import Article, Hit

Verdict = Literal["supported", "partial", "unsupported"]
Status = Literal["answered", "refused"]


@dataclass(frozen=True, slots=True)
class Support:
    """What the evidence says of one claim.

    `start` and `end` are offsets of the shortest sentence-wise quote in the evidence text that
    bears the claim out; both are -1 when nothing does. `contradicted`: a figure, date, denial,
    direction or quotation of the claim is not as the evidence has it.
    """

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    start: int = -1
    end: int = -1
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer into an article; `quote == article.text[start:end]`."""

    number: int
    article: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The verbatim piece of the article."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer with its verdict and the numbers of its citations."""

    text: str
    verdict: Verdict
    citations: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the question; None where the step did not happen."""

    retrieval_s: float | None = None
    first_token_s: float | None = None
    total_s: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation, for making a follow-up question stand alone."""

    question: str
    """Standing alone, so that a follow-up of a follow-up is understood too."""
    answer: str
    """Empty after a refusal: the articles that it names are not what was spoken of."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer, or a refusal with the nearest articles."""

    question: str
    standalone_question: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Article, ...] = ()
    model: str = ""
    timings: Timings = Timings()
    refusal: str = ""
    """What was missing, for the reader; empty when all that was asked is answered."""
    support_probability: float | None = None
    """The gate's probability that this answers the question; None where no gate decided."""
    signals: tuple[float, ...] = ()
    """What the gate decided by, `rag.refusal.FEATURES` in their order; empty where none did."""

    @property
    def status(self) -> Status:
        """`refused` when no sentence stands on evidence."""
        return "answered" if any(s.citations for s in self.sentences) else "refused"

    @property
    def text(self) -> str:
        """The answer as read: its sentences, and what was missing."""
        said = "".join(s.text for s in self.sentences)
        return "\n".join(piece for piece in (said, self.refusal) if piece)

    @property
    def turn(self) -> Turn:
        """The exchange as later questions are understood from it."""
        said = "".join(s.text for s in self.sentences) if self.status == "answered" else ""
        return Turn(self.standalone_question or self.question, said)


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """First event of a streamed answer: the passages, before a word is generated."""

    standalone_question: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class TextAdded:
    """A piece of the draft as the model writes it; the checked answer replaces it."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event of a streamed answer."""

    answer: Answer


Event = EvidenceFound | TextAdded | Finished


@dataclass(frozen=True, slots=True)
class Case:
    """One evaluation case; see the README's section on measuring."""

    id: str
    question: str
    answers: tuple[tuple[str, ...], ...] = ()
    """Groups of accepted strings, one of each group must be in the answer; none = must refuse."""
    gold: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    date: date | None = None
