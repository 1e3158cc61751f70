"""Archives written without any rule of ours: what a dishonest box could publish."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.conformance.ours import Box, Opened, open_tally

from shora.box.archive_scan import PREAMBLE, preamble
from shora.box.events import Event, EventType
from shora.box.payloads import Owned, SetupData, digest
from shora.box.tar import header_bytes, padding
from shora.ids import Hash

TIME = 1_780_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An event with its data, the payload last."""

    type: EventType
    data: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an archive is made of. Tests replace some of it."""

    election: bytes
    trustees: bytes
    credentials: bytes
    ballots: tuple[bytes, ...]
    opened: Opened

    @property
    def setup(self) -> Link:
        data = (self.election, self.trustees, self.credentials)
        named = SetupData(
            election=digest(self.election),
            trustees=digest(self.trustees),
            credentials=digest(self.credentials),
            credentials_certificate=None,
        )
        return Link(type=EventType.SETUP, data=(*data, named.encode()))

    @property
    def ballot_links(self) -> list[Link]:
        return [Link(type=EventType.BALLOT, data=(ballot,)) for ballot in self.ballots]

    @property
    def end(self) -> Link:
        return Link(type=EventType.END_BALLOTS)

    @property
    def tally(self) -> Link:
        return Link(type=EventType.ENCRYPTED_TALLY, data=(self.opened.tally, self.opened.sized.encode()))

    @property
    def shares(self) -> list[Link]:
        return [share_link(owner, payload) for owner, payload in self.opened.payloads]

    @property
    def result(self) -> Link:
        return Link(type=EventType.RESULT, data=(self.opened.result,))

    @property
    def links(self) -> list[Link]:
        """All events in their order."""
        return [self.setup, *self.ballot_links, self.end, self.tally, *self.shares, self.result]


def share_link(owner: int, payload: bytes) -> Link:
    owned = Owned(owner=owner, payload=digest(payload))
    return Link(type=EventType.PARTIAL_DECRYPTION, data=(payload, owned.encode()))


def parts_of(box: Box) -> Parts:
    """The parts of an honest box."""
    return Parts(
        election=box.election,
        trustees=box.trusts.structure,
        credentials=box.credentials,
        ballots=box.ballots,
        opened=box.opened,
    )


def with_ballots(box: Box, ballots: Sequence[bytes]) -> Parts:
    """Other ballots, and everything after them honestly made of them."""
    opened = open_tally(box.election, box.trusts, ballots, [1] * len(ballots))
    return replace(parts_of(box), ballots=tuple(ballots), opened=opened)


def member(name: str, body: bytes) -> bytes:
    return header_bytes(name, len(body), TIME) + body + bytes(padding(len(body)))


def write(links: Sequence[Link]) -> bytes:
    """An archive with these events, whatever they are. Data that is there already is not written again."""
    out = [member(PREAMBLE, preamble(TIME))]
    there: set[Hash] = set()
    head: Hash | None = None
    for height, link in enumerate(links):
        for data in link.data:
            if digest(data) not in there:
                out.append(member(f"{digest(data)}.data.json", data))
                there.add(digest(data))
        payload = digest(link.data[-1]) if link.data else None
        text = Event(parent=head, height=height, type=link.type, payload=payload).encode()
        head = digest(text)
        out.append(member(f"{head}.event.json", text))
    return b"".join(out)
