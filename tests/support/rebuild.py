"""A record that is changed as a forger would: one meaning at a time, with every hash made right again.

Archives are built here from tar blocks up, without the writer, and in any order of events. Who has the keys
signs again (:class:`Tampered`): an insider says the new thing himself.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.city import Small

from shora.box.archive_read import open_archive
from shora.box.payloads import Owned, SetupData, SizedTally
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.identity import Identity
from shora.crypto.statement import Statement
from shora.election.station import BoxKind
from shora.errors import ShoraError
from shora.ids import BoxId, ContestId, Hash
from shora.record.city import city_of
from shora.record.groups import groups_of
from shora.record.layout import Layout
from shora.record.orders import orders_of
from shora.record.read import open_record
from shora.record.totals import CountedUnit, city_totals
from shora.seats.totals import totals_to_json
from shora.tally.result import read_result
from shora.text.jalali import utc_text
from shora.text.json import canonical

Json = dict[str, Any]
Value = Any
"""Any JSON, to be changed without ceremony."""
TIME = 1783065600


def sha(data: bytes) -> Hash:
    return Hash(hashlib.sha256(data).hexdigest())


def compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Event:
    """An event with its data, the payload last; ``link`` are fields of the event itself that are said otherwise."""

    type: str
    data: tuple[bytes, ...] = ()
    link: Mapping[str, Value] | None = None

    @property
    def first(self) -> Value:
        return json.loads(self.data[0])


def setup(election: bytes, trustees: bytes, credentials: bytes) -> Event:
    names = [sha(part) for part in (election, trustees, credentials)]
    payload = compact(dict(zip(("election", "trustees", "credentials"), names, strict=True)))
    return Event("Setup", (election, trustees, credentials, payload))


def ballot(data: bytes) -> Event:
    return Event("Ballot", (data,))


def tally(encrypted: bytes, ballots: int, weight: int) -> Event:
    sized = {"num_tallied": ballots, "total_weight": weight, "encrypted_tally": sha(encrypted)}
    return Event("EncryptedTally", (encrypted, compact(sized)))


def share(owner: int, payload: bytes) -> Event:
    return Event("PartialDecryption", (payload, compact({"owner": owner, "payload": sha(payload)})))


def result(payload: bytes) -> Event:
    return Event("Result", (payload,))


def member(name: str, body: bytes, time: int = TIME) -> bytes:
    header = bytearray(512)
    fields = {0: name, 100: "0000644", 108: "0000000", 116: "0000000", 124: f"{len(body):011o}"}
    for at, text in (fields | {136: f"{time:011o}", 148: " " * 8, 156: "0"}).items():
        header[at : at + len(text)] = text.encode()
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return bytes(header) + body + bytes(-len(body) % 512)


def build(events: list[Event], time: int = TIME, preamble: bytes = b"") -> bytes:
    """The archive of these events, with a chain that is right."""
    out = [member("BELENIOS", preamble or b'{"version":1,"timestamp":"%d"}' % time, time)]
    parent = ""
    for height, event in enumerate(events):
        out += [member(f"{sha(data)}.data.json", data, time) for data in event.data]
        link: Json = {"parent": parent} if parent else {}
        link |= {"height": height, "type": event.type}
        link |= {"payload": sha(event.data[-1])} if event.data else {}
        body = compact(link | dict(event.link or {}))
        out.append(member(f"{sha(body)}.event.json", body, time))
        parent = sha(body)
    return b"".join(out)


def events_of(path: Path) -> list[Event]:
    """The events of an archive with their data."""
    out = []
    with open_archive(path) as archive:
        for event in archive.events():
            data: tuple[bytes, ...] = () if event.payload is None else (archive.read(event.payload),)
            names: tuple[Hash, ...] = ()
            if event.type == "Setup":
                names = SetupData.decode(data[0], "setup").names
            elif event.type == "EncryptedTally":
                names = (SizedTally.decode(data[0], "tally").encrypted_tally,)
            elif event.type == "PartialDecryption":
                names = (Owned.decode(data[0], "share").payload,)
            out.append(Event(str(event.type), (*(archive.read(name) for name in names), *data)))
    return out


@dataclass(frozen=True)
class Tampered:
    """A copy of a record. ``small`` has the secrets that a forger may or may not have."""

    small: Small
    layout: Layout

    @classmethod
    def copy(cls, small: Small, folder: Path) -> "Tampered":
        shutil.copytree(small.layout.root, folder, copy_function=shutil.copyfile)
        return cls(small=small, layout=Layout(root=folder))

    # The archives

    def archive(self, box: BoxId) -> Path:
        return self.layout.root / self.small.archive(box).relative_to(self.small.layout.root)

    def file(self, box: BoxId) -> str:
        return self.layout.relative(self.archive(box))

    def events(self, box: BoxId) -> list[Event]:
        return events_of(self.archive(box))

    def time(self, box: BoxId) -> int:
        with open_archive(self.archive(box)) as archive:
            return archive.timestamp

    def put(self, box: BoxId, events: list[Event]) -> None:
        time = self.time(box)
        self.archive(box).write_bytes(build(events, time))

    def change(self, box: BoxId, change: Callable[[list[Event]], object]) -> None:
        events = self.events(box)
        change(events)
        self.put(box, events)

    def election(self, box: BoxId) -> BoxElection:
        return BoxElection(self.events(box)[0].data[0])

    def product(self, box: BoxId) -> BallotProduct:
        """The product of the ballots that lie there now."""
        election = self.election(box)
        product = BallotProduct(election)
        ballots = [event.data[0] for event in self.events(box) if event.type == "Ballot"]
        election.check(ballots, [1] * len(ballots), product)
        return product

    # The files around them

    def edit(self, path: Path, change: Callable[[Value], object]) -> None:
        """A JSON file changed in place, canonical all the same."""
        value = json.loads(path.read_bytes())
        change(value)
        path.write_bytes(canonical(value))

    def identity(self, signer: str) -> Identity:
        kind, _, name = signer.partition(":")
        made = self.small.defined
        return made.machines[BoxId(name)].identity if kind == "box" else made.identities[signer]

    def sign(self, body: Json, *signers: str) -> bytes:
        statement = Statement(body=body, signatures=())
        for signer in signers:
            statement = statement.signed(signer, self.identity(signer))
        return statement.encode()

    def resign(self, path: Path, change: Callable[[Json], object] = lambda body: None) -> None:
        """A statement that says something else; all who signed it sign that."""
        value = json.loads(path.read_bytes())
        change(value["statement"])
        path.write_bytes(self.sign(value["statement"], *(one["by"] for one in value["signatures"])))

    def reseal(self) -> None:
        """``record.json`` with the hashes of what lies there."""

        def change(head: Json) -> None:
            head["files"] = {name: sha((self.layout.root / name).read_bytes()) for name in head["files"]}

        self.edit(self.layout.record, change)

    def sign_record(self) -> None:
        """Headquarters and supervision sign the record as it is now."""
        self.reseal()
        name = sha(self.layout.record.read_bytes())
        self.resign(self.layout.signatures, lambda body: body.update(record=name))

    def relink(self, box: BoxId, *, but: str = "") -> None:
        """The later statements about a box name the earlier ones as they are now, and are signed again.

        ``but`` is the file that is lied in: it stays as it is.
        """
        folder = self.layout.folder(box)

        def link(name: str, **to: str) -> None:
            path = folder / f"{name}.json"
            if not path.exists() or path.name == but:
                return
            body = json.loads(path.read_bytes())["statement"]
            fields = {f: sha((folder / f"{n}.json").read_bytes()) for f, n in to.items() if f in body}
            if any(body[field] != value for field, value in fields.items()):
                self.resign(path, lambda body: body.update(fields))

        link("ended", opening="opening")
        link("decision", ended="ended")
        link("closing", ended="ended", challenges="challenges")

    def follow(self, box: BoxId) -> None:
        """Box and officials sign for the archive as it is now: set-up, heads, time and number of ballots."""
        folder = self.layout.folder(box)
        with open_archive(self.archive(box)) as archive:
            types = [str(event.type) for event in archive.events()]
            heads = list(archive.event_hashes())
            ballots, time = archive.ballots, archive.timestamp
        end = types.index("EndBallots") if "EndBallots" in types else len(types) - 1
        at = utc_text(datetime.fromtimestamp(time, tz=UTC))
        self.resign(folder / "opening.json", lambda body: body.update(setup=heads[0], at=at))
        waiting = (folder / "decision.json").exists()
        said = {"head": heads[0]} if waiting else {"head": heads[end], "ballots": ballots}
        self.resign(folder / "ended.json", lambda body: body.update(said))

        def minutes(body: Json) -> None:
            body.update(head=heads[end])
            body["cards"].update(cast=ballots)

        self.resign(folder / "closing.json", minutes)
        self.relink(box)

    def retotal(self) -> None:
        """Totals that say what the results of boxes and groups say, right or not; as far as they can be added."""
        with suppress(ShoraError, ValueError, LookupError):
            self._retotal()

    def _retotal(self) -> None:
        record = open_record(self.layout.root)
        city = city_of(record)
        rehearsals = {box.id for box in city.definition.boxes if box.kind is BoxKind.REHEARSAL}
        units = []
        for info in city.boxes:
            path = self.layout.archive(info.box, info.uuid)
            if not path.exists() or info.box in rehearsals:
                continue
            with open_archive(path) as archive:
                if archive.result is None or archive.head is None:
                    continue
                election = BoxElection(archive.read(archive.setup.election))
                numbers = read_result(archive.read(archive.result), election.questions, "result")
                heads = {info.box: archive.head}
                units.append(
                    CountedUnit(
                        name=info.box, heads=heads, ballots=archive.ballots, result=numbers, file=None
                    )
                )
        for group in groups_of(record):
            heads = {}
            for box in group.boxes:
                with open_archive(self.layout.archive(box, city.info(box).uuid)) as archive:
                    assert archive.head is not None
                    heads[box] = archive.head
            numbers = read_result(group.result, BoxElection(group.election).questions, "result")
            file = sha(self.layout.group(group.group).read_bytes())
            units.append(
                CountedUnit(name=group.group, heads=heads, ballots=group.ballots, result=numbers, file=file)
            )
        orders = orders_of(record)
        out = (*orders.missing, *orders.annulled)
        for contest, totals in city_totals(city, units, out).items():
            self.layout.totals(ContestId(contest)).write_bytes(canonical(totals_to_json(totals)))


def changed(event: Event, change: Callable[[Value], object]) -> Event:
    """An event whose first data was changed, without those that name it."""
    value = event.first
    change(value)
    return replace(event, data=(compact(value),))
