"""V4: the bytes of an archive and its chain of events (spec/archive.md)."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .curve import Fault
from .strict import HASH, MiB, Unusable, canonical, dump, fit, open_plain, read, sha
from .verdict import Report

DATA = {"Setup": 4, "Ballot": 1, "EndBallots": 0, "EncryptedTally": 2, "PartialDecryption": 2, "Result": 1}
SHUFFLES = ("Shuffle", "EndShuffles")
NAMES = re.compile(rb"([0-9a-f]{64})\.(data|event)\.json")


def owner(value: Any) -> Any:
    if type(value) is not int or value < 1:
        raise Fault("json-malformed", "owners count from 1")
    return value


SETUP = {"election": HASH, "trustees": HASH, "credentials": HASH, "credentials_certificate?": HASH}
SIZED = {"num_tallied": int, "total_weight": int, "encrypted_tally": HASH}
OWNED = {"owner": owner, "payload": HASH}
POINTERS = {"Setup": SETUP, "EncryptedTally": SIZED, "PartialDecryption": OWNED}
EVENT = {"parent?": HASH, "height": int, "type": str, "payload?": HASH}
LIMIT = 64 * MiB  # of one body


@dataclass
class Event:
    height: int
    type: str
    payload: str | None
    name: str
    leads: list[str] = field(default_factory=list)  # the hashes of its data, in order
    pointer: dict[str, Any] = field(default_factory=dict)  # the payload, where it names other data
    good: bool = True  # it continues the chain, and its payload is what it needs
    fits: bool = True  # it stands where such an event may stand


@dataclass
class Archive:
    path: Path
    timestamp: int = 0
    data: dict[str, tuple[int, int, bool]] = field(default_factory=dict)  # offset, size, whether the hash is right
    events: list[Event] = field(default_factory=list)
    findings: list[tuple[str, str, Any]] = field(default_factory=list)  # code, detail, event (or, first, a hash)

    def body(self, name: str | None) -> bytes:
        """Data by its hash; a Fault where it is missing or damaged."""
        offset, size, good = self.data.get(name or "", (0, 0, False))
        if not good:
            raise Fault("payload-missing", f"{name} is not in the archive, or damaged")
        return slice_of(self.path, offset, size)

    def of(self, kind: str) -> list[Event]:
        """Undamaged events of a kind; ballots only where a ballot may stand."""
        return [e for e in self.events if e.type == kind and e.good and (e.fits or kind != "Ballot")]


def slice_of(path: Path, offset: int, size: int) -> bytes:
    fd = open_plain(path)
    try:
        return os.pread(fd, size, offset)
    finally:
        os.close(fd)


def header_faults(h: bytes, timestamp: int) -> list[str]:
    name = h[:100].rstrip(b"\0")
    want = bytearray(512)
    want[: len(name)] = name
    want[100:124] = b"0000644\0" + b"0000000\0" * 2
    want[124:148] = h[124:135] + b"\0" + h[136:147] + b"\0"
    want[148:157] = h[148:156] + b"0"
    faults = [] if want == h and 0 < len(name) < 100 else ["header-malformed"]
    if h[148:156] != b"%06o\0 " % (sum(h) - sum(h[148:156]) + 8 * 32) and not faults:
        faults.append("checksum-wrong")
    if not re.fullmatch(b"[0-7]{11}", h[136:147]):
        faults.append("header-malformed")
    elif int(h[136:147], 8) != timestamp >= 0:
        faults.append("timestamp-differs")
    return faults


def preamble(h: bytes, body: bytes) -> int:
    """The timestamp of the first member; without one there is no archive."""
    try:
        value = read(body, 4096, 2)
        version = value.get("version") if isinstance(value, dict) else None
        stamp = value.get("timestamp") if isinstance(value, dict) else None
    except Fault:
        version = stamp = None
    if h[:100].rstrip(b"\0") != b"BELENIOS" or type(version) is not int or not isinstance(stamp, str):
        raise Unusable("this is not a Belenios archive")
    if version != 1 or not re.fullmatch("[0-9]{1,11}", stamp):
        raise Unusable("another version of the archive, or no timestamp")
    return int(stamp)


def load(path: Path) -> Archive:
    """Reads an archive once, from front to end; Unusable where it is none."""
    a = Archive(path)
    members: list[tuple[str, str]] = []  # kind, name
    bodies: dict[str, tuple[str, bytes]] = {}
    add = a.findings.append
    with os.fdopen(open_plain(path), "rb") as f:
        end, at = os.fstat(f.fileno()).st_size, 0
        if not end:
            raise Unusable("the file is empty")
        while at < end:
            h = f.read(512)
            at += len(h)
            readable = re.fullmatch(b"[0-7]{11}", h[124:135]) and len(h) == 512
            size = int(h[124:135], 8) if readable else 0
            padded = -(-size // 512) * 512
            if at > 512 and not readable:
                # fewer bytes than a header begin a member only if they begin with a name of one
                short = len(h) < 512 and not re.match(rb"[0-9a-f]{64}\.|BELENIOS\0", h)
                cut = "truncated" if len(h) < 512 else "header-malformed"
                code = "bytes-appended" if short or not h.strip(b"\0") else cut
                add((code, f"byte {at - len(h)} is not the beginning of a member", None))
                break
            if not readable or (at == 512 and (size > LIMIT or at + size > end)):
                raise Unusable("this is not a Belenios archive")
            if at + padded > end or size > LIMIT:
                add(("truncated" if at + padded > end else "header-malformed", f"byte {at - 512}: {size} bytes", None))
                break
            start, body = at, f.read(size)
            tail, at = f.read(padded - size), at + padded
            first = start == 512
            if first:
                a.timestamp = preamble(h, body)
                if body != b'{"version":1,"timestamp":"%d"}' % a.timestamp:
                    add(("preamble-malformed", "the first member is not canonical", None))
            name = NAMES.fullmatch(h[:100].rstrip(b"\0"))
            key, kind = (name[1].decode(), name[2].decode()) if name else ("", "")
            for code in header_faults(h, a.timestamp):
                add((code, f"header at byte {start - 512}", key or None))
            if any(tail):
                add(("padding-not-zero", f"after byte {start + size}", key or None))
            if first:
                continue
            if not name:
                if "header-malformed" not in header_faults(h, a.timestamp):
                    add(("header-malformed", f"the name at byte {start - 512}", None))
                continue
            good = sha(body) == key
            if not good:
                add(("hash-wrong", f"{key} at byte {start}", key))
            if key in bodies or key in a.data:
                add(("member-repeated", f"{key} at byte {start}", key))
            if kind == "event" or size <= 4096:
                bodies.setdefault(key, (kind, body))
            if kind == "data":
                a.data.setdefault(key, (start, size, good))
            members.append((kind, key))
            if kind == "event":
                bodies[key] = (kind, body)
    chain(a, members, bodies)
    return a


def chain(a: Archive, members: list[tuple[str, str]], bodies: dict[str, tuple[str, bytes]]) -> None:
    """The events, their order, and which data lies where."""
    add = a.findings.append
    before: list[str] = []
    gathered: list[tuple[Event, list[str]]] = []
    seen: set[str] = set()
    owners: set[int] = set()
    last: tuple[int, str] | None = (-1, "")
    for kind, name in members:
        if kind == "data":
            before.append(name)
            continue
        body = bodies[name][1]
        try:
            value = fit(read(body, 4096, 2), EVENT)
            if value["type"] not in (*DATA, *SHUFFLES):
                raise Fault("event-malformed", f"there is no event {value['type'][:40]!r}")
        except Fault as e:
            add(("event-malformed", e.detail, None))
            last, before = None, []
            continue
        e = Event(value["height"], value["type"], value.get("payload"), name)
        at = e.height
        if dump(value) != body:
            add(("event-not-canonical", "", at))
        if last and at != last[0] + 1:
            add(("height-wrong", f"{at} after {last[0]}", at))
        if last and value.get("parent", "") != last[1]:
            add(("parent-wrong", "not the hash of the event before", at))
        e.good = not last or (at == last[0] + 1 and value.get("parent", "") == last[1])
        last = (at, name)
        if order := order_fault(e, seen):
            add((order, f"{e.type}", at))
            e.fits = False
        if e.type in SHUFFLES:
            raise Unusable("shuffles are not supported")
        follow(a, e, bodies, owners)
        a.events.append(e)
        gathered.append((e, before))
        before = []
        seen |= {e.type} if e.fits else set()
    if "Setup" not in seen:
        add(("setup-missing", "there is no Setup event", None))
    places(a, gathered, before)


TWICE = {"Setup": "setup-twice", "EndBallots": "end-twice", "EncryptedTally": "tally-twice", "Result": "result-twice"}
NEEDS = {
    "EncryptedTally": ("EndBallots", "tally-before-end"), "PartialDecryption": ("EncryptedTally", "share-before-tally"),
    "Result": ("PartialDecryption", "result-before-share"),
}  # fmt: skip


def order_fault(e: Event, seen: set[str]) -> str | None:
    needed, code = NEEDS.get(e.type, (e.type, None))
    if "Result" in seen and e.type != "Result":
        return "event-after-result"
    if e.type in seen and e.type in TWICE:
        return TWICE[e.type]
    if e.type != "Setup" and "Setup" not in seen:
        return "setup-missing"
    if e.type == "Ballot" and "EndBallots" in seen:
        return "ballot-after-end"
    return code if needed not in seen else None


def follow(a: Archive, e: Event, bodies: dict[str, tuple[str, bytes]], owners: set[int]) -> None:
    """The data that an event leads to."""
    add = a.findings.append
    if e.payload is None or not DATA[e.type]:
        if e.payload is not None or DATA[e.type]:
            add(("event-with-payload" if e.payload else "event-without-payload", e.type, e.height))
            e.fits, e.leads = False, [e.payload] if e.payload else []
        return
    e.leads = [e.payload]
    if e.type in POINTERS and e.payload in a.data:
        _, body = bodies.get(e.payload, ("", b"\0"))
        try:
            e.pointer = canonical(body, POINTERS[e.type], 4096)
        except Fault as fault:
            add(("payload-malformed", fault.detail, e.height))
            e.good = False
            return
        keys = ("election", "trustees", "credentials", "credentials_certificate", "encrypted_tally", "payload")
        e.leads = [e.pointer[k] for k in keys if k in e.pointer] + [e.payload]
        if e.type == "PartialDecryption":
            if e.pointer["owner"] in owners:
                add(("share-twice", f"trustee {e.pointer['owner']}", e.height))
            owners.add(e.pointer["owner"])


def places(a: Archive, gathered: list[tuple[Event, list[str]]], rest: list[str]) -> None:
    """Before each event lies its data, in order, and nothing else."""
    leader: dict[str, int] = {}
    for e, _ in gathered:
        for name in e.leads:
            leader.setdefault(name, e.height)
    for e, before in gathered:
        for name in e.leads:
            if name not in a.data:
                a.findings.append(("payload-missing", f"{name} is not in the archive", e.height))
        there = [n for n in e.leads if n in a.data]
        elsewhere = set(there) - set(before)  # data that two events lead to is a repeated member, and lies before one
        used = [n for n in before if n in leader]
        shared = elsewhere and all(leader[n] != e.height for n in elsewhere)
        if used[len(used) - len(there) :] != there and not shared:
            a.findings.append(("member-out-of-place", f"the data before {e.type}", e.height))
    everything = {n for _, before in gathered for n in before} | set(rest) | a.data.keys()
    for name in sorted(everything - leader.keys()):
        a.findings.append(("data-without-event", f"no event leads to {name}", None))
    if misplaced := [n for n in rest if n in leader]:
        a.findings.append(("member-out-of-place", f"{misplaced[0]} lies after its event", leader[misplaced[0]]))
    heights = leader | {e.name: e.height for e, _ in gathered}
    a.findings[:] = [(c, t, heights.get(h) if isinstance(h, str) else h) for c, t, h in a.findings]


def check(report: Report, path: Path, box: str, file: str) -> Archive:
    """V4 of one archive: its findings, at most 200."""
    a = load(path)
    report.looked.add("V4")
    for code, detail, event in a.findings[:200]:
        report.fail("V4", code, box, file, detail, event=event)
    if len(a.findings) > 200:
        report.fail("V4", "too-many", box, file, "more is wrong than is listed")
    return a
