"""The likeliest role of every line of a page: one Viterbi pass, linear in the number of lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.splitting.columns import column_widths
from index.splitting.facts import BODY, Facts, Passage, Role, facts, passage
from index.splitting.features import body_score, other_score, step_score
from index.splitting.lines import PrintedLine
from index.splitting.weights import WEIGHTS

_OPENS = (Role.FIRST, Role.FLUSH)
_GOES_ON = (Role.MIDDLE, Role.LAST)
_CLOSES = frozenset(
    {
        Role.ONLY,
        Role.LAST,
        Role.CREDIT,
        Role.HEADLINE,
        Role.HEADLINE_MORE,
        Role.BYLINE,
        Role.CAPTION_END,
        Role.AD,
        Role.AD_MORE,
        Role.FURNITURE,
    }
)
_ENTERED_FROM: dict[Role, frozenset[Role]] = {
    Role.MIDDLE: frozenset({Role.FIRST, Role.FLUSH, Role.MIDDLE}),
    Role.LAST: frozenset({Role.FIRST, Role.FLUSH, Role.MIDDLE}),
    Role.HEADLINE_MORE: frozenset({Role.HEADLINE, Role.HEADLINE_MORE}),
    Role.AD_MORE: frozenset({Role.AD, Role.AD_MORE}),
    Role.CREDIT: frozenset({Role.LAST, Role.ONLY}),
    Role.CAPTION: _CLOSES | {Role.CAPTION},
    Role.CAPTION_END: _CLOSES | {Role.CAPTION},
}
_STARTS = frozenset(
    {
        *_OPENS,
        Role.ONLY,
        Role.HEADLINE,
        Role.BYLINE,
        Role.CAPTION,
        Role.CAPTION_END,
        Role.AD,
        Role.FURNITURE,
    }
)
# Where a jump mark may stand: before what can open an article's text, after what can end it.
_AFTER_FROM = frozenset({Role.ONLY, Role.FIRST, Role.FLUSH, Role.HEADLINE, Role.CAPTION})
_BEFORE_TO = frozenset({Role.ONLY, Role.LAST})

State = tuple[Role, int]
"""A role, and for body text the number of the column width it is set in."""
_Steps = dict[Role, list[tuple[Role, float]]]


@dataclass(frozen=True, slots=True)
class RoledLine:
    """A line with its role and the margin, in log-odds, by which it beat the next best local one."""

    line: PrintedLine
    role: Role
    column: float


def assign_roles(
    lines: Sequence[PrintedLine], allowed: frozenset[Role] | None = None
) -> list[RoledLine]:
    """Finds the likeliest sequence of roles.

    Args:
        lines: A page's lines in reading order.
        allowed: Roles to choose from; None for all. Body roles are always allowed.
    """
    if not lines:
        return []
    columns = column_widths(lines) or [0.0]
    known = facts(lines)
    states = _states(len(columns), allowed)
    gaps = _trust_in_gaps(lines)
    tables: dict[Passage, _Steps] = {}
    best: dict[State, float] = {}
    trace: list[dict[State, State]] = []
    for index, fact in enumerate(known):
        emitted = _emissions(fact, columns, states)
        if index == 0:
            best = {s: v + _at_start(s[0]) for s, v in emitted.items() if s[0] in _STARTS}
            trace.append({})
            continue
        between = passage(known[index - 1], fact)
        if between not in tables:
            tables[between] = _steps(between, gaps)
        best, back = _step(best, emitted, tables[between])
        trace.append(back)
    path = _best_path(best, trace)
    return [
        RoledLine(line, role, columns[column] if role in BODY else 0.0)
        for line, (role, column) in zip(lines, path, strict=True)
    ]


def _at_start(role: Role) -> float:
    return WEIGHTS["caption"] if role in (Role.CAPTION, Role.CAPTION_END) else 0.0


def _states(columns: int, allowed: frozenset[Role] | None) -> list[State]:
    body = [(role, column) for role in BODY for column in range(columns)]
    others = [
        (role, 0) for role in Role if role not in BODY and (allowed is None or role in allowed)
    ]
    return body + others


def _emissions(
    fact: Facts, columns: Sequence[float], states: Sequence[State]
) -> dict[State, float]:
    scores: dict[State, float] = {}
    for state in states:
        role, column = state
        score = body_score(role, fact, columns[column]) if role in BODY else other_score(role, fact)
        if fact.line.jump_from and role not in _AFTER_FROM:
            score -= WEIGHTS["mark"]
        if fact.line.jump_to and role not in _BEFORE_TO:
            score -= WEIGHTS["mark"]
        scores[state] = score
    return scores


def _steps(between: Passage, gaps: float) -> _Steps:
    """Into each role, the roles it can follow and the scores of the steps."""
    return {
        role: [
            (source, step_score(source, role, between, gaps))
            for source in _ENTERED_FROM.get(role, _CLOSES)
        ]
        for role in Role
    }


def _step(
    best: dict[State, float], emitted: dict[State, float], steps: _Steps
) -> tuple[dict[State, float], dict[State, State]]:
    """One line further: the best way into each state that can be reached."""
    leaders: dict[Role, State] = {}
    for state, value in best.items():
        leader = leaders.get(state[0])
        if leader is None or value > best[leader]:
            leaders[state[0]] = state
    reached: dict[State, float] = {}
    back: dict[State, State] = {}
    entries: dict[Role, tuple[float, State | None]] = {}
    for state, score in emitted.items():
        role, column = state
        if role not in entries:
            entries[role] = _entry(role, best, leaders, steps[role])
        most, winner = entries[role]
        if role in BODY:
            most, winner = _own_column(column, best, steps[role], most, winner)
        if winner is not None:
            reached[state] = most + score
            back[state] = winner
    return reached, back


def _entry(
    role: Role,
    best: dict[State, float],
    leaders: dict[Role, State],
    steps: Sequence[tuple[Role, float]],
) -> tuple[float, State | None]:
    """The best way into a role, whatever the column before."""
    most, winner = -math.inf, None
    for source, value in steps:
        leader = leaders.get(source)
        if leader is None:
            continue
        value += best[leader]
        if role in BODY and source in BODY:
            # Within a paragraph the column is the same; between paragraphs a change has its price.
            value += WEIGHTS["column_change"] if role not in _GOES_ON else -math.inf
        if value > most:
            most, winner = value, leader
    return most, winner


def _own_column(
    column: int,
    best: dict[State, float],
    steps: Sequence[tuple[Role, float]],
    most: float,
    winner: State | None,
) -> tuple[float, State | None]:
    """The better of the best way in and the ways that stay in the same column."""
    for source, step in steps:
        state = (source, column)
        if source in BODY and state in best and best[state] + step > most:
            most, winner = best[state] + step, state
    return most, winner


def _best_path(best: dict[State, float], trace: Sequence[dict[State, State]]) -> list[State]:
    ending = {state: value for state, value in best.items() if state[0] in _CLOSES}
    # A page may break off in mid-sentence, or in a caption without a credit.
    for state, value in best.items():
        if state not in ending:
            ending[state] = value + 2 * WEIGHTS["open_end"]
    state = max(ending, key=lambda key: ending[key])
    path = [state]
    for back in reversed(trace[1:]):
        state = back[state]
        path.append(state)
    return path[::-1]


def _trust_in_gaps(lines: Sequence[PrintedLine]) -> float:
    share = sum(line.gap for line in lines) / len(lines)
    return 1.0 if 0.03 <= share <= 0.6 else 0.2
