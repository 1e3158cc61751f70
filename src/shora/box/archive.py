"""The archive of a box that is in use: appended to, never changed. Spec: ``spec/archive.md``.

Crash order. An append is one run of bytes behind the last event: the data of an event, then the
event. (1) Everything that could forbid it is checked: the order of events, the card, the file's
length. (2) The bytes are written. (3) ``fsync``. (4) The caller gets its answer: what is acknowledged
is on the medium. After a crash in (2) or (3) :meth:`Archive.open` keeps the events that are complete
and cuts what is not; the caller's own notes (the batch it wrote down before) say what to append
again, and a card that is in the archive is refused a second time, so nothing is there twice.

One process writes: the file is locked. Objects are for one thread.
"""

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from shora.box.archive_bytes import (
    Entry,
    ballot_prefix,
    election_uuid,
    encode_entries,
    first_bytes,
    need_canonical,
)
from shora.box.archive_read import ArchiveIndex
from shora.box.archive_recover import Checkpoint, Recovery, recover
from shora.box.events import BoxPhase, BoxState, EventType
from shora.box.payloads import Owned, SizedTally, decode_credentials, digest
from shora.box.still import keep_still
from shora.disk import SYSTEM, Disk, drop_second_name, storage_error, write_all, write_new
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import Hash, PublicCredential


class Archive:
    """An archive that is open for appending. Use it in a ``with`` statement, or close it."""

    def __init__(self, fd: int, index: ArchiveIndex, disk: Disk) -> None:
        self._fd = fd
        self._disk = disk
        self._length = index.length
        self._usable = True
        self._state = index.state
        self.path: Final = index.path
        self.timestamp: Final = index.timestamp
        election = index.read(index.setup.election)
        self.uuid: Final = election_uuid(election, str(self.path))
        self._prefix = ballot_prefix(self.uuid, election)
        entitled = decode_credentials(index.read(index.setup.credentials), "credentials")
        self._entitled = {entry.credential for entry in entitled}
        self._used = {self._credential_of(start) for start in index.ballot_starts(len(self._prefix) + 65)}
        self._owners = {share.owner for share in index.shares}
        self._data = {*index.setup.names, *(share.payload for share in index.shares)}

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        timestamp: int,
        election: bytes,
        trustees: bytes,
        credentials: bytes,
        disk: Disk = SYSTEM,
    ) -> Self:
        """Begin an archive with its Setup event, and open it.

        ``path`` is ``<uuid>.bel``, ``timestamp`` the beginning in seconds since 1970; the three texts
        are canonical JSON and never change afterwards. :class:`~shora.errors.RefusedError` if the file
        is there. It appears complete or not at all (:func:`shora.box.disk.write_new`).
        """
        data = first_bytes(timestamp, election, trustees, credentials)
        uuid = election_uuid(election, "election")
        if path.name != f"{uuid}.bel":
            raise InputError(f"the archive of {uuid} is named {uuid}.bel", place=str(path))
        write_new(path, data, disk=disk)
        archive, _ = cls.open(path, acknowledged=None, disk=disk)
        return archive

    @classmethod
    def open(
        cls, path: Path, *, acknowledged: Checkpoint | None, disk: Disk = SYSTEM
    ) -> tuple[Self, Recovery]:
        """Open an archive for appending, and finish what a crash interrupted.

        ``acknowledged`` is what the caller's own durable notes say was acknowledged; ``None`` if it
        keeps none. With it, whatever is wrong behind that point is cut; without it only what an
        interrupted append can have left (:mod:`shora.box.archive_torn`). Anything else that is wrong,
        or an archive that does not reach ``acknowledged``, is :class:`~shora.errors.DamagedError`, and
        nothing was changed. :class:`~shora.errors.RefusedError` if another process has it open.
        """
        try:
            fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError:
            raise InputError("there is no archive here", place=str(path)) from None
        except OSError as error:
            raise storage_error(error, path) from error
        try:
            _lock(fd, path)
            drop_second_name(path, disk=disk)
            index, recovery = recover(fd, path, acknowledged, disk)
            with index:
                try:
                    disk.fsync(fd)  # complete events of an append that was not acknowledged count from now on
                    disk.fsync_folder(path.parent)
                except OSError as error:
                    raise storage_error(error, path) from error
                return cls(fd, index, disk), recovery
        except BaseException:
            os.close(fd)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and give up the lock. A second time does nothing."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd, self._usable = -1, False

    @property
    def state(self) -> BoxState:
        """Where the box stands, with everything acknowledged."""
        return self._state

    @property
    def phase(self) -> BoxPhase:
        """The phase the box is in."""
        return self._state.phase

    @property
    def checkpoint(self) -> Checkpoint:
        """How far the archive goes: what the caller writes down as acknowledged."""
        if self._state.head is None:
            raise DamagedError("the archive has no events", place=str(self.path))
        return Checkpoint(events=self._state.events, head=self._state.head)

    def is_used(self, credential: PublicCredential) -> bool:
        """Whether this card has a ballot in the archive."""
        return credential in self._used

    def check_card(self, credential: PublicCredential) -> None:
        """:class:`~shora.errors.RefusedError` for a card of another box, and for a used one."""
        place = f"card {credential[:8]}"
        if credential not in self._entitled:
            raise RefusedError("unknown card", place=place, hint="is it a card of another box?")
        if credential in self._used:
            raise RefusedError("card already used", place=place, hint="one card, one ballot")

    def append_ballot(self, ballot: bytes, credential: PublicCredential) -> Hash:
        """Append one ballot; see :meth:`append_ballots`."""
        return self.append_ballots([(ballot, credential)])[0]

    def append_ballots(self, ballots: Sequence[tuple[bytes, PublicCredential]]) -> tuple[Hash, ...]:
        """Append ballots in this order with one ``fsync``; their hashes.

        Their proofs were checked before: here only uuid, election hash and credential are compared.
        :class:`~shora.errors.RefusedError` for a used or unknown card, a ballot of another box or
        under another card, and a box that is not open; then none of them is appended. After a
        crash the first few of them may be there: what is refused as used then is in the archive.
        """
        fresh: set[PublicCredential] = set()
        for ballot, credential in ballots:
            self.check_card(credential)
            self.check_ballot(ballot, credential)
            if credential in fresh:
                raise RefusedError("the card is twice in one batch", place=f"card {credential[:8]}")
            fresh.add(credential)
        self._append([Entry(type=EventType.BALLOT, data=(ballot,)) for ballot, _ in ballots])
        self._used |= fresh
        return tuple(digest(ballot) for ballot, _ in ballots)

    def end_ballots(self) -> None:
        """No more ballots. Durable when it returns."""
        self._append([Entry(type=EventType.END_BALLOTS, data=())])

    def append_tally(self, sized: SizedTally, encrypted_tally: bytes) -> None:
        """Append the encrypted tally; ``sized`` says over how many ballots, and has its hash."""
        if sized.encrypted_tally != digest(encrypted_tally):
            raise InputError("the tally is not the one that was counted", place=str(self.path))
        self._append_data(EventType.ENCRYPTED_TALLY, encrypted_tally, sized.encode())

    def append_partial_decryption(self, owner: int, payload: bytes) -> None:
        """Append a trustee's partial decryption. ``owner`` counts from 1; each trustee has one."""
        if owner < 1:
            raise InputError(f"trustees count from 1, and the owner is {owner}", place=str(self.path))
        if owner in self._owners:
            raise RefusedError(f"trustee {owner} has a partial decryption already", place=str(self.path))
        owned = Owned(owner=owner, payload=digest(payload))
        self._append_data(EventType.PARTIAL_DECRYPTION, payload, owned.encode())
        self._owners.add(owner)

    def append_result(self, payload: bytes) -> None:
        """Append the result, the last event."""
        self._append_data(EventType.RESULT, payload)

    def _append_data(self, type: EventType, *data: bytes) -> None:
        """Append one event whose data is JSON, none of it there already."""
        for text in data:
            need_canonical(text, type.value)
            if digest(text) in self._data:
                raise RefusedError("these bytes are in the archive already", place=type.value)
        self._append([Entry(type=type, data=data)])
        self._data.update(digest(text) for text in data)

    def check_ballot(self, ballot: bytes, credential: PublicCredential) -> None:
        """:class:`~shora.errors.RefusedError` unless it is of this box and this card, as far as its first bytes say."""
        place = f"card {credential[:8]}"
        if not ballot.startswith(self._prefix) or not ballot.endswith(b"}"):
            raise RefusedError("the ballot is not one of this box", place=place)
        if not ballot.startswith(self._prefix + credential.encode("ascii") + b'"'):
            raise RefusedError("the ballot was made with another card", place=place)

    def _credential_of(self, start: bytes) -> PublicCredential:
        """The credential of a stored ballot, from its first bytes."""
        public = start[len(self._prefix) : len(self._prefix) + 64].decode("ascii", "replace")
        if not start.startswith(self._prefix) or not start.endswith(b'"') or public not in self._entitled:
            raise DamagedError("a ballot in the archive is not one of this box", place=str(self.path))
        return PublicCredential(public)

    def _append(self, entries: Sequence[Entry]) -> None:
        """See the module's crash order."""
        if not self._usable:
            raise DamagedError(
                "the archive cannot be appended to after a failure, or when it is closed",
                place=str(self.path),
                hint="open it again",
            )
        data, state = encode_entries(self._state, entries, self.timestamp)
        if os.fstat(self._fd).st_size != self._length:
            self._usable = False
            raise DamagedError("somebody else changed the archive's length", place=str(self.path))
        self._usable = False  # until the medium has it
        try:
            write_all(self._disk, self._fd, data)
            keep_still(self._fd, self.timestamp)
        except OSError as error:
            self._take_back()
            raise storage_error(error, self.path) from error
        try:
            self._disk.fsync(self._fd)
        except OSError as error:  # what is on the medium now is unknown, and this file must not guess
            raise storage_error(error, self.path) from error
        self._state, self._length, self._usable = state, self._length + len(data), True

    def _take_back(self) -> None:
        """After a write that failed half-way: cut it, and go on if that worked."""
        try:
            self._disk.truncate(self._fd, self._length)
            self._disk.fsync(self._fd)
        except OSError:
            return
        self._usable = True


def _lock(fd: int, path: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RefusedError(
            "another process is writing to this archive", place=str(path), hint="one box, one writer"
        ) from None
