"""One copy of a box: a folder on a medium, locked, read, and written to. Spec: ``spec/box-state.md``.

First it is only looked at (:class:`Attached`, then :class:`Medium` until :meth:`Medium.begin`); what all copies
hold together decides what is written. Every write returns when it is on the medium.
"""

import contextlib
import fcntl
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, Self

from shora.box.archive import Archive
from shora.box.archive_read import ArchiveIndex, open_archive
from shora.box.classes import CardState, Classes
from shora.box.events import BoxPhase
from shora.box.facts import Facts, Plan, encode_checkpoint
from shora.box.holdings import (
    ACKNOWLEDGED,
    CHALLENGED,
    CLASSES,
    MEDIUM,
    PLAN,
    STATE,
    WAITING,
    Holdings,
    card_in,
    read_chain,
    read_checkpoint,
    read_file,
    read_plan,
)
from shora.box.slots import Slots
from shora.box.still import keep_still
from shora.disk import SECRET, Disk, draft_path, replace, storage_error, write_once
from shora.errors import DamagedError, RefusedError
from shora.ids import PublicCredential

_ID: Final = re.compile(rb"[0-9a-f]{32}")
_TOGETHER: Final = 64
"""So many ballots are read into memory together."""


class LockedError(RefusedError):
    """Another process has the box."""


class Attached:
    """A copy that is locked and was not looked at further. ``facts`` is ``None`` where its set-up was not finished."""

    def __init__(self, folder: Path, lock: int, id: str, facts: Facts | None) -> None:
        self._lock = lock
        self.folder: Final = folder
        self.id: Final = id
        self.facts: Final = facts

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Lock a copy. :class:`LockedError` if another process has it; other errors if it is none."""
        path, state = folder / MEDIUM, folder / STATE
        try:
            lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise storage_error(error, path) from error
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                hint = "one box, one program"
                raise LockedError("another process has this box", place=str(folder), hint=hint) from None
            id, data = read_file(path), read_file(state)
            if _ID.fullmatch(id) is None:
                raise DamagedError("it does not name a medium", place=str(path))
            return cls(folder, lock, id.decode("ascii"), Facts.decode(data, str(state)) if data else None)
        except BaseException:
            os.close(lock)
            raise

    def close(self) -> None:
        """Give up the lock. A second time does nothing."""
        if self._lock >= 0:
            os.close(self._lock)
        self._lock = -1


class Medium:
    """A copy in use. Until :meth:`begin` nothing is changed."""

    def __init__(self, attached: Attached, facts: Facts, disk: Disk) -> None:
        """Open the files and read what they hold; errors as the readers of each have them."""
        self._attached = attached
        self._disk = disk
        self._files = contextlib.ExitStack()
        self._archive: Archive | None = None
        self.folder: Final = attached.folder
        self.id: Final = attached.id
        self.stated: Final = attached.facts
        self.path: Final = self.folder / f"{facts.uuid}.bel"
        with contextlib.ExitStack() as undo, open_archive(self.path) as index:
            undo.callback(self._files.close)
            chain = read_chain(index, facts.uuid)
            self._timestamp = chain.timestamp
            self.waiting: Final = self._slots(WAITING, facts.waiting.size, facts.waiting.slots)
            self.challenged: Final = self._slots(CHALLENGED, facts.challenged.size, facts.challenged.slots)
            self._classes: Final = Classes.open(
                self.folder / CLASSES, cards=len(chain.credentials), timestamp=self._timestamp, disk=disk
            )
            self._files.callback(self._classes.close)
            self.holdings: Final = Holdings(
                folder=self.folder,
                chain=chain,
                checkpoint=read_checkpoint(self.folder, chain),
                waiting=self.waiting.read(),
                challenged=self.challenged.read(),
                letters=self._classes.read(),
                plan=read_plan(self.folder),
            )
            undo.pop_all()

    def _slots(self, name: str, size: int, count: int) -> Slots:
        path = self.folder / name
        slots = Slots.open(path, size=size, count=count, timestamp=self._timestamp, disk=self._disk)
        self._files.callback(slots.close)
        return slots

    def same_as(self, other: "Medium") -> bool:
        """Whether this copy, as it was read, is what another one is now."""
        now = (other.waiting.read(), other.challenged.read(), other.letters())
        mine = (self.holdings.waiting, self.holdings.challenged, self.holdings.letters)
        return now == mine and self.holdings.chain.events[-1] == other.archive.checkpoint.head

    def letters(self) -> tuple[CardState, ...]:
        """The letters, read now."""
        return self._classes.read()

    @property
    def archive(self) -> Archive:
        """The archive, open for appending."""
        if self._archive is None:
            raise DamagedError("the archive is not open", place=str(self.path))
        return self._archive

    def begin(self) -> int:
        """Open the archive for appending and cut what a crash left of an append; how many bytes that was."""
        notes = self.holdings.checkpoint
        self._archive, recovery = Archive.open(self.path, acknowledged=notes, disk=self._disk)
        self._files.callback(self._archive.close)
        for name in (STATE, PLAN, ACKNOWLEDGED):
            self._guarded(draft_path(self.folder / name), self._disk.unlink)
        return recovery.cut

    def close(self) -> None:
        """Close everything and give up the lock. A second time does nothing."""
        self._files.close()
        self._attached.close()

    def card_in(self, ballot: bytes) -> PublicCredential:
        """The card of a ballot of this box."""
        return card_in(ballot, self.holdings.chain.prefix)

    def mark(self, letters: Mapping[int, CardState]) -> None:
        """Write letters by the number of their card."""
        self._classes.write(letters)

    def state(self, facts: Facts) -> None:
        """Put the facts in place of those before."""
        self._replace(STATE, facts.encode())

    def acknowledge(self) -> None:
        """Note that the archive, as far as it goes, is acknowledged."""
        self._replace(ACKNOWLEDGED, encode_checkpoint(self.archive.checkpoint))

    def plan(self, plan: Plan) -> None:
        """Write the plan down; one that is there with the same bytes is fine."""
        write_once(self.folder / PLAN, plan.encode(), mode=SECRET, disk=self._disk)

    def planned(self) -> None:
        """Take the plan away."""
        self._guarded(self.folder / PLAN, self._disk.unlink)
        self._guarded(self.folder, self._disk.fsync_folder)
        keep_still(self.folder, self._timestamp)

    def append(self, batch: Iterable[bytes], *, end: bool) -> None:
        """Append the ballots that are not in the archive, in this order; then EndBallots, if it is not there."""
        cards = [(ballot, self.card_in(ballot)) for ballot in batch]
        missing = [(ballot, card) for ballot, card in cards if not self.archive.is_used(card)]
        if missing:
            self.archive.append_ballots(missing)
        if end and self.archive.phase is BoxPhase.OPEN:
            self.archive.end_ballots()

    def catch_up(self, longest: ArchiveIndex) -> bool:
        """Append what this archive lacks of a longer one; whether it lacked anything."""
        behind = [event for event in longest.events() if event.height >= self.archive.state.events]
        ballots = [event.payload for event in behind if event.payload is not None]
        for start in range(0, len(ballots), _TOGETHER):
            self.append((longest.read(hash) for hash in ballots[start : start + _TOGETHER]), end=False)
        self.append([], end=len(ballots) < len(behind))
        return bool(behind)

    def _replace(self, name: str, data: bytes) -> None:
        replace(self.folder / name, data, mode=SECRET, disk=self._disk)
        keep_still(self.folder / name, self._timestamp)
        keep_still(self.folder, self._timestamp)

    def _guarded(self, path: Path, act: Callable[[Path], None]) -> None:
        try:
            act(path)
        except OSError as error:
            raise storage_error(error, path) from error
