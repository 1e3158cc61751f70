"""Damage by chance, the same for the same number: bytes, files, members and events of archives, values of JSON.

Half of the cases in a record are damage as it happens, half are lies: what names the changed thing is made right, and
who has signed it signs again.
"""

import json
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from tests.support.rebuild import Event, Tampered, Value, build, compact, events_of

from shora.box.archive_read import open_archive
from shora.errors import InputError, ShoraError
from shora.ids import BoxId
from shora.text.json import canonical

SMALL_CHANGES: tuple[Value, ...] = (
    None, True, False, 0, 1, -1, 2, 10**9, 10**9 + 1, 10**15, "", "0", "00", "x", " ", "é", "\u202e", "\x7f", [], {}, [[]],
    "1" * 64, "0" * 64, "f" * 64, "0" * 128, "2026-07-03T08:00:00Z", "2026-02-30T08:00:00Z", "north", "t1", "office:inquiry",
)  # fmt: skip
Path_ = tuple[str | int, ...]
T = TypeVar("T")


def files(root: Path) -> list[Path]:
    """In an order that does not depend on the names of archives, which are drawn anew for each town."""
    there = (path for path in root.rglob("*") if path.is_file())
    return sorted(there, key=lambda path: (path.parent, path.name if path.suffix != ".bel" else "archive"))


def in_a_record(copy: Tampered, rng: random.Random) -> str:
    """Changes a copy of a record, and says what was done."""
    root = copy.layout.root
    path = rng.choice(files(root))
    name = path.relative_to(root).as_posix()
    lie = rng.random() < 0.5
    if path.suffix == ".bel":
        done = _archive(path, rng)
    elif rng.random() < 0.2:
        done = _bytes(path, rng)
    elif rng.random() < 0.15:
        done = _file(root, path, rng)
    else:
        done = _json(path, rng)
    if lie:
        with suppress(
            ShoraError, ValueError, LookupError, TypeError, AttributeError, OSError, AssertionError
        ):
            _make_right(copy, path)
            done += ", made right"
    return f"{name}: {done}"


def in_an_archive(path: Path, rng: random.Random) -> str:
    """Changes a copy of an archive, and says what was done."""
    return f"{path.name}: {_archive(path, rng)}"


def _make_right(copy: Tampered, path: Path) -> None:
    """Whoever signed it signs it again; hashes, totals and the record's own signatures follow."""
    fixed = path.name in {
        "definition.json",
        "trustees.json",
        "ceremony.json",
        "cards.json",
        "box.json",
        "credentials.json",
    }
    if path.suffix == ".json" and "signatures" in json.loads(path.read_bytes()):
        copy.resign(path)
    if path.parent.parent.name == "boxes":
        box = BoxId(path.parent.name)
        if path.suffix == ".bel":
            copy.follow(box)
        copy.relink(box, but=path.name)
    if fixed:
        copy.sign_record()
    copy.retotal()


# ── Bytes and files ────────────────────────────────────────────────────────────────────────────────────────────


def _bytes(path: Path, rng: random.Random) -> str:
    data = bytearray(path.read_bytes())
    if not data:
        return "is empty already"
    at = rng.randrange(len(data))
    match rng.randrange(5):
        case 0:
            data[at] ^= 1 << rng.randrange(8)
            done = f"bit of byte {at} flipped"
        case 1:
            del data[at:]
            done = f"cut at {at}"
        case 2:
            data += rng.choice([b" ", b"\n", b"\0", bytes(512), bytes(1024), b"{}"])
            done = "bytes appended"
        case 3:
            to = rng.randrange(at, len(data)) + 1
            del data[at:to]
            done = f"bytes {at} to {to} taken out"
        case _:
            data[at : at + 1] = bytes([data[at]]) * 2
            done = f"byte {at} doubled"
    path.write_bytes(data)
    return done


def _file(root: Path, path: Path, rng: random.Random) -> str:
    other = rng.choice(files(root))
    told = other.relative_to(root).as_posix()
    match rng.randrange(6):
        case 0:
            path.unlink()
            return "gone"
        case 1:
            mine, theirs = path.read_bytes(), other.read_bytes()
            path.write_bytes(theirs)
            other.write_bytes(mine)
            return f"exchanged with {told}"
        case 2:
            path.write_bytes(other.read_bytes())
            return f"is a copy of {told}"
        case 3:
            path.rename(path.with_name("0007.json"))
            return "renamed to 0007.json"
        case 4:
            shutil.copyfile(path, path.with_name("again" + path.suffix))
            return "there again under another name"
        case _:
            path.rename(path.with_name("elsewhere"))
            path.symlink_to("elsewhere")
            return "a link"


# ── Archives ───────────────────────────────────────────────────────────────────────────────────────────────────


def _archive(path: Path, rng: random.Random) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return _bytes(path, rng)
    if kind == 1:
        return _order(path, rng)
    with open_archive(path) as archive:
        time = archive.timestamp
    events = events_of(path)
    done = _events(events, rng) if kind == 2 else _data(events, rng)
    path.write_bytes(build(events, time))
    return done


def _members(data: bytes) -> list[bytes]:
    out, at = [], 0
    while at < len(data):
        size = 512 + -(-int(data[at + 124 : at + 135], 8) // 512) * 512
        out.append(data[at : at + size])
        at += size
    return out


def _order(path: Path, rng: random.Random) -> str:
    """Members as they stand: one gone, twice, elsewhere, in another's place."""
    members = _members(path.read_bytes())
    done = _shuffled(members, rng, "member")
    path.write_bytes(b"".join(members))
    return done


def _events(events: list[Event], rng: random.Random) -> str:
    """Events, and a chain that is right."""
    return _shuffled(events, rng, "event")


def _shuffled(things: list[T], rng: random.Random, word: str) -> str:
    at, to = rng.randrange(len(things)), rng.randrange(len(things))
    match rng.randrange(5):
        case 0:
            del things[at]
            return f"{word} {at} gone"
        case 1:
            things.insert(to, things[at])
            return f"{word} {at} again at {to}"
        case 2:
            things.insert(to, things.pop(at))
            return f"{word} {at} moved to {to}"
        case 3:
            things[at], things[to] = things[to], things[at]
            return f"{word}s {at} and {to} exchanged"
        case _:
            del things[at:]
            return f"{word}s from {at} on gone"


def _data(events: list[Event], rng: random.Random) -> str:
    """A value inside an event's data; the hashes that lead to it are made right where it is the payload."""
    at = rng.choice([n for n, event in enumerate(events) if event.data])
    event = events[at]
    number = rng.randrange(len(event.data))
    value, done = _changed(json.loads(event.data[number]), rng)
    data = list(event.data)
    data[number] = compact(value)
    events[at] = Event(event.type, tuple(data))
    return f"event {at} ({event.type}), data {number}: {done}"


# ── JSON ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _json(path: Path, rng: random.Random) -> str:
    value, done = _changed(json.loads(path.read_bytes()), rng)
    try:
        path.write_bytes(canonical(value))
    except InputError:  # a number that nobody may write
        path.write_bytes(compact(value))
    return done


def _places(value: Value, at: Path_ = ()) -> list[Path_]:
    out = [at]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        out += _places(part, (*at, step))
    return out


def _changed(value: Value, rng: random.Random) -> tuple[Value, str]:
    """A copy with something changed, and what."""
    places = [place for place in _places(value) if place]
    if not places:
        return rng.choice(SMALL_CHANGES), "another value in place of it all"
    place = rng.choice(places)
    *way, last = place
    inside = value
    for step in way:
        inside = inside[step]
    word = ".".join(map(str, place))
    old = inside[last]
    change: Callable[[], str] = rng.choice(
        [
            _other(inside, last, old, rng),
            _without(inside, last),
            _more(inside, last, rng),
            _from(value, inside, last, rng),
        ]
    )
    return value, f"{word} {change()}"


def _other(inside: Value, last: str | int, old: Value, rng: random.Random) -> Callable[[], str]:
    def act() -> str:
        if isinstance(old, int) and not isinstance(old, bool) and rng.random() < 0.7:
            inside[last] = old + rng.choice([-1, 1])
        elif isinstance(old, str) and old and rng.random() < 0.7:
            at = rng.randrange(len(old))
            inside[last] = old[:at] + rng.choice("0123456789abcdefxZ- ") + old[at + rng.randrange(2) :]
        else:
            inside[last] = rng.choice(SMALL_CHANGES)
        return f"is {str(inside[last])[:40]!r}"

    return act


def _without(inside: Value, last: str | int) -> Callable[[], str]:
    def act() -> str:
        del inside[last]
        return "gone"

    return act


def _more(inside: Value, last: str | int, rng: random.Random) -> Callable[[], str]:
    def act() -> str:
        if isinstance(inside, list):
            assert isinstance(last, int)
            inside.insert(rng.randrange(len(inside) + 1), inside[last])
            return "twice"
        if rng.random() < 0.5:
            inside["more"] = rng.choice(SMALL_CHANGES)
            return "has a field beside it"
        items = list(inside.items())
        rng.shuffle(items)
        inside.clear()
        inside.update(items)
        return "stands in another order"

    return act


def _from(value: Value, inside: Value, last: str | int, rng: random.Random) -> Callable[[], str]:
    """The value of another place of the same kind, if there is one."""

    def act() -> str:
        there = []
        for place in _places(value):
            found = value
            for step in place:
                found = found[step]
            if type(found) is type(inside[last]) and not isinstance(found, dict | list):
                there.append(found)
        if there:
            inside[last] = rng.choice(there)
        elif isinstance(inside, list):
            inside.reverse()
        return f"is {str(inside[last])[:40]!r} from elsewhere"

    return act
