"""A record that is changed as a forger would: one meaning at a time, with every hash made right again.

Archives are built here from tar blocks up, without the writer, and in any order of events.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.support.city import Small

from shora.box.archive_read import open_archive
from shora.box.payloads import Owned, SetupData, SizedTally
from shora.crypto.election import BallotProduct, BoxElection
from shora.ids import BoxId, ContestId, Hash
from shora.record.city import read_city
from shora.record.layout import Layout
from shora.record.totals import city_totals
from shora.seats.totals import totals_to_json
from shora.tally.result import read_result
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
    """An event with its data, the payload last."""

    type: str
    data: tuple[bytes, ...] = ()

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


def build(events: list[Event], time: int = TIME) -> bytes:
    """The archive of these events, with a chain that is right."""
    out = [member("BELENIOS", b'{"version":1,"timestamp":"%d"}' % time, time)]
    parent = ""
    for height, event in enumerate(events):
        out += [member(f"{sha(data)}.data.json", data, time) for data in event.data]
        link: Json = {"parent": parent} if parent else {}
        link |= {"height": height, "type": event.type}
        body = compact(link | ({"payload": sha(event.data[-1])} if event.data else {}))
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
        shutil.copytree(small.layout.root, folder)
        return cls(small=small, layout=Layout(root=folder))

    def archive(self, box: BoxId) -> Path:
        return self.layout.root / self.small.archive(box).relative_to(self.small.layout.root)

    def file(self, box: BoxId) -> str:
        return self.layout.relative(self.archive(box))

    def events(self, box: BoxId) -> list[Event]:
        return events_of(self.archive(box))

    def put(self, box: BoxId, events: list[Event]) -> None:
        self.archive(box).write_bytes(build(events))

    def change(self, box: BoxId, change: Callable[[list[Event]], object]) -> None:
        events = self.events(box)
        change(events)
        self.put(box, events)

    def election(self, box: BoxId) -> BoxElection:
        return BoxElection(self.events(box)[0].data[0])

    def edit(self, path: Path, change: Callable[[Value], object]) -> None:
        """A JSON file changed in place, canonical all the same."""
        value = json.loads(path.read_bytes())
        change(value)
        path.write_bytes(canonical(value))

    def reseal(self) -> None:
        """``record.json`` with the hashes of what lies there."""

        def change(head: Json) -> None:
            head["files"] = {name: sha((self.layout.root / name).read_bytes()) for name in head["files"]}

        self.edit(self.layout.record, change)

    def retotal(self) -> None:
        """Totals that say what the archives' results say, right or not."""
        city = read_city(self.layout)
        results, ballots, heads = {}, {}, {}
        for info in city.boxes:
            path = self.layout.archive(info.box, info.uuid)
            if not path.exists():
                continue
            with open_archive(path) as archive:
                if archive.result is None or archive.head is None:
                    continue
                election = BoxElection(archive.read(archive.setup.election))
                results[info.box] = read_result(archive.read(archive.result), election.questions, "result")
                ballots[info.box], heads[info.box] = archive.ballots, archive.head
        for contest, totals in city_totals(city, results, ballots, heads).items():
            self.layout.totals(ContestId(contest)).write_bytes(canonical(totals_to_json(totals)))

    def product(self, box: BoxId) -> BallotProduct:
        """The product of the ballots that lie there now."""
        election = self.election(box)
        product = BallotProduct(election)
        ballots = [event.data[0] for event in self.events(box) if event.type == "Ballot"]
        election.check(ballots, [1] * len(ballots), product)
        return product


def changed(event: Event, change: Callable[[Value], object]) -> Event:
    """An event whose first data was changed, without those that name it."""
    value = event.first
    change(value)
    return replace(event, data=(compact(value),))
