"""tally (شمارش): encrypted sums, threshold decryption, the city's totals.

Nothing is decrypted before every opened box is closed. Whoever decrypts takes no one's word: each
box is verified in full and its product recomputed here, and only that product is appended and
decrypted. A box that was tallied before (a crash, a second run) goes on where it stands: an encrypted
tally in the archive must be the recomputed one, and a trustee decrypts a box once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.box.payloads import SizedTally, digest
from shora.crypto.fault import Fault
from shora.crypto.trustees import (
    PartialDecryption,
    Share,
    TrusteeKeys,
    check_partial_decryption,
    check_result,
    combine,
)
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import BoxId, ContestId, Hash
from shora.record.city import City, city_of
from shora.record.layout import Layout
from shora.record.read import BoxInfo, open_record
from shora.record.totals import city_totals
from shora.record.write import write_once
from shora.seats.model import Totals
from shora.seats.totals import totals_to_json
from shora.steps.progress import Watcher
from shora.tally.result import QuestionResult, read_result
from shora.text.json import canonical
from shora.verification.box import BoxChecked
from shora.verification.city import check_boxes, count_ballots


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """The city's totals, a file a contest in the record."""

    totals: Mapping[ContestId, Totals]
    ballots: int


def tally(layout: Layout, shares: Sequence[Share], watcher: Watcher) -> Tallied:
    """Tallies every opened box with the trustees' shares and writes the city's totals.

    All boxes are verified, and against each other, before the first is decrypted: all or none.
    """
    record = open_record(layout.root)
    city = city_of(record)
    owners = _owners(city.keys, shares)
    opened = [info for info in city.boxes if info.box in record.opened]
    _refuse_open(layout, opened)
    watcher.begin("verify and decrypt", count_ballots(record))
    checked = check_boxes(record, watcher.done)
    for failure in checked.verdict.failures:
        raise RefusedError(
            f"the record does not verify, so nothing is decrypted: {failure.check} {failure.detail}",
            place=str(failure.place),
            hint="shora verify lists everything",
        )
    results = {}
    for info in opened:
        box = checked.boxes[info.box]
        path = layout.archive(info.box, info.uuid)
        results[info.box] = _decrypt(path, box, owners) if box.result is None else box.result
    stands = {info.box: _stand(layout, info) for info in opened}
    ballots = {box: ballots for box, (ballots, _) in stands.items()}
    return _write_totals(city, results, ballots, {box: head for box, (_, head) in stands.items()})


def _owners(keys: TrusteeKeys, shares: Sequence[Share]) -> dict[int, Share]:
    """The shares by owner, as many as the key needs; :class:`InputError` for a share that is not of this key."""
    known = {key: owner for owner, key in enumerate(keys.verification_keys, start=1)}
    owners = {}
    for share in shares:
        if share.public_key not in known:
            raise InputError("a share is not of this election's key", place=f"share {share.public_key[:8]}")
        owners[known[share.public_key]] = share
    needed = sum(group.threshold for group in keys.groups)
    if len(owners) < needed:
        raise RefusedError(
            f"{len(owners)} of the {needed} trustees who are needed", hint="--trustee FILE once for each"
        )
    return dict(sorted(owners.items())[:needed])


def _refuse_open(layout: Layout, opened: Sequence[BoxInfo]) -> None:
    if not opened:
        raise RefusedError("no box was opened", place=str(layout.root))
    for info in opened:
        with open_archive(layout.archive(info.box, info.uuid)) as archive:
            if archive.phase in (BoxPhase.EMPTY, BoxPhase.OPEN):
                raise RefusedError(
                    "this box is not closed", place=f"box {info.box}", hint="close every box before the tally"
                )


def _stand(layout: Layout, info: BoxInfo) -> tuple[int, Hash]:
    """Ballots and head of a box."""
    path = layout.archive(info.box, info.uuid)
    with open_archive(path) as archive:
        if archive.head is None:
            raise DamagedError("the archive has no events", place=str(path))
        return archive.ballots, archive.head


def _decrypt(path: Path, checked: BoxChecked, owners: Mapping[int, Share]) -> tuple[QuestionResult, ...]:
    """Appends tally, partial decryptions and result, each once, and nothing that was not checked."""
    if checked.setup is None or checked.checked is None:
        raise RefusedError("the box has no readable set-up", place=path.name)
    setup, product = checked.setup, checked.checked.product
    encrypted = product.encrypted_tally()
    archive, _ = Archive.open(path, acknowledged=None)
    with archive:
        if archive.phase is BoxPhase.CLOSED:
            sized = SizedTally(
                num_tallied=product.ballots, total_weight=product.weight, encrypted_tally=digest(encrypted)
            )
            archive.append_tally(sized, encrypted)
        with open_archive(path) as index:
            partials = [PartialDecryption(owner=s.owner, payload=index.read(s.payload)) for s in index.shares]
        there = {partial.owner for partial in partials}
        for owner, share in owners.items():
            if owner not in there and len(partials) < len(owners):
                payload = share.decrypt(setup.election, encrypted)
                _refuse(check_partial_decryption(setup.election, encrypted, share.public_key, payload), path)
                archive.append_partial_decryption(owner, payload)
                partials.append(PartialDecryption(owner=owner, payload=payload))
        result = combine(setup.election, setup.keys, encrypted, partials, product.weight)
        _refuse(check_result(setup.election, setup.keys, encrypted, partials, result), path)
        archive.append_result(result)
    return read_result(result, setup.election.questions, path.name)


def _refuse(faults: Sequence[Fault], path: Path) -> None:
    for fault in faults:
        raise RefusedError(f"our own work does not verify: {fault.detail} [{fault.code}]", place=path.name)


def _write_totals(
    city: City,
    results: Mapping[BoxId, Sequence[QuestionResult]],
    ballots: Mapping[BoxId, int],
    heads: Mapping[BoxId, Hash],
) -> Tallied:
    """Adds up the boxes and writes a totals file for each contest."""
    totals = city_totals(city, results, ballots, heads)
    for contest, one in totals.items():
        write_once(city.layout.totals(contest), canonical(totals_to_json(one)))
    return Tallied(totals=totals, ballots=sum(ballots.values()))
