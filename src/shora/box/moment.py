"""The moment that a statement of a box says, from a clock that nobody can trust.

A box without a network has a clock that may stand, jump or begin in 1970. Nothing is decided by it, and no
time is stored but in signed statements; what is held is only that they do not run backwards.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from shora.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """``at``, in UTC, to the second. ``jumped``: the clock was behind the last statement, which is an incident."""

    at: datetime
    jumped: bool


def later(previous: datetime | None, clock: Clock) -> Moment:
    """The present moment, but never before ``previous``, that of the last statement (``None``: there was none)."""
    now = clock().astimezone(UTC).replace(microsecond=0)
    if previous is None or now >= previous:
        return Moment(at=now, jumped=False)
    return Moment(at=previous.astimezone(UTC), jumped=True)
