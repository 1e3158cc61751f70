"""Which data belongs to which event: the chain, and the prescribed place of everything it names.

Before each event lies what it needs and nothing else: what its payload names, then the payload.
``belenios-tool`` checks that by building the archive anew; here it is checked in passing, and each
difference has a name. Spec: ``spec/archive.md``, "Order of members".
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shora.box import events as chain
from shora.box.events import EMPTY, Event, EventType, OrderError
from shora.box.faults import MAX_FINDINGS, ArchiveFault, Findings
from shora.box.members import Member, Members
from shora.box.payloads import MAX_BYTES, Owned, SetupData, SizedTally
from shora.errors import InputError
from shora.ids import Hash

TYPES: Final = tuple(EventType)
"""Event types by the number that stands for them in :class:`EventRows`."""

_NAMING: Final = frozenset({EventType.SETUP, EventType.ENCRYPTED_TALLY, EventType.PARTIAL_DECRYPTION})


class EventRows:
    """The readable events in the order of the file: height, member, type and payload of each, as numbers."""

    def __init__(self) -> None:
        self.heights = array("Q")
        self.members = array("I")
        self.types = bytearray()
        self.payloads = array("i")  # -1: none, or missing

    def add(self, height: int, member: int, type: EventType, payload: int | None) -> None:
        """Append a row."""
        self.heights.append(height)
        self.members.append(member)
        self.types.append(TYPES.index(type))
        self.payloads.append(-1 if payload is None else payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missing:
    """Data that was not there when its event came. ``payload_of``: the event's type, if it is the payload."""

    name: Hash
    payload_of: EventType | None
    place: str
    offset: int


class Links:
    """The members so far, tied to each other.

    ``read_at`` gives the first bytes of a body that was passed. What is wrong goes to ``findings``.
    """

    def __init__(self, members: Members, findings: Findings, read_at: Callable[[Member, int], bytes]) -> None:
        self.members = members
        self.findings = findings
        self.read_at = read_at
        self.events = EventRows()
        self.state = EMPTY
        self.setup: SetupData | None = None
        self.tally: SizedTally | None = None
        self.shares: list[Owned] = []
        self.result: Hash | None = None
        self.waiting: list[int] = []  # data since the last event
        self.strays: list[int] = []  # data that lay before an event that does not need it
        self.missing: list[_Missing] = []  # what events need and was not there yet

    def take(self, member: Member, body: bytes) -> None:
        """Enter a member whose bytes are read."""
        first = self.members.find(member.hash)
        number = self.members.add(member)
        if first is not None:
            detail = f"it is already there at byte {self.members[first].offset}"
            self.findings.add(ArchiveFault.MEMBER_REPEATED, member.hash, member.offset, detail)
        if member.is_event:
            self._take_event(number, member, body)
        else:
            self.waiting.append(number if first is None else first)

    def _take_event(self, number: int, member: Member, body: bytes) -> None:
        """Apply an event, and match its data with what lies before it."""
        try:
            event = Event.decode(body, "")
        except InputError as error:
            detail = f"{error.place} {error.message}".strip()
            self.findings.add(ArchiveFault.EVENT_MALFORMED, member.hash, member.offset, detail)
            self.state = replace(self.state, head=member.hash, events=self.state.events + 1)
            self.strays += self.waiting
            self.waiting = []
            return
        place = f"event {event.height}"
        if event.encode() != body:
            detail = "the event is not written in the canonical form"
            self.findings.add(ArchiveFault.EVENT_NOT_CANONICAL, place, member.offset, detail)
        try:
            self.state = replace(chain.apply(self.state, event), head=member.hash)
        except OrderError as error:
            self.findings.add(error.fault, place, member.offset, error.message)
            self.state = chain.pass_over(self.state, event, member.hash)
        payload = None if event.payload is None else self.members.find(event.payload)
        self.events.add(event.height, number, event.type, payload)
        if event.payload is not None:
            names = () if payload is None else self._take_payload(event.type, payload, place, member.offset)
            self._match([*names, event.payload], event.type, place, member.offset)
        else:
            self._match([], event.type, place, member.offset)

    def _take_payload(self, type: EventType, number: int, place: str, offset: int) -> tuple[Hash, ...]:
        """Read a payload that names other data; the names, in the order in which the data must lie."""
        member = self.members[number]
        if type is EventType.RESULT:
            self.result = self.result or member.hash
        if type not in _NAMING:
            return ()
        try:
            # One byte more than any of them has, so that a larger one is refused for its size.
            body = self.read_at(member, MAX_BYTES + 1)
            return self._decode_payload(type, body, place, offset)
        except InputError as error:
            detail = f"the payload of {type} is unusable: {error.message}"
            self.findings.add(ArchiveFault.PAYLOAD_MALFORMED, place, offset, detail)
            return ()

    def _decode_payload(self, type: EventType, body: bytes, place: str, offset: int) -> tuple[Hash, ...]:
        if type is EventType.SETUP:
            setup = SetupData.decode(body, "")
            self.setup = self.setup or setup
            return setup.names
        if type is EventType.ENCRYPTED_TALLY:
            sized = SizedTally.decode(body, "")
            self.tally = self.tally or sized
            return (sized.encrypted_tally,)
        owned = Owned.decode(body, "")
        if any(share.owner == owned.owner for share in self.shares):
            detail = f"trustee {owned.owner} has a partial decryption already"
            self.findings.add(ArchiveFault.SHARE_TWICE, place, offset, detail)
        else:
            self.shares.append(owned)
        return (owned.payload,)

    def _match(self, needed: Sequence[Hash], type: EventType, place: str, offset: int) -> None:
        """Compare the data since the last event with what this one needs."""
        waiting, self.waiting = self.waiting, []
        present = [self.members.hash_of(row) for row in waiting]
        if present == list(needed):
            for row in waiting:
                self.members.mark_named(row)
            return
        for name in needed:
            number = self.members.find(name)
            if number is None:
                self.findings.troubled = True
                if len(self.missing) <= MAX_FINDINGS:
                    kind = type if name == needed[-1] else None
                    self.missing.append(_Missing(name=name, payload_of=kind, place=place, offset=offset))
                continue
            self.members.mark_named(number)
            if name not in present:
                detail = f"{name} lies at byte {self.members[number].offset}, not directly before the event"
                self.findings.add(ArchiveFault.MEMBER_OUT_OF_PLACE, place, offset, detail)
        if [name for name in needed if name in present] != [name for name in present if name in needed]:
            detail = f"the data before {type} is there, in another order than the prescribed one"
            self.findings.add(ArchiveFault.MEMBER_OUT_OF_PLACE, place, offset, detail)
        strays = [row for row in waiting if self.members.hash_of(row) not in needed]
        self.findings.troubled = self.findings.troubled or bool(strays)
        self.strays += strays

    def settle(self, place: str, length: int) -> None:
        """At the end of the file: say what came of missing and of stray data.

        ``place`` names the file and ``length`` is its size, for what is missing altogether.
        """
        for gap in self.missing:
            number = self.members.find(gap.name)
            if number is None:
                self._find_missing(gap.name, gap)
                continue
            at = self.members[number].offset
            detail = f"{gap.name} lies at byte {at}, after the event that needs it"
            self.findings.add(ArchiveFault.MEMBER_OUT_OF_PLACE, gap.place, gap.offset, detail)
            self.members.mark_named(number)
            if gap.payload_of is not None:
                self._settle_names(self._take_payload(gap.payload_of, number, gap.place, gap.offset), gap)
        for stray in self.strays + self.waiting:
            if not self.members.is_named(stray):
                member = self.members[stray]
                detail = "no event leads to this data"
                self.findings.add(ArchiveFault.DATA_WITHOUT_EVENT, member.hash, member.offset, detail)
        if self.setup is None and not any(TYPES[kind] is EventType.SETUP for kind in self.events.types):
            self.findings.add(ArchiveFault.SETUP_MISSING, place, length, "there is no Setup event")

    def _settle_names(self, names: Sequence[Hash], gap: _Missing) -> None:
        """What a payload names that came late, so that one displaced member is one finding."""
        for name in names:
            number = self.members.find(name)
            if number is not None:
                self.members.mark_named(number)
            else:
                self._find_missing(name, gap)

    def _find_missing(self, name: Hash, gap: _Missing) -> None:
        detail = f"{name} is not in the archive"
        self.findings.add(ArchiveFault.PAYLOAD_MISSING, gap.place, gap.offset, detail)
