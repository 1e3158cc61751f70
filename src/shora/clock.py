"""The clock is passed in: nothing below ``steps`` asks the operating system for the time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""A function that gives the present moment, with a time zone."""


def system_clock() -> datetime:
    """The operating system's clock, in UTC, to the second."""
    return datetime.now(tz=UTC).replace(microsecond=0)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still, for tests and reproducible documents."""
    return lambda: moment
