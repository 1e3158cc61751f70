"""count (تخصیص کرسی): totals → seats by the definition's rule; ties wait for lots.

A totals file alone is counted by :mod:`shora.seats`. Of a record nothing is believed: whoever counts it, or enters
a lot, verifies the whole of it first, which costs as much as ``shora verify``. A lot and a sheet are never taken
back, so they are not made from totals that a later look finds wrong.

Crash order: each lot and each sheet is one file, written once, whole or not at all. Sheets are written contest
by contest; run again after a crash, those that are there are compared, and the others written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shora.box.payloads import digest
from shora.crypto.statement import check_signatures
from shora.disk import SYSTEM, Disk
from shora.election.contest import Contest
from shora.election.definition import Definition
from shora.errors import InputError, RefusedError
from shora.ids import ContestId, Hash
from shora.record.city import City, city_of
from shora.record.layout import Layout
from shora.record.lots import Lot, lot_signers, read_lots
from shora.record.read import Record, open_record, read_file
from shora.record.seats import Counted, count_contest
from shora.record.stated import decode_signed
from shora.record.totals import CountedUnit
from shora.record.write import write_once
from shora.seats.model import Totals
from shora.seats.read import read_totals
from shora.seats.result import Tie
from shora.steps.progress import Watcher
from shora.steps.tally.verified import need_verified
from shora.verification.city import CityChecked, check_boxes, count_ballots


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCounted:
    """The contests of a record, counted, in the definition's order, and the units that their totals are the sum of.

    ``next_lot`` is the number of the next lot.
    """

    definition: Definition
    contests: tuple[Counted, ...]
    units: tuple[CountedUnit, ...]
    next_lot: int

    @property
    def written(self) -> tuple[Counted, ...]:
        """Those whose sheets are in the record."""
        return tuple(one for one in self.contests if one.settled)

    @property
    def waiting(self) -> tuple[tuple[Counted, Tie], ...]:
        """Every open tie, with its contest."""
        return tuple((one, tie) for one in self.contests for tie in one.result.ties)


def count_record(
    layout: Layout, watcher: Watcher, *, published: Hash | None = None, disk: Disk = SYSTEM
) -> RecordCounted:
    """Verifies a record and writes the sheet of every contest in which no tie is open; the same again is fine.

    ``published`` is the record hash that it must have. :class:`RefusedError` for a record that does not
    verify, and for one that has no totals yet.
    """
    record, checked = _verified(layout, watcher, published, "so no seats are given")
    contests = tuple(checked.seats[contest.id] for contest in checked.city.definition.contests)
    _write_sheets(layout, contests, disk)
    return RecordCounted(
        definition=checked.city.definition,
        contests=contests,
        units=checked.units,
        next_lot=len(record.lots) + 1,
    )


def count_made(
    layout: Layout, definition: Definition, made: Mapping[ContestId, Totals], *, disk: Disk = SYSTEM
) -> tuple[Counted, ...]:
    """The same for a process that has made these totals itself and will verify the record next: demonstrations.

    What is written is what :func:`count_record` would write of a record that verifies.
    """
    lots = [one.value for one in read_lots(layout, open_record(layout.root).lots)]
    contests = tuple(
        count_contest(contest, made[contest.id], [lot for lot in lots if lot.contest == contest.id])
        for contest in definition.contests
    )
    _write_sheets(layout, contests, disk)
    return contests


def _write_sheets(layout: Layout, contests: Sequence[Counted], disk: Disk) -> None:
    for one in contests:
        if one.settled:
            write_once(layout.seats(one.contest.id), one.sheet, disk=disk)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTies:
    """The open ties of a contest, from the files of a record as they are, and what a lot about them names."""

    city: City
    record: Hash
    totals: Hash
    number: int
    ties: tuple[Tie, ...]


def open_ties(layout: Layout, contest: ContestId, *, before: int | None = None) -> OpenTies:
    """The ties for which a lot may be drawn; nothing is verified here, :func:`enter_lot` does.

    With ``before`` only the lots with smaller numbers are looked at. :class:`InputError` for a contest that the
    definition lacks, and for files that cannot be read; :class:`RefusedError` where there are no totals.
    """
    record = open_record(layout.root)
    city = city_of(record)
    found = _contest(city, contest)
    if contest not in record.totals:
        raise RefusedError(
            f"there are no totals of contest {contest}", place="totals", hint="tally comes first"
        )
    lots = [
        one.value for one in read_lots(layout, record.lots) if before is None or one.value.number < before
    ]
    data = read_file(layout.totals(contest))
    totals = read_totals(data, place=layout.relative(layout.totals(contest)))
    counted = count_contest(found, totals, [lot for lot in lots if lot.contest == contest])
    return OpenTies(
        city=city,
        record=record.hash,
        totals=digest(data),
        number=len(lots) + 1,
        ties=counted.result.ties,
    )


def enter_lot(layout: Layout, data: bytes, watcher: Watcher, *, disk: Disk = SYSTEM) -> Lot:
    """Writes a signed lot into the record, which is verified first; the same again is fine.

    :class:`RefusedError` without the signatures of headquarters and supervision, for another election, record,
    totals or number, for a lot that decides no open tie, and for a record that does not verify.
    """
    signed = decode_signed(Lot, data, "lot")
    lot = signed.value
    place = f"lot {lot.number}"
    record = open_record(layout.root)
    city = city_of(record)
    for fault in check_signatures(signed.statement, lot_signers(city.definition)):
        raise RefusedError(f"{fault.detail} [{fault.code}]", place=place)
    if lot.number in record.lots and read_file(layout.lot(lot.number)) == data:
        write_once(layout.lot(lot.number), data, disk=disk)
        return lot
    _contest(city, lot.contest)
    if lot.election != city.definition.id:
        raise RefusedError(f"it is of the election {lot.election}", place=place)
    if lot.record != record.hash:
        raise RefusedError(
            f"it is about the record {lot.record}, and this is {record.hash}",
            place=place,
            hint="a lot of an exercise is not one of the day",
        )
    if lot.number != len(record.lots) + 1:
        raise RefusedError(f"the next lot has number {len(record.lots) + 1}", place=place)
    _, checked = _verified(layout, watcher, lot.record, "so no lot is entered")
    refuse_lot(lot, checked.seats[lot.contest])
    write_once(layout.lot(lot.number), data, disk=disk)
    return lot


def refuse_lot(lot: Lot, counted: Counted) -> None:
    """:class:`RefusedError` unless ``lot`` is about these totals, and decides an open tie of them."""
    place = f"lot {lot.number}"
    ties = counted.result.ties
    if lot.totals != counted.totals_hash:
        raise RefusedError("it is about other totals than the record has", place=place)
    if any(lot.decides(tie) for tie in ties):
        return
    there = "; ".join(f"{tie.stage}, {tie.seats} of {', '.join(tie.between)}" for tie in ties)
    raise RefusedError(
        f"contest {lot.contest} has no open tie that this lot decides", place=place,
        hint=f"the open ties are: {there}" if there else "no lot is needed",
    )  # fmt: skip


def _contest(city: City, contest: ContestId) -> Contest:
    for each in city.definition.contests:
        if each.id == contest:
            return each
    known = ", ".join(each.id for each in city.definition.contests)
    raise InputError(f"the definition has no contest {contest}", hint=f"its contests are {known}")


def _verified(
    layout: Layout, watcher: Watcher, published: Hash | None, then: str
) -> tuple[Record, CityChecked]:
    """A record that verifies and has totals of every contest."""
    record = open_record(layout.root)
    watcher.begin("verify", count_ballots(record))
    checked = check_boxes(record, watcher.done, published=published)
    need_verified(record, checked, then)
    for contest in checked.city.definition.contests:
        if contest.id not in checked.seats:
            raise RefusedError(
                f"there are no totals of contest {contest.id}", place="totals", hint="tally comes first"
            )
    return record, checked
