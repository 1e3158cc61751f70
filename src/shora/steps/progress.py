"""How a step tells that it goes on: a phase begins with its size, then units are done."""

from typing import Protocol


class Watcher(Protocol):
    """Is told what a long step does; the command line draws bars from it."""

    def begin(self, phase: str, total: int) -> None:
        """A phase of ``total`` units begins."""

    def done(self, units: int) -> None:
        """Units of the present phase are done."""


class Unwatched:
    """Nobody looks."""

    def begin(self, phase: str, total: int) -> None:
        """Nothing."""

    def done(self, units: int) -> None:
        """Nothing."""
