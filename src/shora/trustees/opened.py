"""What a trustee has decrypted, remembered for ever: each ballot in at most one decrypted unit. ``spec/units.md``.

Two decryptions of different sums that share ballots could be subtracted, and open few ballots or one.
So before a decryption leaves, the trustee notes which plan of the record it serves, once and for ever, and for
every box of the unit what it decrypts.

Crash order: the plan's note is durable before the first unit's. Of a unit, all members are looked up before
the first note; then a note for each member, in the given order, each durable before the next; the last
before :meth:`Opened.note` returns. A crash half-way leaves some members noted and nothing decrypted: the
same unit again completes the notes, any other one is refused.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from shora.disk import SYSTEM, Disk, make_folder, write_once
from shora.errors import DamagedError, InputError, RefusedError, ShoraError
from shora.ids import Hash, Uuid
from shora.text import json
from shora.trustees.files import read_if_there

_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_UNIT: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Opened:
    """The notes in ``folder``, the ``opened`` of a trustee's own folder; those of plans in ``plans`` beside it."""

    __slots__ = ("_disk", "folder")

    def __init__(self, folder: Path, *, disk: Disk = SYSTEM) -> None:
        self.folder = folder
        self._disk = disk

    @property
    def plans(self) -> Path:
        """The folder of the notes of plans."""
        return self.folder.parent / "plans"

    def note_plan(self, record: Hash, plan: Hash) -> None:
        """Notes that of the record of this hash, this plan is served.

        Returns when the note is on the medium; the same once more is fine. :class:`RefusedError` where
        another plan of the record was served.
        """
        if _HASH.fullmatch(record) is None or _HASH.fullmatch(plan) is None:
            raise InputError("a record and a plan are named by their SHA-256", place=f"plan {plan[:80]}")
        path = self.plans / f"{record}.json"
        make_folder(self.plans, disk=self._disk)
        try:
            write_once(path, json.canonical({"plan": plan}), disk=self._disk)
        except RefusedError:
            raise RefusedError(
                f"another plan of this record was served already, and the plan {plan} is not",
                place=str(path),
                hint="its ballots would be opened in a second way",
            ) from None

    def note(self, unit: str, members: Sequence[Uuid], encrypted_tally: Hash) -> None:
        """Notes that ``unit``, whose ``members`` are these boxes, is decrypted from this encrypted tally.

        Returns when every note is on the medium; the same once more is fine. :class:`RefusedError` where
        a member was noted with anything else: it names that unit, and nothing may be decrypted.
        """
        if not members or len(set(members)) != len(members):
            raise InputError("a unit has boxes, each once", place=f"unit {unit}")
        if any(_UUID.fullmatch(one) is None for one in members) or _UNIT.fullmatch(unit) is None:
            raise InputError("this is no name of a unit, or no uuid of a box", place=f"unit {unit[:80]}")
        if _HASH.fullmatch(encrypted_tally) is None:
            raise InputError("the encrypted tally is named by its SHA-256", place=f"unit {unit}")
        note = json.canonical({"unit": unit, "members": list(members), "encrypted_tally": encrypted_tally})
        for member in members:
            self._need_free(member, unit, note)
        make_folder(self.folder, disk=self._disk)
        for member in members:
            try:
                write_once(self._path(member), note, disk=self._disk)
            except RefusedError:  # another process was faster
                self._need_free(member, unit, note)
                raise

    def units(self) -> dict[Uuid, str]:
        """The unit that each noted box was decrypted in; :class:`DamagedError` for a note that is none."""
        found = {}
        for path in sorted(self.folder.glob("*.json")):
            data = read_if_there(path)
            if data is not None and not path.name.startswith("."):
                found[Uuid(path.stem)] = _unit_in(data, path)
        return found

    def _path(self, member: Uuid) -> Path:
        return self.folder / f"{member}.json"

    def _need_free(self, member: Uuid, unit: str, note: bytes) -> None:
        path = self._path(member)
        there = read_if_there(path)
        if there is None or there == note:
            return
        before = _unit_in(there, path)
        how = "with other boxes or another tally" if before == unit else f"in the unit {before}"
        raise RefusedError(
            f"the box {member} was decrypted already {how}, and is not decrypted again in {unit}",
            place=str(path),
            hint="its ballots would be opened in a second way",
        )


def _unit_in(note: bytes, path: Path) -> str:
    """The unit of a note. One that cannot be read still means that the box was decrypted."""
    try:
        return json.field(json.parse(note, place=str(path)), "unit", str, str(path))
    except ShoraError:
        raise DamagedError(
            "this note of a decryption cannot be read, so nothing of its box is decrypted",
            place=str(path),
            hint="take the copy of the folder",
        ) from None
