"""What is demanded, and the account of it.

Those of large ballots and of logarithms have no other reason than to notice that something became much
slower: they are about twice what was measured on slow virtual processors, and four times for logarithms.
"""

from dataclasses import dataclass, field
from typing import Final

VERIFY_RATIO: Final = 4.0
"""We verify a ballot so many times as fast as the peer, on one thread."""
ENCRYPT_RATIO: Final = 8.0
"""The same for encryption."""
DEMO_SECONDS: Final = 120.0
"""The demonstration, by the wall."""
CEREMONY_SECONDS: Final = 10.0
"""A key ceremony of 5 of 9, all nine in one process."""
DECRYPTION_SECONDS: Final = 5.0
"""One trustee's partial decryptions of 22 boxes of 120 candidates, with the check of its own proofs."""
LARGE_VERIFY_MS: Final = 2_000.0
LARGE_ENCRYPT_MS: Final = 2_000.0
LARGE_BYTES: Final = 2_700_000
"""A ballot of 5,000 candidates: a city's, which this suite bears with difficulty."""
LOG_PREPARE_MS: Final = 250.0
LOG_EACH_MS: Final = 4.0
"""Discrete logarithms up to ten million."""
MEMORY_MIB: Final = 300.0
MEMORY_GROWTH: Final = 1.25
"""Of verification, whatever the size of the archive."""
SEATS_SECONDS: Final = 0.5
"""Seats for 10,000 candidates in 100 lists, one rule with all its steps."""
TWO_CORES: Final = 1.5
"""So many times as fast on two processors, where the second one is free."""


@dataclass(slots=True)
class Judge:
    """Prints a line a figure, and remembers what was ``missed``, and what is ``open``: nobody could judge it."""

    missed: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def at_most(self, name: str, value: float, limit: float, unit: str) -> None:
        """A figure that may not be larger."""
        self._say(name, f"{value:,.2f} {unit}, at most {limit:,.2f}", reached=value <= limit)

    def at_least(self, name: str, value: float, limit: float, unit: str) -> None:
        """A figure that may not be smaller."""
        self._say(name, f"{value:,.2f} {unit}, at least {limit:,.2f}", reached=value >= limit)

    def leave(self, name: str, why: str) -> None:
        """A floor that cannot be judged here and now."""
        self.open.append(f"{name}: {why}")

    def _say(self, name: str, figure: str, *, reached: bool) -> None:
        print(f"{name}: {figure}")
        if not reached:
            self.missed.append(f"{name}: {figure}")
