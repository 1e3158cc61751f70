"""What became of each card: one letter a credential, in the order of the credentials. Spec: ``spec/box-state.md``.

One card, one outcome. The letter of a ballot or an opening is written after it is on every medium, so
a letter whose ballot is nowhere means that something acknowledged was lost.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from shora.box.still import keep_still
from shora.disk import Disk, storage_error
from shora.errors import DamagedError


class CardState(StrEnum):
    """What became of a card; the value is its letter in the file."""

    UNTOUCHED = "."
    """Nothing yet. At the counting: *lost*, unless its void code was scanned."""
    ABANDONED = "a"
    """Spent: a tracker may have been shown, and nothing was decided."""
    PROVISIONAL = "p"
    """Its ballot waits sealed, for the check against double voting."""
    CAST = "v"
    """Its ballot is in the archive, or waits to enter it."""
    CHALLENGED = "c"
    """Its ballot was opened."""
    SPOILED = "s"
    """Taken back at the desk before a ballot."""
    UNUSED = "u"
    """Left over, and scanned as void after the end."""


REFUSALS: Final[Mapping[CardState, str]] = {
    CardState.ABANDONED: "the card was spent in a session that ended without a decision",
    CardState.PROVISIONAL: "the card has a sealed ballot already",
    CardState.CAST: "the card has cast its ballot already",
    CardState.CHALLENGED: "the card was used up by a challenge",
    CardState.SPOILED: "the card was taken back as spoiled",
    CardState.UNUSED: "the card was voided after the end",
}
"""Why a card of this class cannot be used, for people."""

_STRENGTH: Final = {CardState.UNTOUCHED: 0, CardState.ABANDONED: 1, CardState.PROVISIONAL: 2}


def stronger(one: CardState, other: CardState) -> CardState:
    """The later of two letters that two media have for a card; :class:`DamagedError` if both are final."""
    first, second = _STRENGTH.get(one, 3), _STRENGTH.get(other, 3)
    if first == second == 3 and one is not other:
        raise DamagedError(f"a card is {one.name.lower()} on one medium and {other.name.lower()} on another")
    return one if first >= second else other


class Classes:
    """The open file. :meth:`write` returns when the letters are on the medium."""

    def __init__(self, fd: int, path: Path, cards: int, timestamp: int, disk: Disk) -> None:
        self._fd = fd
        self._disk = disk
        self._timestamp = timestamp
        self.path: Final = path
        self.cards: Final = cards

    @classmethod
    def open(cls, path: Path, *, cards: int, timestamp: int, disk: Disk) -> Self:
        """Open the file of so many cards; :class:`DamagedError` if it has another length."""
        try:
            fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise storage_error(error, path) from error
        length = os.fstat(fd).st_size
        if length != cards:
            os.close(fd)
            raise DamagedError(f"it has {length} letters for {cards} cards", place=str(path))
        return cls(fd, path, cards, timestamp, disk)

    def close(self) -> None:
        """Close the file. A second time does nothing."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1

    def read(self) -> tuple[CardState, ...]:
        """The letters; :class:`DamagedError` for one that is none."""
        try:
            text = os.pread(self._fd, self.cards, 0).decode("ascii")
            return tuple(CardState(letter) for letter in text)
        except OSError as error:
            raise storage_error(error, self.path) from error
        except ValueError:
            raise DamagedError("a letter in it has no meaning", place=str(self.path)) from None

    def write(self, letters: Mapping[int, CardState]) -> None:
        """Write letters by the number of their card, durably. A crash leaves any of them as it was, or new."""
        if not letters:
            return
        try:
            for number in sorted(letters):
                self._disk.pwrite(self._fd, letters[number].value.encode("ascii"), number)
            keep_still(self._fd, self._timestamp)
            self._disk.fsync(self._fd)
        except OSError as error:
            raise storage_error(error, self.path) from error
