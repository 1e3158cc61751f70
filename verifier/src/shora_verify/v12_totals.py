"""V12: orders, units, plan, groups and the totals of the city (spec/units.md, spec/totals.md)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import v13_seats
from .curve import ONE, Fault, mul
from .pipeline import Tallied, decryptions
from .signed import signature_faults, statement
from .strict import B58, FILE_ID, HASH, MOMENT, ascends, canonical, content, dump, line, sha
from .v01_definition import Record, expected_election
from .v02_trustees import Trustees
from .v03_setup import Election, election
from .v07_tally import Product
from .verdict import RECORD, Report
from .work import Pool

EVERYTHING = tuple(f"V{i}" for i in range(1, 13))
ORDER = {
    "kind": str, "election": str, "number": int, "record": HASH, "order": ("missing", "annulled", "recount"),
    "box": FILE_ID, "at": MOMENT, "reason": line,
}  # fmt: skip
OPENED = {"kind": str, "election": str, "record": HASH, "trustee": str, "plan": HASH}
GROUP = {
    "format": ("shora-group-1",), "group": FILE_ID, "boxes": [FILE_ID], "election": str, "ballots": int,
    "encrypted_tally": str, "decryptions": [{"owner": int, "payload": str}], "result": str,
}  # fmt: skip
NOTES = {"missing": "box-missing-by-order", "annulled": "box-annulled", "recount": "box-recounted"}


@dataclass
class Orders:
    of: dict[str, dict[str, str]] = field(default_factory=dict)  # box: kind: hash of its file

    def kind(self, box: str) -> str | None:
        kinds = self.of.get(box, {})
        return next((k for k in ("missing", "annulled") if k in kinds), None)


def orders(report: Report, r: Record) -> Orders:
    """The orders that can be read, applied whatever fails of them."""
    result = Orders()
    kinds = {b["id"]: b.get("kind") for b in r.definition["boxes"]}
    for i, name in enumerate(r.listed("orders"), 1):
        file = f"orders/{name}.json"

        def fail(code: str, detail: str = "", causes: tuple[str, ...] = (), file: str = file) -> None:
            report.fail("V12", code, RECORD, file, detail, causes)

        report.looked.add("V12")
        try:
            entry, data = statement(r.file(file), ORDER)
        except Fault as e:
            fail(e.code, e.detail)
            continue
        said = entry["statement"]
        for code in signature_faults(entry, ["office:headquarters", "office:supervision"], r.keys):
            fail(code, causes=("V1",))
        if name != f"{i:04d}" or said["number"] != i:
            fail("order-number")
        if [said["kind"], said["election"], said["record"]] != ["order", r.id, r.hash]:
            fail("order-differs", causes=("V1",))
        box, kind = said["box"], said["order"]
        if box not in kinds or kinds[box] == "rehearsal":
            fail("order-box", box)
        own = result.of.setdefault(box, {})
        if kind in own or {kind, *own} >= {"missing", "annulled"}:
            fail("order-conflict")
        own.setdefault(kind, sha(data))
        report.note(NOTES[kind], file, f"box {box}: {said['reason']}")
    return result


def cast(s: Any) -> int:
    """How many ballots a box's archive has."""
    return len(s.archive.of("Ballot"))


@dataclass
class Unit:
    name: str
    boxes: list[Any]  # states, in the definition's order
    annulled: bool = False
    numbers: list[list[int]] | None = None
    product: Product | None = None
    group_sha: str | None = None

    @property
    def ballots(self) -> int:
        return sum(map(cast, self.boxes))


def units(r: Record, counted: Sequence[Any]) -> list[Unit]:
    """Steps 1 to 4 of "Units"."""
    smallest, by = r.definition["secrecy"]["smallest"], r.definition["secrecy"]["unit"]
    district = {s["id"]: s.get("district") for s in r.definition["stations"]}
    parts: dict[Any, list[Any]] = {}
    for s in counted:
        parts.setdefault({"box": s.box.id, "district": district[s.box.station], "city": None}[by], []).append(s)

    def size(part: list[Any]) -> int:
        return sum(map(cast, part))

    pool = [p for p in parts.values() if size(p) < smallest]
    rest = [p for p in parts.values() if size(p) >= smallest]
    while pool and sum(map(size, pool)) < smallest and rest:
        pool.append(rest.pop(min(range(len(rest)), key=lambda i: size(rest[i]))))
    order = [s.box.id for s in counted]
    merged = sorted((s for p in pool for s in p), key=lambda s: order.index(s.box.id))
    whole = sorted([*rest, *([merged] if merged else [])], key=lambda p: order.index(p[0].box.id))
    result, number, taken = [], 0, {b["id"].lower() for b in r.definition["boxes"]}
    for part in whole:
        if len(part) == 1:
            result.append(Unit(part[0].box.id, part))
            continue
        number += 1
        while f"group-{number}" in taken:
            number += 1
        result.append(Unit(f"group-{number}", part))
    return result


def group_uuid(r: Record, boxes: Sequence[Any]) -> str:
    text = b"shora-group|" + dump({"record": r.hash, "boxes": [s.box.uuid for s in boxes]})
    n, digits = int.from_bytes(hashlib.sha256(text).digest(), "big") % 58**22, ""
    for _ in range(22):
        n, d = divmod(n, 58)
        digits = B58[d] + digits
    return digits


class Tally:
    """V12 of a record whose boxes have been verified."""

    def __init__(self, report: Report, r: Record, trustees: Trustees, states: list[Any], orders_: Orders) -> None:
        self.report, self.r, self.trustees, self.orders = report, r, trustees, orders_
        self.states = [s for s in states if s.box.counts]
        self.every = (RECORD, *(s.box.id for s in states), *(f"station:{x['id']}" for x in r.definition["stations"]))
        self.sound: set[str] = set()
        self.totals, self.groups = r.listed("totals"), r.listed("groups")

    def fail(self, code: str, file: str, detail: str = "", causes: tuple[str, ...] = EVERYTHING) -> None:
        self.report.fail("V12", code, RECORD, file, detail, causes, boxes=self.every)

    def decrypted(self, s: Any) -> bool:
        return bool(s.archive and (s.archive.of("PartialDecryption") or s.archive.of("Result")))

    def decided(self, u: Unit) -> bool:
        """Whether anything says what its result is."""
        return u.group_sha is not None if len(u.boxes) > 1 else bool(u.boxes[0].archive.of("Result"))

    def closed(self, s: Any) -> bool:
        return bool(s.archive and s.day.closed and s.archive.of("EndBallots"))

    def ends(self) -> bool:
        """Whether every box is at exactly one end; only asked once anything was decrypted."""
        before = self.report.counts["V12", RECORD]
        anything = bool(self.totals or self.groups or any(self.decrypted(s) for s in self.states))
        for s in self.states:
            kind = self.orders.kind(s.box.id)
            if (kind == "missing" and self.decrypted(s)) or (kind and s.day.unopened):
                self.fail("box-ends-twice", f"boxes/{s.box.id}")
            elif anything and kind != "missing" and not s.day.unopened and not self.closed(s):
                code = "decrypted-too-early" if s.archive else "box-unaccounted"
                self.fail(code, f"boxes/{s.box.id}", f"box {s.box.id}")
        for b in self.r.definition["boxes"]:
            if anything and b["id"] not in self.r.boxes and b.get("kind") != "rehearsal":
                self.fail("box-unaccounted", f"boxes/{b['id']}", f"box {b['id']}")
        return self.report.counts["V12", RECORD] == before

    def check(self, pool: Pool) -> None:
        r, report = self.r, self.report
        began = self.totals or self.groups or r.there("plan.json") or r.listed("opened")
        if not began and not any(self.decrypted(s) for s in self.states):
            return
        report.looked.add("V12")
        complete = self.ends()
        counted = [s for s in self.states if self.closed(s) and not self.orders.kind(s.box.id) and s.product]
        smallest = r.definition["secrecy"]["smallest"]
        plan = units(r, counted) if complete else []
        small = [u for u in plan if u.ballots < smallest]
        annulled = [s for s in self.states if self.orders.kind(s.box.id) == "annulled" and self.closed(s) and s.product]
        alone = [Unit(s.box.id, [s], annulled=True) for s in annulled if cast(s) >= smallest]
        for s in annulled:
            if cast(s) < smallest and self.decrypted(s):
                self.fail("too-few-ballots", s.file)
        for u in small:
            if any(self.decrypted(s) for s in u.boxes) or u.name in self.groups:
                self.fail("too-few-ballots", f"groups/{u.name}.json" if len(u.boxes) > 1 else u.boxes[0].file)
        for u in [*plan, *alone]:
            u.product = u.boxes[0].product if len(u.boxes) == 1 else self.product(u)
            if len(u.boxes) == 1:
                u.numbers = u.boxes[0].numbers
        self.group_files(plan, pool)
        plan_sha = self.plan([*plan, *alone])
        self.opened(plan_sha)
        if self.totals:
            self.contests(plan, alone)

    def product(self, u: Unit) -> Product:
        points = [ONE] * len(u.boxes[0].product.points)
        for s in u.boxes:
            points = [mul(P, Q) for P, Q in zip(points, s.product.points, strict=True)]
        return Product(points, u.ballots, u.ballots)

    def group_files(self, plan: list[Unit], pool: Pool) -> None:
        wanted = {u.name: u for u in plan if len(u.boxes) > 1}
        work, owners = [], []
        for name in self.groups:
            if name not in wanted:
                self.fail("group-unknown", f"groups/{name}.json")
            elif x := self.group(wanted[name]):
                work.append(x)
                owners.append(wanted[name])
        for u, found in zip(owners, decryptions(self.report, pool, work), strict=True):
            u.numbers = found.numbers
        for name, u in wanted.items():
            if self.totals and name not in self.groups:
                self.fail("group-missing", f"groups/{name}.json")
            for s in u.boxes:
                if self.decrypted(s):
                    self.fail("group-and-member", s.file)
                elif name in self.groups and not s.archive.of("EncryptedTally"):
                    self.fail("box-not-tallied", f"boxes/{s.box.id}")

    def group(self, u: Unit) -> Tallied | None:
        """A group's file against its unit; V7 of it, and what V8 and V9 need."""
        file = f"groups/{u.name}.json"
        try:
            data = content(self.r.file(file))
            value = canonical(data, GROUP)
        except (Fault, OSError) as e:
            self.fail("group-malformed", file, str(e))
            return None
        u.group_sha = sha(data)
        number = u.name.removeprefix("group-")
        launch = f"GROUP-{number}-{self.r.hash[:16].upper()}"
        want = expected_election(self.r, self.trustees.joint or "", group_uuid(self.r, u.boxes), launch)
        said = [value["group"], value["boxes"], value["ballots"], value["election"].encode()]
        if said != [u.name, [s.box.id for s in u.boxes], u.ballots, dump(want)]:
            self.fail("group-differs", file)
        E = election(dump(want))  # whatever the file has
        boxes = tuple(s.box.id for s in u.boxes)
        self.report.looked.add("V7")
        tally = value["encrypted_tally"].encode()
        if u.product and tally != u.product.json(E):
            self.report.fail("V7", "tally-not-product", file, file, "", ("V4", "V5", "V6", "V10"), boxes=(file, *boxes))
        shares: list[tuple[int, bytes | None]] = [(x["owner"], x["payload"].encode()) for x in value["decryptions"]]
        if not ascends([owner for owner, _ in shares]):
            self.fail("group-malformed", file, "owners do not ascend")
        return Tallied(E, self.trustees, tally, shares, value["result"].encode(), file, file, (file, *boxes))

    def plan(self, all_units: list[Unit]) -> str | None:
        r = self.r
        if not r.there("plan.json"):
            if self.totals or r.listed("opened"):
                self.fail("plan-missing", "plan.json")
            return None
        data = content(r.file("plan.json"))
        files = sorted(
            (h for kinds in self.orders.of.values() for k, h in kinds.items() if k != "recount"), key=self.order_number
        )
        entries = [
            {
                "unit": u.name, "boxes": {s.box.id: s.archive.of("EndBallots")[0].name for s in u.boxes},
                "ballots": u.ballots,
                "encrypted_tally": sha(u.product.json(u.boxes[0].setup.election)) if u.product else "",
            }
            for u in all_units
        ]  # fmt: skip
        want = {"format": "shora-plan-1", "record": r.hash, "orders": files, "units": entries}
        if data != dump(want):
            self.fail("plan-differs", "plan.json")
        return sha(data)

    def order_number(self, file_hash: str) -> int:
        for i, name in enumerate(self.r.listed("orders")):
            if sha(content(self.r.file(f"orders/{name}.json"))) == file_hash:
                return i
        return -1

    def opened(self, plan_sha: str | None) -> None:
        """Trustees' words for the plan."""
        r, good = self.r, 0
        members = {m["id"] for m in r.definition["trustees"]["members"]}
        for name in r.listed("opened"):
            file, fine = f"opened/{name}.json", True
            if name not in members:
                self.fail("opened-differs", file)
                continue
            try:
                entry, _ = statement(r.file(file), OPENED)
            except Fault as e:
                self.fail(e.code, file, e.detail, ())
                continue
            for code in signature_faults(entry, [f"trustee:{name}"], r.keys):
                self.fail(code, file, "", ("V1",))
                fine = False
            if list(entry["statement"].values()) != ["opened", r.id, r.hash, name, plan_sha]:
                self.fail("opened-differs", file)
                fine = False
            good += fine
        if self.totals and good < r.definition["trustees"]["threshold"]:
            self.fail("opened-missing", "opened", f"{good} trustees have signed for the plan")

    def contests(self, plan: list[Unit], alone: list[Unit]) -> None:
        r = self.r
        ids = [c["id"] for c in r.definition["contests"]]
        with_annulled = [f"{c}.with-annulled" for c in ids]
        for name in self.totals:
            if name not in ids and name not in with_annulled:
                self.fail("contest-unknown", f"totals/{name}.json")
        for u in [*plan, *alone]:
            if u.numbers is None and len(u.boxes) == 1 and not u.boxes[0].archive.of("Result"):
                self.fail("box-not-tallied", f"boxes/{u.boxes[0].box.id}")
        for number, contest in enumerate(r.definition["contests"]):
            for name, used, needed in (
                (contest["id"], plan, True), (f"{contest['id']}.with-annulled", [*plan, *alone], bool(alone)),
            ):  # fmt: skip
                file = f"totals/{name}.json"
                if name not in self.totals:
                    if needed:
                        self.fail("totals-missing", file)
                elif not needed or not used or not any(self.decided(u) for u in used):
                    self.fail("totals-without-boxes", file)
                elif content(r.file(file)) != self.expected(number, contest, used):
                    self.fail("totals-not-sum", file)
                elif name == contest["id"]:
                    self.sound.add(name)

    def expected(self, number: int, contest: dict[str, Any], used: list[Unit]) -> bytes | None:
        """The canonical totals of a contest, or None where a unit has no result."""
        if not all(u.numbers for u in used):
            return None
        rows = [u.numbers[number] for u in used if u.numbers]
        sums = [sum(column) for column in zip(*rows, strict=True)]
        E: Election = used[0].boxes[0].setup.election
        blank = sums[0] if E.questions[number].blank else 0
        votes = sums[1:] if E.questions[number].blank else sums
        boxes = {s.box.id: s for u in used for s in u.boxes}
        ordered = [s for s in self.states if s.box.id in boxes]
        groups = sorted((u for u in used if u.group_sha), key=lambda u: ordered.index(u.boxes[0]))
        over: dict[str, Any] = {"record": self.r.hash, "heads": {s.box.id: s.archive.events[-1].name for s in ordered}}
        over |= {"groups": {u.name: u.group_sha for u in groups}} if groups else {}
        ids = [b["id"] for b in self.r.definition["boxes"]]
        missing = [b for b in ids if self.orders.kind(b) and b not in boxes]

        def candidate(i: int) -> dict[str, Any]:
            c = contest["candidates"][i]
            status = "withdrawn" if c.get("history") and c["history"][-1]["status"] == "withdrawn" else None
            extra = {"status": status, "veteran": c.get("veteran") or None, "degree": c.get("degree") or None}
            return {"id": c["code"], "name": c["name"], "votes": votes[i]} | {k: v for k, v in extra.items() if v}

        def members(name: str | None) -> list[dict[str, Any]]:
            return [candidate(i) for i, c in enumerate(contest["candidates"]) if c.get("list") == name]

        ballots = sum(u.ballots for u in used)
        lists = [
            {k: x[k] for k in ("id", "name", "connection") if k in x} | {"candidates": m}
            for x in contest.get("lists", ()) if (m := members(x["id"]))
        ]  # fmt: skip
        value = {
            "contest": {
                "id": contest["id"], "name": E.questions[number].text, "seats": contest["seats"],
                "votes_per_ballot": contest["votes"], "alternates": contest["alternates"],
            },
            "record": sha(dump(over)),
            "boxes": {"defined": len(boxes) + len(missing), "counted": len(boxes), "missing": missing},
            "ballots": {"cast": ballots, "valid": ballots - blank, "blank": blank}, "lists": lists,
        }  # fmt: skip
        return dump(value | ({"independents": alone} if (alone := members(None)) else {}))


def check(report: Report, r: Record, trustees: Trustees, states: list[Any], orders_: Orders, pool: Pool) -> None:
    tally = Tally(report, r, trustees, states, orders_)
    tally.check(pool)
    v13_seats.check(report, r, tally.sound, tally.every)
