"""Every kind of field of a record, found in its files, and how to change one as a liar would.

A *kind* is a file's pattern and the field's path in it, with ``[]`` for the entries of a list, ``*`` for keys that are
data, and ``!`` where a text holds JSON of its own. A list is a kind too (``[]#``): there it is one entry shorter.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.curve import G, Q
from tests.support.rebuild import Event, Value, compact, events_of, share, tally
from tests.support.rebuild import setup as set_up

from shora.crypto.identity import Identity
from shora.ids import BoxId

Step = str | int
Path_ = tuple[Step, ...]
INSIDE: Final = "!"
"""The step into a text that holds JSON."""
LENGTH: Final = "#"
"""The step that means the list itself."""
POINT: Final = (G * 5).hex
LOW: Final = f"{2:064x}"
CLASSES: Final = ("accepted", "challenged", "abandoned", "spoiled", "provisional", "unused", "lost")
KEY: Final = Identity(bytes([7]) * 32).public


@dataclass(frozen=True)
class Field:
    """One field: its kind, and the first place where the record has it.

    ``part`` is empty for a JSON file; in an archive it is an event's type and the number of its data, or ``link``.
    """

    file: str
    name: str
    where: Path
    part: str
    path: Path_

    @property
    def kind(self) -> tuple[str, str]:
        return self.file, self.name

    @property
    def box(self) -> BoxId:
        return BoxId(self.where.parent.name)


def fields(root: Path) -> dict[tuple[str, str], Field]:
    """All kinds of fields of the record in ``root``."""
    found: dict[tuple[str, str], Field] = {}
    for where in sorted(path for path in root.rglob("*") if path.is_file()):
        file = pattern_of(where.relative_to(root).as_posix())
        for part, value in _parts(where):
            for path in _leaves(value):
                name = ".".join((*((part,) if part else ()), *_names(file, path))).replace(".[]", "[]")
                field = Field(file, name.replace(".!", "!"), where.relative_to(root), part, path)
                found.setdefault(field.kind, field)
    return found


def pattern_of(file: str) -> str:
    """The file with ``*`` for what names a box, a station, an order, a group or a contest."""
    parts = file.split("/")
    if parts[0] == "boxes":
        parts[1] = "*"
        parts[2] = "*.bel" if parts[2].endswith(".bel") else parts[2]
    elif len(parts) == 2:
        parts[1] = "*.with-annulled.json" if parts[1].endswith(".with-annulled.json") else "*.json"
    return "/".join(parts)


def _parts(where: Path) -> Iterator[tuple[str, Value]]:
    if where.suffix != ".bel":
        yield "", json.loads(where.read_bytes())
        return
    yield "BELENIOS", {"version": 1, "timestamp": "0"}
    for event in events_of(where):
        for number, data in enumerate(event.data):
            yield f"{event.type}/{number}", json.loads(data)
        named = {"payload": ""} if event.data else {}
        yield f"{event.type}/link", {"parent": "", "height": 0, "type": "", **named}


def _leaves(value: Value) -> Iterator[Path_]:
    """Fields, with an empty list or object as a field too."""
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from ((key, *rest) for rest in _leaves(part))
    elif isinstance(value, list):
        yield (LENGTH,)
        for number, part in enumerate(value):
            yield from ((number, *rest) for rest in _leaves(part))
    elif isinstance(value, str) and value[:1] in {"{", "["}:
        yield from ((INSIDE, *rest) for rest in _leaves(json.loads(value)))
    else:
        yield ()


def _names(file: str, path: Path_) -> Iterator[str]:
    before: list[Step] = []
    for step in path:
        data = (file == "record.json" and before == ["files"]) or (
            file == "cards.json" and before == ["statement", "boxes"]
        )
        data = data or (file == "seats/*.json" and before == ["seats"])
        data = data or (file == "plan.json" and len(before) == 3 and before[2] == "boxes")
        yield "*" if data else "[]" if isinstance(step, int) else step
        before.append(step)


def changed_at(value: Value, path: Path_, change: Callable[[Value], Value]) -> Value:
    """``value`` with what lies at ``path`` changed."""
    if not path or path[0] == LENGTH:
        return change(value)
    step, rest = path[0], path[1:]
    if step == INSIDE:
        return compact(changed_at(json.loads(value), rest, change)).decode()
    out: Value = dict(value) if isinstance(value, dict) else list(value)
    out[step] = changed_at(value[step], rest, change)
    return out


OTHER: Final[dict[str, Value]] = {
    "kind": "spare",
    "role": "inquiry",
    "unit": "city",
    "duplicates": "none",
    "order": "annulled",
    "reason": "not-entitled",
    "group": "BELENIOS-2048",
    "uuid": "1AnotherBoxAtTheCity",
    "launch_code": "AAAA-BBBB",
    "description": "launch-code: AAAA-BBBB",
    "by": "office:card-office",
    "station": "harbour",
    "key": KEY,
    "tracker": "A" * 43,
    "election_hash": "A" * 43,
    "hash": "A" * 43,
    "timestamp": "7",
    "type": "Result",
}
"""What some fields say instead; all others follow from what they look like."""

AT: Final[dict[tuple[str, str], Value]] = {
    ("definition.json", "trustees.threshold"): 1,
    ("definition.json", "contests[].candidates[].code"): "19",
    ("definition.json", "boxes[].station"): "village",
    ("definition.json", "boxes[].kind"): "rehearsal",
    ("groups/*.json", "decryptions[].owner"): 3,
    ("orders/*.json", "statement.box"): "north",
    ("lots/*.json", "statement.stage"): "list-seat",
    ("lots/*.json", "statement.drawn[]"): "99",
    ("checkins/*.json", "statement.station"): "village",
}
"""The same, of one kind, so that the whole still has a meaning."""


def lie(field: Field) -> Callable[[Value], Value]:
    """Another value of the same form."""
    name = next((step for step in reversed(field.path) if isinstance(step, str) and step != INSIDE), "")

    def change(value: Value) -> Value:
        if field.kind in AT:
            return AT[field.kind]
        if isinstance(value, list):
            return value[:-1] if value else [KEY]
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return value + 1
        if name in OTHER and isinstance(value, str) and value != OTHER[name]:
            return OTHER[name]
        if field.name.startswith("statement") and _is_card(field, name):
            return LOW
        return _text(value)

    return change


def _is_card(field: Field, name: str) -> bool:
    """A credential in a statement, where lists ascend: the lie has to be a low one, so that they still do."""
    return name == "credential" or (isinstance(field.path[-1], int) and name in CLASSES)


def _text(text: str) -> str:
    if len(text) == 64 and set(text) <= set("0123456789abcdef"):
        return POINT
    if len(text) == 128:
        return ("1" if text[0] == "0" else "0") + text[1:]
    if text.isdigit() and len(text) > 20:
        return str((int(text) + 1) % Q)
    if text.isdigit():
        return str(int(text) + 1).zfill(len(text))
    if text[4:5] == "-" and text.endswith("Z"):
        return text[:-3] + f"{(int(text[-3:-1]) + 1):02}Z"
    return text + "x"


def rebuilt(event: Event, part: str, path: Path_, change: Callable[[Value], Value]) -> Event:
    """An event with one field of its data changed, and what names that data made right."""
    if part == "link":
        link = {"parent": "0" * 64, "height": 0, "type": event.type, "payload": "0" * 64}
        name = str(path[0])
        said = {"height": 99, "type": "Result" if event.type != "Result" else "Ballot"}
        return Event(event.type, event.data, {name: said.get(name, change(link[name]))})
    number = int(part)
    data = list(event.data)
    data[number] = compact(changed_at(json.loads(data[number]), path, change))
    if number == len(data) - 1 or event.type in {"Ballot", "Result"}:
        return Event(event.type, tuple(data))
    if event.type == "Setup":
        return set_up(data[0], data[1], data[2])
    named = json.loads(data[-1])
    if event.type == "EncryptedTally":
        return tally(data[0], named["num_tallied"], named["total_weight"])
    return share(named["owner"], data[0])
