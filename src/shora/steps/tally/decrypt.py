"""A trustee's part, alone, with a copy of the record: partial decryptions of the units that it forms itself.

A trustee is no oracle. It takes a whole record, never a tally; opens nothing before polling is over and every box
has ended; opens what was planned and made public, so that all trustees open the same; and no ballot in two ways, which
its own list of what it has opened remembers for ever.

Crash order: everything is verified; then the plan and every unit are noted, durably; only then is anything decrypted.
After a crash the same record gives the same units, and they are answered again.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shora.clock import Clock
from shora.crypto.identity import Identity
from shora.crypto.statement import Statement
from shora.crypto.trustees import Share, check_partial_decryption
from shora.election.dates import DateName
from shora.election.station import BoxKind
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import Hash, TrusteeId
from shora.record.city import City
from shora.record.decryption import Decryption
from shora.record.layout import Layout
from shora.record.plan import Opened
from shora.steps.progress import Watcher
from shora.steps.tally.snapshot import snapshot
from shora.steps.tally.verified import Verified, examine
from shora.text.jalali import utc_text
from shora.trustees.opened import Opened as OpenedNotes


@dataclass(frozen=True, slots=True, kw_only=True)
class TrusteeAtWork:
    """A trustee with its secrets, and the folder of its list of what it has opened.

    ``opened`` is ``None`` only where one process plays everybody, and nobody has a list.
    """

    identity: Identity
    share: Share
    opened: Path | None


def decrypt(
    layout: Layout,
    trustee: TrusteeAtWork,
    published: Hash,
    plan: Hash | None,
    watcher: Watcher,
    *,
    clock: Clock,
    rehearsal: bool = False,
) -> Statement:
    """The signed decryption of a trustee, for the headquarters. The record is copied first, and never written to.

    ``published`` is the record hash that was made public before the day: a record that merely looks like
    it, with other offices and other limits of secrecy, must not be served. ``plan`` is the plan hash as the
    trustee *heard* it at the tally, from the same public source, and never from the record: two trustees who
    are shown different orders would open two sums that differ by a box. Real boxes are opened once polling
    closes, by ``clock``. With ``rehearsal`` the closed rehearsal boxes are opened, before polling opens and
    before any other box is open, and nothing else; there is no plan hash then.
    :class:`RefusedError` and :class:`InputError` say why nothing is decrypted.
    """
    if trustee.opened is None:
        raise InputError("a trustee decrypts with its list of what it has opened")
    if plan is None and not rehearsal:
        raise InputError("a trustee decrypts the plan whose hash was announced", place="plan hash")
    with snapshot(layout) as copy:
        verified = examine(copy, watcher, published=published, rehearsal=rehearsal)
        _need_time(verified, clock())
        if rehearsal:
            _refuse_late(verified)
        elif verified.file.hash != plan:
            raise RefusedError(
                f"this record gives another plan than was announced: its hash is {verified.file.hash}",
                place="plan.json",
                hint="you were shown other orders or other boxes than the public; say so aloud",
            )
        return open_units(verified, trustee, watcher)


def open_units(verified: Verified, trustee: TrusteeAtWork, watcher: Watcher) -> Statement:
    """The part of :func:`decrypt` after verification: notes, decrypts, signs."""
    name, owner = place_of_trustee(verified.city, trustee)
    if trustee.opened is not None:
        opened = OpenedNotes(trustee.opened)
        if not verified.rehearsal:
            opened.note_plan(verified.record.hash, verified.file.hash)
        for unit in verified.units:
            opened.note(unit.name, unit.members, unit.hash)
    watcher.begin("decrypt", len(verified.units))
    units = {}
    for unit in verified.units:
        payload = trustee.share.decrypt(unit.election, unit.encrypted_tally)
        key = trustee.share.public_key
        for fault in check_partial_decryption(unit.election, unit.encrypted_tally, key, payload):
            raise DamagedError(f"our own decryption does not verify: {fault.detail}", place=unit.name)
        units[unit.name] = payload
        watcher.done(1)
    decryption = Decryption(
        election=verified.record.election,
        record=verified.record.hash,
        plan=verified.file.hash,
        trustee=name,
        owner=owner,
        opened="" if verified.rehearsal else _word(verified, name, trustee.identity),
        units=units,
    )
    return decryption.statement().signed(f"trustee:{name}", trustee.identity)


def _word(verified: Verified, name: TrusteeId, identity: Identity) -> str:
    """The trustee's signature under its word that it decrypted this plan."""
    opened = Opened(
        election=verified.record.election,
        record=verified.record.hash,
        trustee=name,
        plan=verified.file.hash,
    )
    return identity.sign(opened.statement().message)


def place_of_trustee(city: City, trustee: TrusteeAtWork) -> tuple[TrusteeId, int]:
    """Id and number of a trustee; :class:`InputError` where identity and share are not of one trustee of the key."""
    keys = city.keys.verification_keys
    if trustee.share.public_key not in keys:
        raise InputError("this share is not of this election's key", place=repr(trustee.share))
    owner = keys.index(trustee.share.public_key) + 1
    members = city.definition.trustees.members
    if len(members) != len(keys) or members[owner - 1].key != trustee.identity.public:
        raise InputError("identity and share are not of one trustee", place=repr(trustee.share))
    return members[owner - 1].id, owner


def _need_time(verified: Verified, now: datetime) -> None:
    """Real boxes after polling, rehearsals before it, by the definition's own dates."""
    dates = verified.city.definition.dates
    opens, closes = dates.get(DateName.POLLING_OPENS).at, dates.get(DateName.POLLING_CLOSES).at
    if not verified.rehearsal and now < closes:
        raise RefusedError(
            f"polling closes at {utc_text(closes)}, and it is {utc_text(now)}: nothing is decrypted before",
            place="definition.json",
            hint="if the clock of this machine is wrong, set it right",
        )
    if verified.rehearsal and now >= opens:
        raise RefusedError(
            f"polling opens at {utc_text(opens)}, and it is {utc_text(now)}: "
            "a rehearsal is decrypted before the day",
            place="definition.json",
        )


def _refuse_late(verified: Verified) -> None:
    """A rehearsal is before the day: once voters vote, nothing is opened under its name."""
    for box in verified.city.definition.boxes:
        if box.kind is BoxKind.REHEARSAL or box.id not in verified.record.opened:
            continue
        raise RefusedError(
            f"box {box.id} is open already; a rehearsal is decrypted before the day",
            place="boxes",
        )
