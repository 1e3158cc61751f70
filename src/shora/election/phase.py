"""How far an election, or one of its boxes, has come; which of the eleven words may be next.

- define → ready → open → close → tally → count move it on, each exactly once and in this order;
- a failed readiness check takes ``ready`` back to ``defined``;
- checkin and vote need it open; publish, verify and audit are for any time after define.
"""

from enum import StrEnum
from typing import Final

from shora.errors import InputError, RefusedError


class Phase(StrEnum):
    """What has been done last."""

    NOTHING = "nothing"
    DEFINED = "defined"
    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"
    TALLIED = "tallied"
    COUNTED = "counted"


_MOVES: Final = {
    "define": Phase.DEFINED,
    "ready": Phase.READY,
    "open": Phase.OPEN,
    "close": Phase.CLOSED,
    "tally": Phase.TALLIED,
    "count": Phase.COUNTED,
}
_WAY: Final = tuple(Phase)
_WHILE_OPEN: Final = ("checkin", "vote")
_ANY_TIME: Final = ("publish", "verify", "audit")


def step(phase: Phase, word: str) -> Phase:
    """The phase after the step ``word``; :class:`RefusedError` says which step is missing.

    :class:`InputError` where ``word`` is none of the eleven.
    """
    if word in _MOVES:
        needed = _WAY[_WAY.index(_MOVES[word]) - 1]
        if phase is needed:
            return _MOVES[word]
    elif word in _WHILE_OPEN:
        needed = Phase.OPEN
        if phase is needed:
            return phase
    elif word in _ANY_TIME:
        needed = Phase.DEFINED
        if _WAY.index(phase) >= _WAY.index(needed):
            return phase
    else:
        raise InputError(f"{word!r} is not a step of an election")
    if word in _WHILE_OPEN or _WAY.index(phase) < _WAY.index(needed):
        hint = f"the step {_word_for(needed)} comes first" if _WAY.index(phase) < _WAY.index(needed) else ""
        raise RefusedError(f"{word} needs phase {needed}, and this is {phase}", hint=hint)
    raise RefusedError(f"{word} was done already: this is {phase}")


def not_ready(phase: Phase) -> Phase:
    """Back to ``defined`` after a failed readiness check; only from ``ready``."""
    if phase is not Phase.READY:
        raise RefusedError(f"readiness is taken back only before opening, and this is {phase}")
    return Phase.DEFINED


def _word_for(phase: Phase) -> str:
    return next(word for word, reached in _MOVES.items() if reached is phase)
