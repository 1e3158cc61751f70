"""Where each member of an archive lies, in about fifty bytes a member.

An archive of 200 MB has tens of thousands of members, and an observer checks thousands of archives:
rows of Python objects would cost more than the archive's own ballots. Here the columns are arrays,
and hashes are found through an open-addressing table, whose keys are already uniformly distributed.
"""

from array import array
from dataclasses import dataclass
from typing import Final

from shora.ids import Hash

_FREE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the archive.

    ``hash`` is the one in its name; ``offset`` is where its header begins, in bytes; ``size`` is of
    the body. ``sound`` says that the body has that hash.
    """

    hash: Hash
    is_event: bool
    offset: int
    size: int
    sound: bool


class Members:
    """Members by number, in the order of the file, and by hash."""

    def __init__(self) -> None:
        self._hashes = bytearray()
        self._offsets = array("Q")
        self._sizes = array("Q")
        self._flags = bytearray()
        self._slots = array("i", [_FREE]) * 64

    def __len__(self) -> int:
        return len(self._offsets)

    def __getitem__(self, number: int) -> Member:
        flags = self._flags[number]
        return Member(
            hash=self.hash_of(number),
            is_event=bool(flags & 1),
            offset=self._offsets[number],
            size=self._sizes[number],
            sound=bool(flags & 2),
        )

    def add(self, member: Member) -> int:
        """Append; the number of the new row. :meth:`find` keeps giving the first row of a hash."""
        number = len(self._offsets)
        key = bytes.fromhex(member.hash)
        self._hashes += key
        self._offsets.append(member.offset)
        self._sizes.append(member.size)
        self._flags.append(member.is_event | member.sound << 1)
        if (number + 1) * 2 > len(self._slots):
            self._grow()
        slot = self._slot(key)
        if self._slots[slot] == _FREE:
            self._slots[slot] = number
        return number

    def find(self, hash: Hash) -> int | None:
        """The number of the first member with this hash, if there is one."""
        number = self._slots[self._slot(bytes.fromhex(hash))]
        return None if number == _FREE else number

    def hash_of(self, number: int) -> Hash:
        """The hash in the member's name."""
        return Hash(self._hashes[32 * number : 32 * number + 32].hex())

    def mark_named(self, number: int) -> None:
        """Remember that an event leads to this member."""
        self._flags[number] |= 4

    def is_named(self, number: int) -> bool:
        """Whether an event leads to this member."""
        return bool(self._flags[number] & 4)

    def _slot(self, key: bytes) -> int:
        """The slot of ``key``: where it stands, or the free one where it would."""
        mask = len(self._slots) - 1
        slot = int.from_bytes(key[:8], "little") & mask
        while True:
            number = self._slots[slot]
            if number == _FREE or self._hashes[32 * number : 32 * number + 32] == key:
                return slot
            slot = (slot + 1) & mask

    def _grow(self) -> None:
        """Twice the slots; the rows stay."""
        old = self._slots
        self._slots = array("i", [_FREE]) * (2 * len(old))
        for number in old:
            if number != _FREE:
                key = bytes(self._hashes[32 * number : 32 * number + 32])
                self._slots[self._slot(key)] = number
