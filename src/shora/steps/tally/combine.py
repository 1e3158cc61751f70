"""The headquarters' last part: the trustees' decryptions become results, groups and totals.

Decryptions that do not verify are left out, and their trustees named; t good ones of each unit are enough.

Crash order: everything is verified, and every unit has enough decryptions, before the first byte is
written. Then the words of the trustees whose decryptions are used, that they decrypted this plan; then unit
after unit, in the plan's order: the partial decryptions and the result in a box's
archive, or a group's file; each durable before the next. Totals come last, each written once. Run again
after a crash, what is there is verified and kept, and the rest is done; the same decryptions give the
same files.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.box.payloads import digest
from shora.crypto import trustees as crypto
from shora.crypto.statement import Statement, check_signatures
from shora.crypto.trustees import PartialDecryption, check_partial_decryption, check_result
from shora.disk import SYSTEM, Disk
from shora.errors import DamagedError, RefusedError, ShoraError
from shora.ids import BoxId, ContestId, Hash
from shora.record.decryption import Decryption
from shora.record.groups import GroupFile, read_group
from shora.record.layout import Layout
from shora.record.read import read_file
from shora.record.stated import decode_signed
from shora.record.totals import CountedUnit, city_totals
from shora.record.write import write_once
from shora.seats.model import Totals
from shora.seats.totals import totals_to_json
from shora.steps.progress import Watcher
from shora.steps.tally.prepare import mend
from shora.steps.tally.verified import ReadyUnit, Verified, examine
from shora.tally.result import QuestionResult, read_result
from shora.text.json import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A decryption that was left out: whose (an id, or the number of the file), of which unit (or all: empty), why."""

    trustee: str
    unit: str
    reason: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"trustee {self.trustee}{f', {self.unit}' if self.unit else ''}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """What was counted: the totals of each contest, and again with annulled boxes where these have results.

    ``results`` has the numbers of each unit; after a rehearsal there is nothing else. ``ballots`` are those
    of the counted units.
    """

    totals: Mapping[ContestId, Totals]
    with_annulled: Mapping[ContestId, Totals]
    results: Mapping[str, tuple[QuestionResult, ...]]
    ballots: int
    excluded: tuple[Excluded, ...]


def combine(
    layout: Layout,
    decryptions: Sequence[bytes],
    watcher: Watcher,
    *,
    rehearsal: bool = False,
    disk: Disk = SYSTEM,
) -> Tallied:
    """Verifies record and decryptions, and writes results, groups and totals.

    :class:`RefusedError` where the record does not verify, was not prepared, or has a unit with too few
    good decryptions: the error names those that were left out, and nothing was written.
    """
    mend(layout, disk)
    verified = examine(layout, watcher, rehearsal=rehearsal)
    return write_results(verified, decryptions, watcher, disk)


def write_results(verified: Verified, decryptions: Sequence[bytes], watcher: Watcher, disk: Disk) -> Tallied:
    """The part of :func:`combine` after the record's verification."""
    good, words, excluded = take(verified, decryptions, watcher)
    plans = {unit.name: _Work.of(verified, unit, good[unit.name]) for unit in verified.units}
    needed = verified.threshold
    for work in plans.values():
        if not work.done and len(work.partials) < needed:
            left = "; ".join(str(one) for one in excluded) or "nothing was left out"
            raise RefusedError(
                f"{len(work.partials)} of the {needed} decryptions that are needed: {left}",
                place=work.unit.name,
            )
    if not verified.rehearsal:
        _write_words(
            verified, words, {owner for work in plans.values() for owner in work.fresh(needed)}, disk
        )
    watcher.begin("combine", len(plans))
    results = {}
    for name, work in plans.items():
        results[name] = work.write(verified, needed, disk)
        watcher.done(1)
    return _write_totals(verified, results, excluded, disk)


def _write_words(
    verified: Verified, words: Mapping[int, Statement], used: Collection[int], disk: Disk
) -> None:
    """What the trustees whose decryptions are used have signed: that they decrypted this plan, and no other."""
    layout = verified.layout
    if not layout.plan.exists():
        raise RefusedError("it is not there", place=layout.relative(layout.plan), hint="prepare comes first")
    members = verified.city.definition.trustees.members
    fresh = {members[owner - 1].id: words[owner] for owner in sorted(used)}
    there = {*verified.record.trustees_opened, *fresh}
    if verified.units and len(there) < verified.threshold:
        raise RefusedError(
            f"{len(there)} of the {verified.threshold} trustees who are needed gave their word for the plan",
            place="opened",
        )
    for trustee, word in fresh.items():
        write_once(layout.opened(trustee), word.encode(), disk=disk)


def take(
    verified: Verified, decryptions: Sequence[bytes], watcher: Watcher
) -> tuple[dict[str, list[PartialDecryption]], dict[int, Statement], tuple[Excluded, ...]]:
    """The partial decryptions of each unit that verify, ascending by owner; and those that do not.

    Between them: the words for the plan, by owner.
    """
    good: dict[str, list[PartialDecryption]] = {unit.name: [] for unit in verified.units}
    words: dict[int, Statement] = {}
    excluded: list[Excluded] = []
    seen: dict[int, bytes] = {}
    watcher.begin("check decryptions", len(decryptions))
    for number, data in enumerate(decryptions, start=1):
        try:
            decryption = _signed_decryption(verified, data, f"decryption {number}")
        except ShoraError as error:
            excluded.append(Excluded(trustee=_named(data, number), unit="", reason=error.message))
            continue
        if decryption.owner not in seen:
            seen[decryption.owner] = data
            words[decryption.owner] = decryption.statement_opened()
            excluded += _take_units(verified, decryption, good)
        elif seen[decryption.owner] != data:
            reason = "there is another decryption of this trustee"
            excluded.append(Excluded(trustee=decryption.trustee, unit="", reason=reason))
        watcher.done(1)
    for partials in good.values():
        partials.sort(key=lambda one: one.owner)
    return good, words, tuple(excluded)


def _signed_decryption(verified: Verified, data: bytes, place: str) -> Decryption:
    """The decryption, if it is one of a trustee of this record, with its signature."""
    signed = decode_signed(Decryption, data, place)
    decryption = signed.value
    if (decryption.election, decryption.record) != (verified.record.election, verified.record.hash):
        raise RefusedError("it is of another record", place=place)
    if decryption.plan != verified.file.hash:
        raise RefusedError(f"it is of another plan: {decryption.plan}", place=place)
    members = verified.city.definition.trustees.members
    if decryption.owner > len(members) or members[decryption.owner - 1].id != decryption.trustee:
        raise RefusedError(f"trustee {decryption.owner} is not {decryption.trustee}", place=place)
    key = members[decryption.owner - 1].key
    for fault in signed.faults([(f"trustee:{decryption.trustee}", key)]):
        raise RefusedError(f"{fault.detail} [{fault.code}]", place=place)
    word = decryption.statement_opened()
    for fault in (
        () if verified.rehearsal else check_signatures(word, [(f"trustee:{decryption.trustee}", key)])
    ):
        raise RefusedError(f"its word for the plan: {fault.detail} [{fault.code}]", place=place)
    return decryption


def _named(data: bytes, number: int) -> str:
    """Whom an unusable file names, unproved; its number where it names nobody."""
    try:
        return f"{number} ({Decryption.decode(data, '').trustee}, as it says)"
    except ShoraError:
        return str(number)


def _take_units(
    verified: Verified, decryption: Decryption, good: Mapping[str, list[PartialDecryption]]
) -> Iterator[Excluded]:
    """Sorts the partial decryptions of one trustee."""
    key = verified.city.keys.verification_keys[decryption.owner - 1]
    for unit in verified.units:
        payload = decryption.units.get(unit.name)
        reason = "it gives nothing for it" if payload is None else _fault(unit, key, payload)
        if reason or payload is None:
            yield Excluded(trustee=decryption.trustee, unit=unit.name, reason=reason)
        else:
            good[unit.name].append(PartialDecryption(owner=decryption.owner, payload=payload))
    for name in decryption.units:
        if name not in good:
            yield Excluded(trustee=decryption.trustee, unit=name, reason="there is no such unit")


def _fault(unit: ReadyUnit, key: str, payload: bytes) -> str:
    """What is wrong with a partial decryption; empty if nothing is."""
    try:
        faults = check_partial_decryption(unit.election, unit.encrypted_tally, key, payload)
    except ShoraError as error:
        return error.message
    return f"{faults[0].detail} [{faults[0].code}]" if faults else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A unit with the partial decryptions that there are for it: those of the record first, then good ones.

    ``done`` is the result that the record has already, empty while it has none.
    """

    unit: ReadyUnit
    partials: tuple[PartialDecryption, ...]
    stored: int
    done: bytes

    @classmethod
    def of(cls, verified: Verified, unit: ReadyUnit, good: Sequence[PartialDecryption]) -> "_Work":
        """Looks what the record has; it was verified, but for groups, which are here."""
        stored, done = _stored_group(verified, unit) if unit.planned.is_group else _stored_box(verified, unit)
        there = {one.owner for one in stored}
        fresh = tuple(one for one in good if one.owner not in there)
        return cls(unit=unit, partials=(*stored, *fresh), stored=len(stored), done=done)

    def fresh(self, needed: int) -> tuple[int, ...]:
        """The owners of the decryptions that are used now and were not in the record before."""
        if self.done:
            return ()
        return tuple(one.owner for one in self.partials[self.stored : max(needed, self.stored)])

    def write(self, verified: Verified, needed: int, disk: Disk) -> tuple[QuestionResult, ...]:
        """Makes the unit's files whole; gives its result."""
        if self.unit.planned.is_group:
            data = self._group(verified, needed)
            write_once(verified.layout.group(self.unit.name), data.encode(), disk=disk)
            return self._read(data.result)
        return self._read(self.done or self._append(verified, needed, disk))

    def _read(self, result: bytes) -> tuple[QuestionResult, ...]:
        return read_result(result, self.unit.election.questions, self.unit.name)

    def _group(self, verified: Verified, needed: int) -> GroupFile:
        if self.done:
            return read_group(verified.layout, self.unit.name)
        partials = tuple(sorted(self.partials[: max(needed, self.stored)], key=lambda one: one.owner))
        unit = self.unit
        return GroupFile(
            group=unit.name,
            boxes=unit.planned.boxes,
            election=unit.group_json,
            ballots=unit.planned.ballots,
            encrypted_tally=unit.encrypted_tally,
            decryptions=partials,
            result=_result(verified, unit, partials),
        )

    def _append(self, verified: Verified, needed: int, disk: Disk) -> bytes:
        """Appends what a box's archive lacks."""
        chosen = self.partials[: max(needed, self.stored)]
        result = _result(verified, self.unit, chosen)
        archive, _ = Archive.open(_path(verified, self.unit), acknowledged=None, disk=disk)
        with archive:
            for partial in chosen[self.stored :]:
                archive.append_partial_decryption(partial.owner, partial.payload)
            archive.append_result(result)
        return result


def _path(verified: Verified, unit: ReadyUnit) -> Path:
    return verified.layout.archive(unit.planned.boxes[0], unit.members[0])


def _result(verified: Verified, unit: ReadyUnit, partials: Sequence[PartialDecryption]) -> bytes:
    """The result, checked as a stranger would check it."""
    keys, tally = verified.city.keys, unit.encrypted_tally
    result = crypto.combine(unit.election, keys, tally, partials, unit.product.weight)
    for fault in check_result(unit.election, keys, tally, partials, result):
        raise DamagedError(f"our own result does not verify: {fault.detail} [{fault.code}]", place=unit.name)
    return result


def _stored_box(verified: Verified, unit: ReadyUnit) -> tuple[list[PartialDecryption], bytes]:
    """Partial decryptions and result that a box's archive has; they were verified with the record."""
    with open_archive(_path(verified, unit)) as archive:
        _need_prepared(archive.phase, unit.planned.boxes[0])
        stored = [
            PartialDecryption(owner=one.owner, payload=archive.read(one.payload)) for one in archive.shares
        ]
        return stored, b"" if archive.result is None else archive.read(archive.result)


def _need_prepared(phase: BoxPhase, box: BoxId) -> None:
    if phase not in (BoxPhase.TALLIED, BoxPhase.DECRYPTED):
        raise RefusedError(
            "its archive has no encrypted tally", place=f"box {box}", hint="prepare comes first"
        )


def _stored_group(verified: Verified, unit: ReadyUnit) -> tuple[list[PartialDecryption], bytes]:
    """The same of a group's file, which is verified here; and that its boxes are prepared."""
    for box, uuid in zip(unit.planned.boxes, unit.members, strict=True):
        with open_archive(verified.layout.archive(box, uuid)) as archive:
            _need_prepared(archive.phase, box)
    if unit.name not in verified.record.groups:
        return [], b""
    place = verified.layout.relative(verified.layout.group(unit.name))
    group = read_group(verified.layout, unit.name)
    same = (group.boxes, group.election, group.ballots, group.encrypted_tally) == (
        unit.planned.boxes,
        unit.group_json,
        unit.planned.ballots,
        unit.encrypted_tally,
    )
    if not same:
        raise RefusedError("it is not the group that the boxes make", place=place)
    keys = verified.city.keys.verification_keys
    for one in group.decryptions:
        if one.owner > len(keys) or _fault(unit, keys[one.owner - 1], one.payload):
            raise RefusedError(f"the decryption of trustee {one.owner} does not verify", place=place)
    for fault in check_result(
        unit.election, verified.city.keys, unit.encrypted_tally, group.decryptions, group.result
    ):
        raise RefusedError(f"its result does not verify: {fault.detail}", place=place)
    return list(group.decryptions), group.result


def _write_totals(
    verified: Verified,
    results: Mapping[str, tuple[QuestionResult, ...]],
    excluded: tuple[Excluded, ...],
    disk: Disk,
) -> Tallied:
    """Adds up the units, and writes each contest's totals once."""
    plan, layout, city = verified.plan, verified.layout, verified.city
    counted = [_counted(verified, unit, results) for unit in verified.units]
    regular, all_units = counted[: len(plan.counted)], counted
    out = (*verified.orders.missing, *verified.orders.annulled)
    totals = city_totals(city, regular, out) if regular else {}
    with_annulled = city_totals(city, all_units, out) if regular and plan.annulled else {}
    for contest, one in totals.items():
        write_once(layout.totals(contest), canonical(totals_to_json(one)), disk=disk)
    for contest, one in with_annulled.items():
        write_once(layout.totals_with_annulled(contest), canonical(totals_to_json(one)), disk=disk)
    return Tallied(
        totals=totals,
        with_annulled=with_annulled,
        results=results,
        ballots=sum(unit.ballots for unit in regular),
        excluded=excluded,
    )


def _counted(
    verified: Verified, unit: ReadyUnit, results: Mapping[str, tuple[QuestionResult, ...]]
) -> CountedUnit:
    """A unit as the totals take it, with the heads that its archives have now."""
    heads: dict[BoxId, Hash] = {}
    for box, uuid in zip(unit.planned.boxes, unit.members, strict=True):
        path = verified.layout.archive(box, uuid)
        with open_archive(path) as archive:
            if archive.head is None:
                raise DamagedError("the archive has no events", place=str(path))
            heads[box] = archive.head
    group = verified.layout.group(unit.name)
    return CountedUnit(
        name=unit.name,
        heads=heads,
        ballots=unit.planned.ballots,
        result=results[unit.name],
        file=digest(read_file(group)) if unit.planned.is_group else None,
    )
