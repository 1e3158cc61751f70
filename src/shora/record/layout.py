"""Where everything lies in a record. Spec: ``spec/record.md``.

::

    record.json                      what this is, and the hashes of what never changes
    signatures.json                  who signed that
    definition.json                  the election's definition
    trustees.json                    the trustees' keys, the same in every box
    ceremony.json                    how the trustees made them
    cards.json                       what the card office made for each box
    boxes/<box>/box.json             the box: its uuid, station and identity key
    boxes/<box>/credentials.json     the public parts of its cards
    boxes/<box>/opening.json         its zero report, from its opening on
    boxes/<box>/<uuid>.bel           its archive, from its opening on
    boxes/<box>/ended.json           its ballots are ended, before the cards are counted
    boxes/<box>/closing.json         its minutes, or why it was never opened
    boxes/<box>/challenges.json      the openings of challenged ballots
    boxes/<box>/decision.json        which provisional ballots are accepted
    checkins/<station>.json          how many people were let vote
    orders/<number>.json             boxes missing, annulled, recounted
    plan.json                        what is decrypted, fixed before anything is
    opened/<trustee>.json            a trustee's word that it decrypted that plan
    groups/<group>.json              what was decrypted for several boxes together
    totals/<contest>.json            the city's totals, from the tally on
    lots/<number>.json               lots that were drawn for ties
    seats/<contest>.json             the seats, from the count on
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shora.errors import InputError
from shora.ids import BoxId, ContestId, StationId, TrusteeId, Uuid

FORMAT: Final = "shora-record-2"
"""The format that this version writes and reads."""

WITH_ANNULLED: Final = ".with-annulled"
"""Ends the name of a totals file that counts annulled boxes too; no contest's id has a dot."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The paths of the record in the folder ``root``. Whether they are there is not asked here."""

    root: Path

    @property
    def record(self) -> Path:
        """``record.json``, written last: a folder without it is no record."""
        return self.root / "record.json"

    @property
    def definition(self) -> Path:
        """The definition."""
        return self.root / "definition.json"

    @property
    def trustees(self) -> Path:
        """The trustees' keys as every box carries them."""
        return self.root / "trustees.json"

    @property
    def signatures(self) -> Path:
        """The signatures under ``record.json``."""
        return self.root / "signatures.json"

    @property
    def ceremony(self) -> Path:
        """The ceremony's transcript."""
        return self.root / "ceremony.json"

    @property
    def cards(self) -> Path:
        """The card office's statement."""
        return self.root / "cards.json"

    @property
    def boxes(self) -> Path:
        """The folder of the boxes."""
        return self.root / "boxes"

    def folder(self, box: BoxId) -> Path:
        """The folder of a box."""
        return self.boxes / file_name(box)

    def box(self, box: BoxId) -> Path:
        """What a box is: its uuid and its station."""
        return self.folder(box) / "box.json"

    def credentials(self, box: BoxId) -> Path:
        """The public parts of a box's cards."""
        return self.folder(box) / "credentials.json"

    def archive(self, box: BoxId, uuid: Uuid) -> Path:
        """The archive of a box."""
        return self.folder(box) / f"{file_name(uuid)}.bel"

    def opening(self, box: BoxId) -> Path:
        """The zero report of a box."""
        return self.folder(box) / "opening.json"

    def ended(self, box: BoxId) -> Path:
        """The end of its ballots."""
        return self.folder(box) / "ended.json"

    def closing(self, box: BoxId) -> Path:
        """Its minutes, or the statement that it was never opened."""
        return self.folder(box) / "closing.json"

    def challenges(self, box: BoxId) -> Path:
        """The openings of its challenged ballots."""
        return self.folder(box) / "challenges.json"

    def decision(self, box: BoxId) -> Path:
        """Which ballots of a provisional box are accepted."""
        return self.folder(box) / "decision.json"

    def checkins(self, station: StationId) -> Path:
        """How many people were let vote at a station."""
        return self.root / "checkins" / f"{file_name(station)}.json"

    def order(self, number: int) -> Path:
        """An order about a box; numbers count from 1."""
        return self.root / "orders" / f"{number:04}.json"

    @property
    def plan(self) -> Path:
        """What is decrypted."""
        return self.root / "plan.json"

    def opened(self, trustee: TrusteeId) -> Path:
        """A trustee's word that it decrypted the plan."""
        return self.root / "opened" / f"{file_name(trustee)}.json"

    def group(self, group: str) -> Path:
        """What was decrypted for several boxes together."""
        return self.root / "groups" / f"{file_name(group)}.json"

    @property
    def totals_folder(self) -> Path:
        """Where the city's totals lie, from the tally on."""
        return self.root / "totals"

    def totals(self, contest: ContestId) -> Path:
        """The city's totals in a contest."""
        return self.root / "totals" / f"{file_name(contest)}.json"

    def totals_with_annulled(self, contest: ContestId) -> Path:
        """The same with the boxes whose ballots were annulled."""
        return self.root / "totals" / f"{file_name(contest)}{WITH_ANNULLED}.json"

    def lot(self, number: int) -> Path:
        """A lot that was drawn; numbers count from 1."""
        return self.root / "lots" / f"{number:04}.json"

    def seats(self, contest: ContestId) -> Path:
        """The seats in a contest."""
        return self.root / "seats" / f"{file_name(contest)}.json"

    def relative(self, path: Path) -> str:
        """A path of the record as ``record.json`` and findings name it, with ``/`` on every system."""
        return path.relative_to(self.root).as_posix()


def is_file_name(name: str) -> bool:
    """Whether an id can name a file: ASCII letters, digits, ``.``, ``_``, ``-``, at most 64 characters."""
    return _NAME.fullmatch(name) is not None


def file_name(name: str) -> str:
    """``name`` if it can name a file on every medium; :class:`InputError` otherwise."""
    if not is_file_name(name):
        raise InputError(
            f"{name[:80]!r} cannot name a file",
            hint="ids of boxes and contests have ASCII letters, digits, '.', '_' and '-', at most 64",
        )
    return name
