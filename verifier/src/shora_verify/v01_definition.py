"""V1: what was decided before the first vote, and who signed it (spec/record.md, spec/definition.md)."""

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .curve import Fault
from .seats import part_of
from .signed import Keys, signature_faults, statement, usable
from .strict import FILE_ID, HASH, ID, MOMENT, UUID, Unusable, ascends, content, dump, fit, mapping, read, sha
from .verdict import RECORD, Report

CODE = re.compile("[0-9]{1,64}")
THRESHOLD = re.compile(r"[0-9]{1,30}(\.[0-9]{1,30})?%?|[0-9]{1,30}/0*[1-9][0-9]{0,29}")
CONNECTION = re.compile("(?=.{1,64}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*(/[A-Za-z0-9]+(-[A-Za-z0-9]+)*)?")


def name(value: Any) -> Any:
    return value if isinstance(value, str) else fit(value, {"fa": str, "en?": str})


DECISION = {"at": MOMENT, "decided_at": MOMENT, "by": str, "reason": str}
HISTORY = {"status": ("standing", "withdrawn"), "decided_at": MOMENT, "by": str, "reason": str}
CANDIDATE = {
    "code": CODE, "name": str, "list?": ID, "father?": str, "veteran?": bool, "degree?": int, "photo?": HASH,
    "history?": [HISTORY],
}  # fmt: skip
CONTEST = {
    "id": ID, "name": name, "seats": int, "votes": int, "min": int, "blank": bool, "alternates": int, "rule": str,
    "threshold?": THRESHOLD, "threshold_base?": ("valid-ballots", "list-votes"),
    "lists?": [{"id": ID, "code": CODE, "name": str, "connection?": CONNECTION}], "candidates": [CANDIDATE],
}  # fmt: skip
SIGNER = {"role": str, "name?": str, "key?": str}
DEFINITION = {
    "format": ("shora-definition-1",), "id": ID, "name": name, "description?": str, "administrator": str,
    "card_office": str, "dates": mapping([DECISION]),
    "trustees": {"threshold": int, "members": [{"id": ID, "name": str, "key?": str}]},
    "offices?": [SIGNER],
    "secrecy": {"smallest": int, "batch": int, "unit": ("box", "district", "city"), "duplicates?": str},
    "contests": [CONTEST], "stations": [{"id": ID, "name": str, "district?": str, "officials?": [SIGNER]}],
    "boxes": [{"id": ID, "station": ID, "cards": int, "kind?": ("spare", "provisional", "rehearsal")}],
}  # fmt: skip
BOX = {"box": FILE_ID, "station": ID, "uuid": UUID, "key": str}
OFFICES = ("headquarters", "supervision", "card-office", "inquiry")
ROLES = ("executive", "supervision")
PLACES = [
    r"(record|signatures|definition|trustees|ceremony|cards|plan)\.json", r"(orders|lots)/\d{4}\.json",
    r"(checkins|opened|groups|totals|seats)/[A-Za-z0-9][A-Za-z0-9._-]*\.json",
]  # fmt: skip
IN_BOX = r"(box|credentials|opening|ended|closing|challenges|decision)\.json"


@dataclass
class Box:
    """A box of the definition, and what the record has of it."""

    id: str
    station: str
    kind: str
    uuid: str = ""
    credentials_raw: bytes = b""
    credentials: list[str] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        return self.kind != "rehearsal"


@dataclass
class Record:
    root: Path
    hash: str
    election: str  # as record.json names it
    definition: dict[str, Any]
    trustees_raw: bytes
    boxes: dict[str, Box]
    keys: Keys
    ceremony: bytes | None

    @property
    def id(self) -> str:
        return self.election

    def file(self, name: str) -> Path:
        return self.root / name

    def there(self, name: str) -> bool:
        """Whether a plain file is there, reached through plain folders."""
        at = self.root
        for part in name.split("/"):
            at = at / part
            if at.is_symlink():
                return False
        return at.is_file()

    def listed(self, folder: str) -> list[str]:
        """Names of the JSON files of a folder, without `.json`."""
        at = self.root / folder
        if not at.is_dir() or at.is_symlink():
            return []
        return sorted(
            p.name[:-5] for p in at.iterdir() if p.name.endswith(".json") and self.there(f"{folder}/{p.name}")
        )

    def date(self, name: str) -> str:
        return str(self.definition["dates"][name][-1]["at"])


def rules(d: dict[str, Any]) -> str | None:
    """The first breach of "Rules" in spec/definition.md that no later check would understand."""
    n = len(d["trustees"]["members"])
    if not 1 <= d["trustees"]["threshold"] < n:
        return "not 1 <= threshold < trustees"
    if not d["contests"] or not d["boxes"] or not {"polling-opens", "polling-closes"} <= d["dates"].keys():
        return "no contest, no box or no polling"
    if not all(d["dates"].values()) or d["dates"]["polling-closes"][-1]["at"] <= d["dates"]["polling-opens"][-1]["at"]:
        return "polling does not close after it opens"
    for c in d["contests"]:
        codes = [x["code"] for x in c["candidates"]]
        lists = {x["id"] for x in c.get("lists", ())}
        if not 1 <= c["votes"] <= len(codes) or c["min"] > c["votes"] or (c["blank"] and c["min"] < 1):
            return f"{c['id']}: votes and min do not fit"
        if ("threshold" in c) != ("threshold_base" in c) or part_of(c.get("threshold", "0")) > 1:
            return f"{c['id']}: the threshold"
        if len(set(codes)) < len(codes) or any(
            x.get("list", next(iter(lists), None)) not in {*lists, None} for x in c["candidates"]
        ):
            return f"{c['id']}: a code twice, or an unknown list"
    stations = {s["id"] for s in d["stations"]}
    people = [
        *d["trustees"]["members"],
        *d.get("offices", ()),
        *(o for s in d["stations"] for o in s.get("officials", ())),
    ]
    keys = [x["key"] for x in people if "key" in x]
    if len(set(keys)) < len(keys):
        return "a key is there twice"
    if any({o["role"] for o in s["officials"]} != set(ROLES) for s in d["stations"] if s.get("officials")):
        return "a station has not both officials"
    for ids in ([x["id"] for x in d[k]] for k in ("contests", "stations", "boxes")):
        if len({i.lower() for i in ids}) < len(ids):
            return "an id is there twice"
    return (
        None if all(b["station"] in stations and b["cards"] for b in d["boxes"]) else "a box without station or cards"
    )


def check(report: Report, root: Path, published: str | None) -> Record:
    """V1; Unusable without record.json, definition.json or trustees.json."""
    report.looked.add("V1")

    def fail(code: str, file: str, detail: str = "", explains: bool = True) -> None:
        report.fail("V1", code, RECORD, file, detail, explains=explains)

    def load(path: str) -> bytes | None:
        try:
            at = root
            for part in path.split("/")[:-1]:
                at = at / part
                if at.is_symlink():
                    return None
            return content(root / path)
        except OSError:
            return None

    raw = load("record.json")
    try:
        frame = {
            "format": ("shora-record-2",),
            "election": str,
            "files": mapping(HASH, re.compile("[A-Za-z0-9._/-]{1,200}")),
        }
        value = fit(read(raw or b""), frame)
    except Fault as e:
        raise Unusable(f"record.json cannot be read: {e.detail}") from None
    if dump(value) != raw:
        fail("not-canonical", "record.json", explains=False)
    parts = {path: load(path) for path in value["files"]}
    definition = definition_of(parts.get("definition.json") or load("definition.json"))
    trustees = parts.get("trustees.json") or load("trustees.json")
    if trustees is None:
        raise Unusable("trustees.json cannot be read")
    if dump(definition) != (parts.get("definition.json") or load("definition.json")):
        fail("not-canonical", "definition.json", explains=False)
    if definition["id"] != value["election"]:
        fail("other-election", "record.json")
    ids = [m[1] for path in value["files"] if (m := re.fullmatch(f"boxes/({FILE_ID.pattern})/box\\.json", path))]
    want = ["definition.json", "trustees.json", "ceremony.json", "cards.json"]
    want += [f"boxes/{b}/{f}.json" for b in ids for f in ("box", "credentials")]
    if list(value["files"]) != want:
        fail("malformed", "record.json", "`files` is not exactly the fixed parts, in order")
    for path, data in parts.items():
        if data is None:
            fail("malformed" if os.path.lexists(root / path) else "file-missing", path)
        elif sha(data) != value["files"][path]:
            fail("hash-differs", path)
    defined = {b["id"]: b for b in definition["boxes"]}
    for b in ids:
        if b not in defined:
            fail("box-unknown", f"boxes/{b}/box.json")
    boxes: dict[str, Box] = {}
    keys: Keys = {}
    key_files: dict[str, str] = {}
    for b, entry in defined.items():
        if b not in ids:
            fail("box-missing", "record.json", f"box {b}")
            continue
        box = boxes[b] = Box(b, entry["station"], entry.get("kind", "regular"))
        wrong = {path for path, data in parts.items() if data is not None and sha(data) != value["files"][path]}
        if not one_box(fail, box, entry["cards"], parts, keys, key_files, wrong):
            del boxes[b]
            fail("box-missing", "record.json", f"box {b}: its fixed parts cannot be read")
    twice: dict[str, str] = {}
    for box in boxes.values():
        if box.uuid and twice.setdefault(box.uuid.lower(), box.id) != box.id:
            fail("uuid-twice", f"boxes/{box.id}/box.json")
    signers(fail, definition, keys, key_files)
    ceremony = parts.get("ceremony.json")
    try:
        if ceremony is not None and dump(read(ceremony)) != ceremony:
            fail("not-canonical", "ceremony.json", explains=False)
    except Fault:
        pass
    record = Record(
        root, sha(raw or b""), value["election"], definition, trustees, boxes, keys, parts.get("ceremony.json")
    )
    unexpected(fail, record, ids)
    signatures(fail, record, published)
    cards(fail, record, ids)
    return record


def definition_of(data: bytes | None) -> dict[str, Any]:
    try:
        definition: dict[str, Any] = fit(read(data or b""), DEFINITION)
    except Fault as e:
        raise Unusable(f"definition.json cannot be read: {e.detail}") from None
    if problem := rules(definition):
        raise Unusable(f"definition.json is no definition: {problem}")
    return definition


def one_box(
    fail: Any, box: Box, cards: int, parts: dict[str, bytes | None], keys: Keys, files: dict[str, str], wrong: set[str]
) -> bool:
    """box.json and credentials.json; whether both can be read."""
    readable = True
    path = f"boxes/{box.id}/box.json"
    if (data := parts.get(path)) is not None:
        try:
            value = fit(read(data), BOX)
            if dump(value) != data:
                fail("not-canonical", path, explains=False)
            if value["box"] != box.id:
                raise Fault("malformed", "another box")
            if value["station"] != box.station:
                fail("box-differs", path, "another station")
            box.uuid, keys[f"box:{box.id}"], files[f"box:{box.id}"] = value["uuid"], value["key"], path
        except Fault as e:
            readable = False
            if path not in wrong:
                fail("malformed", path, e.detail)
    path = f"boxes/{box.id}/credentials.json"
    if (data := parts.get(path)) is not None:
        box.credentials_raw = data
        try:
            box.credentials = fit(read(data), [HASH])
            if dump(box.credentials) != data:
                fail("not-canonical", path, explains=False)
                readable = False
            if not ascends(box.credentials) and path not in wrong:
                fail("malformed", path, "not in ascending order, or one twice")
        except Fault as e:
            if path not in wrong:
                fail("malformed", path, e.detail)
            return False
        if len(box.credentials) != cards:
            fail(
                "box-differs", f"boxes/{box.id}/box.json", f"{len(box.credentials)} cards, the definition says {cards}"
            )
        if len({c[:8] for c in box.credentials}) < len(box.credentials):
            fail("stub-twice", path)
    return readable and bool(box.uuid) and parts.get(path) is not None


def signers(fail: Any, d: dict[str, Any], keys: Keys, files: dict[str, str]) -> None:
    """Everybody who signs has a key of his own."""
    offices = {o["role"]: o for o in d.get("offices", ())}
    stations = {b["station"] for b in d["boxes"]}
    who = {f"trustee:{m['id']}": m for m in d["trustees"]["members"]}
    for role in OFFICES:
        if role not in offices:
            fail("office-missing", "definition.json", role)
        else:
            who[f"office:{role}"] = offices[role]
    for s in d["stations"]:
        officials = {o["role"]: o for o in s.get("officials", ())}
        if s["id"] in stations and not set(ROLES) <= officials.keys():
            fail("officials-missing", "definition.json", s["id"])
        who |= {f"station:{s['id']}/{role}": o for role, o in officials.items()}
    boxes = dict(keys)
    for signer, entry in who.items():
        if "key" in entry:
            keys[signer] = entry["key"]
        elif not signer.startswith("station:") or signer[8:].split("/")[0] in stations:
            fail("key-missing", "definition.json", signer, explains=False)
    seen: set[str] = set()
    for signer, key in [*((s, k) for s, k in keys.items() if s not in boxes), *boxes.items()]:
        file = files.get(signer, "definition.json")
        try:
            usable(key)
        except Fault as e:
            fail(e.code, file, signer, explains=False)
        if key in seen:
            fail("key-twice", file, signer, explains=False)
        seen.add(key)


def unexpected(fail: Any, record: Record, ids: list[str]) -> None:
    """Files and folders that have no place; nothing is followed."""
    own = {b.id: b.uuid for b in record.boxes.values()}  # an archive has a place in a box that can be read
    folders = {
        "boxes",
        "checkins",
        "orders",
        "opened",
        "groups",
        "totals",
        "seats",
        "lots",
        *(f"boxes/{b}" for b in ids),
    }
    todo = [""]
    while todo:
        at = todo.pop()
        try:
            entries = sorted(os.scandir(record.root / at), key=lambda e: e.name)
        except OSError as e:
            fail("file-unexpected", at, str(e), explains=False)
            continue
        for entry in entries:
            path = f"{at}/{entry.name}".lstrip("/")
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode) and path in folders:
                todo.append(path)
                continue
            m = re.fullmatch(f"boxes/({FILE_ID.pattern})/(.+)", path)
            inside = m and m[1] in ids and (re.fullmatch(IN_BOX, m[2]) or m[2] == own.get(m[1], "?") + ".bel")
            place = inside or any(re.fullmatch(p, path) for p in PLACES)
            if not stat.S_ISREG(mode) or not place:
                fail("file-unexpected", path, explains=False)


def some_object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise Fault("json-malformed")
    return value


def fields(fail: Any, entry: dict[str, Any], shape: Any, file: str) -> bool:
    """Whether a statement has the fields of its kind; its signatures are looked at all the same."""
    try:
        if dump(fit(entry["statement"], shape)) == dump(entry["statement"]):
            return True
        fail("statement-malformed", file)
    except Fault as e:
        fail("statement-malformed", file, e.detail)
    return False


def signatures(fail: Any, record: Record, published: str | None) -> None:
    """The record hash is signed by headquarters and supervision."""
    if published is not None and published != record.hash:
        fail("other-record", "record.json", "another record was published")
    if not record.there("signatures.json"):
        return fail("file-missing", "signatures.json")
    try:
        entry, _ = statement(record.file("signatures.json"), some_object)
        fields(fail, entry, {"kind": str, "election": str, "record": HASH}, "signatures.json")
    except Fault as e:
        return fail(e.code, "signatures.json", e.detail)
    said = entry["statement"]
    if [said.get(k) for k in ("kind", "election", "record")] != ["record", record.id, record.hash]:
        fail("other-record", "signatures.json", "another record was signed")
    for code in signature_faults(entry, ["office:headquarters", "office:supervision"], record.keys):
        fail(code, "signatures.json")


def cards(fail: Any, record: Record, ids: list[str]) -> None:
    """What the card office has signed."""
    if not record.there("cards.json"):
        return None
    shape = {"kind": str, "election": str, "boxes": mapping({"uuid": str, "cards": int, "credentials": HASH})}
    try:
        raw = content(record.file("cards.json"))
        try:
            if dump(read(raw)) != raw:
                fail("not-canonical", "cards.json", explains=False)
        except Fault:
            pass
        entry, _ = statement(record.file("cards.json"), some_object)
        if not fields(fail, entry, shape, "cards.json"):
            entry["statement"] = {"kind": "", "election": "", "boxes": {}} | entry["statement"]
    except Fault as e:
        return fail(e.code, "cards.json", e.detail)
    said = entry["statement"]
    boxes = [record.boxes[b] for b in record.boxes if b in ids]
    want = {b.id: {"uuid": b.uuid, "cards": len(b.credentials), "credentials": sha(b.credentials_raw)} for b in boxes}
    if [said["kind"], said["election"]] != ["cards", record.id] or dump(said["boxes"]) != dump(want):
        fail("cards-differ", "cards.json")
    for code in signature_faults(entry, ["office:card-office"], record.keys):
        fail(code, "cards.json")


def expected_election(record: Record, joint: str, uuid: str, launch: str) -> dict[str, Any]:
    """The election that the definition makes of a box or group (spec/definition.md, "The election of a box")."""
    d = record.definition

    def both(n: Any) -> str:
        return n if isinstance(n, str) else " / ".join(n[k] for k in ("fa", "en") if k in n)

    def question(c: dict[str, Any]) -> dict[str, Any]:
        lists = {x["id"]: x["name"] for x in c.get("lists", ())}
        answers = [
            f"{x['code']} {x['name']}" + (f" [{lists[x['list']]}]" if "list" in x else "") for x in c["candidates"]
        ]  # fmt: skip
        blank = {"blank": True} if c["blank"] else {}
        return {"answers": answers} | blank | {"min": c["min"], "max": c["votes"], "question": both(c["name"])}

    text = f"launch-code: {launch}"
    return {
        "version": 1, "description": "\n".join(filter(None, [d.get("description"), text])), "name": both(d["name"]),
        "group": "Ed25519", "public_key": joint, "questions": [question(c) for c in d["contests"]], "uuid": uuid,
        "administrator": d["administrator"], "credential_authority": d["card_office"],
    }  # fmt: skip
