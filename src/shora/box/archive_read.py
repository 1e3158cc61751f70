"""An archive as an index: what is in it, in order, and what is wrong with it. Spec: ``spec/archive.md``.

Opening reads the file once and keeps some fifty bytes a member; bodies are read when they are asked
for, and their hash is checked again then, so what a caller gets is what the chain names, even if the
file changed in between.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from shora.box.archive_links import TYPES
from shora.box.archive_scan import Scan, scan
from shora.box.events import BoxPhase, BoxState, Event, EventType
from shora.box.faults import Finding
from shora.box.members import Member
from shora.box.payloads import Owned, SetupData, SizedTally
from shora.box.tar import BLOCK
from shora.errors import DamagedError, InputError
from shora.ids import Hash

LARGEST: Final = 128 * 1024 * 1024
"""Bytes of a member that are read at once; a ballot of 100,000 candidates has 55 MB."""

_BALLOT: Final = TYPES.index(EventType.BALLOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBallot:
    """A ballot as it lies in an archive.

    ``height`` is its event's, ``number`` counts all Ballot events from 0, there or not.
    """

    height: int
    number: int
    hash: Hash
    data: bytes


class ArchiveIndex:
    """An open archive. Use it in a ``with`` statement, or close it.

    ``findings`` is what is wrong; an archive without findings is, byte for byte, what
    ``belenios-tool`` would rebuild from it. Whether ballots and proofs are right is not said here.
    """

    def __init__(self, file: BufferedReader, path: Path, scanned: Scan) -> None:
        self._file = file
        self._scan = scanned
        self.path: Final = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Nothing can be read after it."""
        self._file.close()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything wrong with the archive, in the order of the file."""
        return self._scan.findings

    @property
    def length(self) -> int:
        """Bytes of the file when it was opened."""
        return self._scan.length

    @property
    def timestamp(self) -> int:
        """When the election began, in seconds since 1970; the time of every member."""
        return self._scan.timestamp

    @property
    def state(self) -> BoxState:
        """What the events amount to; events against the rules are passed over."""
        return self._scan.state

    @property
    def phase(self) -> BoxPhase:
        """Where the box stands."""
        return self._scan.state.phase

    @property
    def head(self) -> Hash | None:
        """Hash of the last event; it stands for the whole archive."""
        return self._scan.state.head

    @property
    def ballots(self) -> int:
        """How many Ballot events are in order."""
        return self._scan.state.ballots

    @property
    def sound_length(self) -> int:
        """Where the last event ends before which nothing is wrong, in bytes."""
        return self._scan.sound_length

    @property
    def sound_state(self) -> BoxState:
        """The state after that event."""
        return self._scan.sound_state

    @property
    def setup(self) -> SetupData:
        """The hashes of election, trustees and credentials; :class:`InputError` if there are none."""
        if self._scan.setup is None:
            raise InputError("there is no readable Setup in the archive", place=str(self.path))
        return self._scan.setup

    @property
    def tally(self) -> SizedTally | None:
        """The payload of the first EncryptedTally event, if there is one."""
        return self._scan.tally

    @property
    def shares(self) -> tuple[Owned, ...]:
        """The payloads of PartialDecryption events, the first of each trustee, in order."""
        return self._scan.shares

    @property
    def result(self) -> Hash | None:
        """The hash of the first result, if there is one."""
        return self._scan.result

    @property
    def event_count(self) -> int:
        """How many readable events there are."""
        return len(self._scan.events.types)

    def events(self) -> Iterator[Event]:
        """The readable events, in the order of the file."""
        for number in self._scan.events.members:
            member = self._scan.members[number]
            yield Event.decode(self._body(member), member.hash)

    def event_hashes(self) -> Iterator[Hash]:
        """The names of the readable events, in the order of the file."""
        for number in self._scan.events.members:
            yield self._scan.members.hash_of(number)

    def __contains__(self, hash: Hash) -> bool:
        """Whether a member of this name is there (its body may be damaged)."""
        return self._scan.members.find(hash) is not None

    def read(self, hash: Hash) -> bytes:
        """The body with this hash.

        :class:`InputError` if the archive has none; :class:`DamagedError` if its bytes have another.
        """
        number = self._scan.members.find(hash)
        if number is None:
            raise InputError(f"{hash} is not in the archive", place=str(self.path))
        member = self._scan.members[number]
        body = self._body(member)
        if hashlib.sha256(body).hexdigest() != hash:
            raise DamagedError(f"the body of {hash} is not what its name says", place=str(self.path))
        return body

    def iter_ballots(self, batch_bytes: int) -> Iterator[list[StoredBallot]]:
        """All ballots in order, in lists of at most about ``batch_bytes`` bytes (at least one ballot).

        Ballots that are missing or damaged are left out: ``findings`` names them.
        """
        batch: list[StoredBallot] = []
        size = 0
        rows = self._scan.events
        ballots = (row for row, kind in enumerate(rows.types) if kind == _BALLOT)
        for number, row in enumerate(ballots):
            if rows.payloads[row] < 0:
                continue
            member = self._scan.members[rows.payloads[row]]
            if not member.sound:
                continue
            if batch and size + member.size > batch_bytes:
                yield batch
                batch, size = [], 0
            batch.append(
                StoredBallot(
                    height=rows.heights[row], number=number, hash=member.hash, data=self.read(member.hash)
                )
            )
            size += member.size
        if batch:
            yield batch

    def ballot_starts(self, length: int) -> Iterator[bytes]:
        """The first ``length`` bytes of each ballot in order, unchecked: where its credential stands.

        One for every Ballot event: nothing (``b""``) for a ballot that is not there.
        """
        rows = self._scan.events
        for row, kind in enumerate(rows.types):
            if kind == _BALLOT and rows.payloads[row] >= 0:
                member = self._scan.members[rows.payloads[row]]
                yield os.pread(self._file.fileno(), min(length, member.size), member.offset + BLOCK)
            elif kind == _BALLOT:
                yield b""

    def _body(self, member: Member) -> bytes:
        if member.size > LARGEST:
            raise DamagedError(
                f"a member of {member.size} bytes is larger than any can be", place=str(self.path)
            )
        body = os.pread(self._file.fileno(), member.size, member.offset + BLOCK)
        if len(body) != member.size:
            raise DamagedError("the file became shorter while it was read", place=str(self.path))
        return body


def open_archive(path: Path) -> ArchiveIndex:
    """Read an archive and index it.

    :class:`InputError` if it is no archive of version 1 (or empty, or not there), and
    :class:`~shora.errors.UnsupportedError` if it has shuffles. Everything else that is wrong becomes
    a finding. Memory does not grow with the size of bodies.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise InputError("it is not a plain file", place=str(path))
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", place=str(path)) from None
    try:
        return ArchiveIndex(file, path, scan(file, str(path)))
    except BaseException:
        file.close()
        raise
