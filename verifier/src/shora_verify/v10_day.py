"""V10: the day of a box and the check-ins of a station (spec/day.md)."""

import base64
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from .curve import Fault
from .signed import signature_faults, statement
from .strict import HASH, LAUNCH, MOMENT, UUID, ascends, fit, line, sha
from .v01_definition import Box, Record
from .v03_setup import Setup, launch_code
from .v04_archive import Archive
from .verdict import Report

CAUSES = ("V1", "V4", "V3", "V5", "V6", "V10")
HOUR = 3600
LISTS = ("challenged", "abandoned", "spoiled", "provisional", "unused", "lost")


def whole(value: Any) -> Any:
    if type(value) is not int or abs(value) > 10**9:
        raise Fault("json-malformed")
    return value


OWN = {"kind": str, "election": str, "box": str, "uuid": UUID}
OPENING = OWN | {"record": HASH, "at": MOMENT, "launch_code": LAUNCH, "cards": int, "ballots": int, "setup": HASH}
ENDED = OWN | {"opening": HASH, "at": MOMENT, "head": HASH, "ballots": int, "challenges": int}
TRACKER = re.compile("[A-Za-z0-9+/]{43}")
BUNDLE = {"bundle": [{"credential": HASH, "tracker": TRACKER}]}
REJECTED = {"credential": HASH, "reason": ("duplicate", "not-entitled")}
DECISION = OWN | {"record": HASH, "ended": HASH, "at": MOMENT, "accepted": [HASH], "rejected": [REJECTED]}
CLOSING = OWN | {
    "ended": HASH, "at": MOMENT, "head": HASH, "cards": {"cast": int} | {x: [HASH] for x in LISTS},
    "challenges": HASH,
    "incidents": [{"code": re.compile("[a-z-]{1,64}"), "count": whole, "text": line}],
}  # fmt: skip
UNOPENED = OWN | {"record": HASH, "at": MOMENT, "reason": line, "cards": {"unused": [HASH], "lost": [HASH]}}
INTERVAL = {"until": MOMENT, "regular": int, "provisional": int}
CHECKINS = {"kind": str, "election": str, "station": str, "record": HASH, "intervals": [INTERVAL]}


def instant(text: str) -> int:
    """Seconds since 1970; a day that no calendar has is before all others."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").timestamp())
    except ValueError:
        return -(10**12)


@dataclass
class Day:
    """What was said of one box."""

    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    shas: dict[str, str] = field(default_factory=dict)
    unopened: bool = False
    bad: bool = False  # something is wrong with its files

    @property
    def closed(self) -> bool:
        return "closing" in self.said and not self.unopened


class OneBox:
    """The files of one box against each other and against its archive."""

    def __init__(
        self, report: Report, r: Record, box: Box, a: Archive | None, s: Setup | None, cast: list[str | None]
    ) -> None:
        self.report, self.r, self.box, self.a, self.s, self.cast = report, r, box, a, s, cast
        self.day = Day()
        self.archive_file = f"boxes/{box.id}/{box.uuid}.bel"

    def fail(self, code: str, name: str, detail: str = "", causes: tuple[str, ...] = CAUSES) -> None:
        self.day.bad = True
        file = name if "/" in name else f"boxes/{self.box.id}/{name}.json"
        self.report.fail("V10", code, self.box.id, file, detail, causes)

    def read(self, name: str, shape: dict[str, Any], signers: list[str]) -> dict[str, Any] | None:
        """A signed file: its form, its signatures, and the fields that every file has."""
        path = f"boxes/{self.box.id}/{name}.json"
        if not self.r.there(path):
            return None
        self.report.looked.add("V10")
        try:
            entry, data = statement(self.r.file(path), shape)
        except Fault as e:
            self.fail(e.code, name, e.detail, ())
            return None
        for code in signature_faults(entry, signers, self.r.keys):
            self.fail(code, name, "", ("V1",))
        said: dict[str, Any] = entry["statement"]
        self.day.said[name], self.day.shas[name] = said, sha(data)
        return said

    def equal(self, name: str, **want: Any) -> None:
        said = self.day.said[name]
        for key, value in want.items():
            if said[key] != value:
                self.fail(f"{name}-differs", name, f"{key} is {said[key]!r}, expected {value!r}")

    def archive_is(self, what: str, said: Any, there: Any) -> None:
        if said != there:
            self.fail("archive-differs", self.archive_file, f"{what}: {said!r} was signed, {there!r} is there")

    def check(self) -> Day:
        b, r, a = self.box, self.r, self.a
        own = {"election": r.definition["id"], "box": b.id, "uuid": b.uuid}
        officials = [f"station:{b.station}/{role}" for role in ("executive", "supervision")]
        everybody = [f"box:{b.id}", *officials]
        path = f"boxes/{b.id}/closing.json"
        shape, signers = CLOSING, everybody
        if r.there(path):
            try:
                statement(r.file(path), UNOPENED)
                shape, signers, self.day.unopened = UNOPENED, officials, True
            except Fault:
                pass
        provisional = b.kind == "provisional"
        names = {
            "opening": (OPENING, everybody), "ended": (ENDED | (BUNDLE if provisional else {}), everybody),
            "decision": (DECISION, ["office:inquiry", "office:headquarters"]), "closing": (shape, signers),
        }  # fmt: skip
        kinds = {
            "opening": "opening", "ended": "end-of-ballots", "decision": "provisional-decision",
            "closing": "unopened" if self.day.unopened else "closing",
        }  # fmt: skip
        for name, (fields, who) in names.items():
            if self.read(name, fields, who):
                self.equal(name, kind=kinds[name], **own)
        if a:
            self.report.looked.add("V10")
        self.missing(provisional)
        said = self.day.said
        if "opening" in said:
            self.opening(said["opening"])
        if self.day.unopened:
            self.unopened(said["closing"])
        else:
            if "ended" in said:
                self.ended(said["ended"], provisional)
            if "decision" in said:
                self.decision(said["decision"], provisional)
            if "closing" in said:
                self.closing(said["closing"], provisional)
            moments = [(n, said[n]["at"]) for n in names if n in said]
            for (_, before), (name, after) in pairwise(moments):
                if instant(after) < instant(before):
                    self.fail("time-order", name, f"{after} is before {before}")
        self.notes()
        return self.day

    def missing(self, provisional: bool) -> None:
        """What has to be there, because the box has come further."""
        a, there = (
            self.a,
            {n for n in ("opening", "ended", "decision", "closing") if self.r.there(f"boxes/{self.box.id}/{n}.json")},
        )
        if self.day.unopened:
            return
        if not self.r.there(self.archive_file) and there & {"opening", "ended"}:
            self.fail("archive-missing", self.archive_file, "", ())
        if (a or there) and "opening" not in there:
            self.fail("opening-missing", "opening", "", ())
        if ((a and a.of("EndBallots") and not provisional) or there & {"closing", "decision"}) and "ended" not in there:
            self.fail("ended-missing", "ended", "", ())
        if (
            provisional
            and ((a and (a.of("Ballot") or a.of("EndBallots"))) or "closing" in there)
            and "decision" not in there
        ):
            self.fail("decision-missing", "decision", "", ())
        if a and a.of("EncryptedTally") and "closing" not in there:
            self.fail("closing-missing", "closing", "", ())

    def setup_head(self) -> str | None:
        return self.a.of("Setup")[0].name if self.a and self.a.of("Setup") else None

    def end_head(self) -> str | None:
        return self.a.of("EndBallots")[0].name if self.a and self.a.of("EndBallots") else None

    def opening(self, said: dict[str, Any]) -> None:
        self.equal("opening", record=self.r.hash, cards=len(self.box.credentials), ballots=0)
        if self.a:
            self.archive_is("its time", instant(said["at"]), self.a.timestamp)
            self.archive_is("its set-up", said["setup"], self.setup_head())
            if self.s:
                self.archive_is("its launch code", said["launch_code"], launch_code(self.s.election))

    def ended(self, said: dict[str, Any], provisional: bool) -> None:
        if "opening" in self.day.shas:
            self.equal("ended", opening=self.day.shas["opening"])
        if provisional:
            cards = [x["credential"] for x in said["bundle"]]
            if self.a:
                self.archive_is("its head before the bundle", said["head"], self.setup_head())
            if said["ballots"] != len(cards):
                self.fail("ended-differs", "ended", "ballots are not the bundle's")
            if not ascends(cards):
                self.fail("classes-order", "ended")
            for c in set(cards) - set(self.box.credentials):
                self.fail("card-foreign", "ended", c)
        elif self.a:
            self.archive_is("its head", said["head"], self.end_head())
            self.archive_is("ballots", said["ballots"], len(self.a.of("Ballot")))

    def decision(self, said: dict[str, Any], provisional: bool) -> None:
        self.equal("decision", record=self.r.hash)
        if not provisional:
            return self.fail("decision-differs", "decision", "the box is not provisional")
        if "ended" not in self.day.said:
            return None
        self.equal("decision", ended=self.day.shas["ended"])
        rejected = [x["credential"] for x in said["rejected"]]
        bundle = {x["credential"]: x["tracker"] for x in self.day.said["ended"].get("bundle", ())}
        for cards in (said["accepted"], rejected):
            if not ascends(cards):
                self.fail("classes-order", "decision")
        if sorted([*said["accepted"], *rejected]) != sorted(bundle):
            self.fail("decision-differs", "decision", "accepted and rejected are not the bundle")
        if self.a and (self.a.of("EndBallots") or self.a.of("Ballot")):
            want = Counter(bundle.get(c) for c in said["accepted"])
            self.archive_is("provisional ballots", sorted(map(str, want)), sorted(map(str, Counter(self.trackers()))))
        return None

    def trackers(self) -> list[str]:
        return (
            [base64.b64encode(bytes.fromhex(e.payload or "")).decode().rstrip("=") for e in self.a.of("Ballot")]
            if self.a
            else []
        )

    def closing(self, said: dict[str, Any], provisional: bool) -> None:
        if "ended" in self.day.shas:
            self.equal("closing", ended=self.day.shas["ended"])
        if self.a:
            self.archive_is("its head", said["head"], self.end_head())
            if said["cards"]["cast"] != len(self.a.of("Ballot")):
                self.fail("closing-differs", "closing", "another number of cards cast than ballots in the archive")
        rejected = [x["credential"] for x in self.day.said.get("decision", {}).get("rejected", ())]
        if said["cards"]["provisional"] != (rejected if provisional else []) and (
            not provisional or "decision" in self.day.said
        ):
            self.fail("closing-differs", "closing", "class provisional")
        self.classes({k: said["cards"][k] for k in LISTS}, [c for c in self.cast if c] if self.a else None)

    def unopened(self, said: dict[str, Any]) -> None:
        self.equal("closing", record=self.r.hash)
        self.classes(said["cards"], [])
        others = [
            n for n in ("opening", "ended", "decision", "challenges") if self.r.there(f"boxes/{self.box.id}/{n}.json")
        ]
        if self.a or others:
            self.fail("unopened-and-opened", "closing", f"{others}")

    def classes(self, lists: dict[str, list[str]], cast: list[str] | None) -> None:
        """Every card has exactly one class."""
        own, fate = set(self.box.credentials), Counter(set(cast or ()))
        for name, cards in lists.items():
            if not ascends(cards):
                self.fail("classes-order", "closing", name)
            fate.update(cards)
        for c in sorted(fate):
            if c not in own:
                self.fail("card-foreign", "closing", c)
            elif fate[c] > 1:
                self.fail("card-in-two-classes", "closing", c)
        for c in sorted(own - fate.keys()) if cast is not None else ():
            self.fail("card-unclassed", "closing", c)

    def notes(self) -> None:
        b, said, at = self.box, self.day.said, f"boxes/{self.box.id}/"
        opens, closes = instant(self.r.date("polling-opens")), instant(self.r.date("polling-closes"))
        note = self.report.note
        if not b.counts and self.a:
            note("rehearsal", self.archive_file, f"rehearsal box {b.id} was opened; it never counts")
        if self.day.unopened:
            note("box-unopened", at + "closing.json", f"box {b.id} was never opened: {said['closing']['reason']}")
        if b.counts and "opening" in said and not opens - 6 * HOUR <= instant(said["opening"]["at"]) <= closes:
            note("opened-outside-hours", at + "opening.json", f"box {b.id} was opened at {said['opening']['at']}")
        if b.counts and "ended" in said and not closes <= instant(said["ended"]["at"]) <= closes + 24 * HOUR:
            note("ended-outside-hours", at + "ended.json", f"box {b.id} ended at {said['ended']['at']}")
        if lost := said.get("closing", {}).get("cards", {}).get("lost"):
            note(
                "cards-lost",
                at + "closing.json",
                f"box {b.id}: {len(lost)} of {len(b.credentials)} cards were not found",
            )
        for i in said.get("closing", {}).get("incidents", ()):
            note("incident", at + "closing.json", f"box {b.id}: {i['code']}, {i['count']}: {i['text']}")
        if "decision" in said and not said["decision"]["accepted"]:
            note("all-rejected", at + "decision.json", f"of box {b.id} no ballot was accepted")


@dataclass
class Fate:
    """What check-ins need to know of a box: its day, and whether it is missing by order, was or may yet be opened."""

    box: Box
    day: Day  # of a box that the record lacks, nothing is known
    missing: bool
    opened: bool


def stations(report: Report, r: Record, fates: list[Fate], totals: bool) -> None:
    """Cards and check-ins of each station."""
    known = {s["id"] for s in r.definition["stations"]}
    names = r.listed("checkins")
    for name in names:
        report.looked.add("V10")
        if name not in known:
            report.fail("V10", "station-unknown", f"station:{name}", f"checkins/{name}.json")
    for station in sorted(known):
        here = [f for f in fates if f.box.station == station and f.box.counts]
        one_station(report, r, station, here, station in names, totals)


def one_station(report: Report, r: Record, station: str, here: list[Fate], there: bool, totals: bool) -> None:
    file, place = f"checkins/{station}.json", f"station:{station}"
    boxes = {"boxes": (place, *(f.box.id for f in here))}
    causes = ("V1", "V10", "V4", "V3", "V5", "V6")
    own = tuple(f.box.id for f in here)
    if not there:
        if totals and any(f.opened for f in here):
            report.fail("V10", "checkins-missing", place, file, "", causes, **boxes)
        return None
    try:
        entry, _ = statement(r.file(file), CHECKINS)
    except Fault as e:
        return report.fail("V10", e.code, place, file, e.detail)
    for code in signature_faults(entry, ["office:inquiry"], r.keys):
        report.fail("V10", code, place, file, "", ("V1",))
    said = fit(entry["statement"], CHECKINS)
    if list(said.values())[:4] != ["check-ins", r.definition["id"], station, r.hash]:
        report.fail("V10", "checkins-differ", place, file, "another election, station or record", causes, boxes=own)
    times = [instant(i["until"]) for i in said["intervals"]]
    if not ascends(times):
        report.fail("V10", "time-order", place, file, "", causes, **boxes)
    for kind in ("regular", "provisional"):
        mine = [f for f in here if (f.box.kind == "provisional") == (kind == "provisional")]
        minutes = [f.day.said["closing"] for f in mine if f.day.closed and not (f.missing and f.day.bad)]
        cards = sum(
            m["cards"]["cast"]
            + len(m["cards"]["abandoned"])
            + (len(m["cards"]["provisional"]) if kind == "provisional" else 0)
            for m in minutes
        )
        named = sum(i["count"] for m in minutes for i in m["incidents"] if i["code"] == "check-ins-differ")
        difference = cards - sum(i[kind] for i in said["intervals"])
        silent = [f for f in mine if not f.day.closed and not f.day.unopened and (f.opened or not f.missing)]
        if difference != named and not (silent and difference < named):
            report.fail("V10", "checkins-differ", place, file, f"{kind}: {difference}, named {named}", causes, **boxes)
        if any(f.missing for f in silent):
            report.note("checkins-not-compared", file, f"station {station}: a box of it has no minutes")
