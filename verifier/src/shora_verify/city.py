"""A record from front to end: V1 to V13 in the order in which they need each other."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import (
    v01_definition,
    v02_trustees,
    v03_setup,
    v04_archive,
    v05_ballots,
    v06_once,
    v07_tally,
    v10_day,
    v11_challenges,
    v12_totals,
)  # fmt: skip
from .curve import Fault
from .pipeline import ballots, decryptions, tallied
from .signed import MOST_BYTES
from .strict import Unusable, content, sha
from .v01_definition import Box, Record
from .v03_setup import City, Setup
from .v04_archive import Archive
from .v05_ballots import Seen, tracker
from .v07_tally import Product
from .v10_day import Day, Fate, OneBox
from .verdict import Report
from .work import Item, Pool, Sample, ballot_jobs, cast

V11_CAUSES = ("V1", "V3", "V4", "V10")


@dataclass
class State:
    """What has been found of one box. `missing`: its failures are kept apart, and become a note."""

    box: Box
    file: str
    report: Report
    missing: bool
    archive: Archive | None = None
    setup: Setup | None = None
    seen: list[Seen] = field(default_factory=list)
    product: Product | None = None
    day: Day = field(default_factory=Day)
    openings: list[dict[str, Any]] | None = None
    openings_sha: str = ""
    challenged: list[Seen] = field(default_factory=list)
    numbers: list[list[int]] | None = None
    unreadable: bool = False

    @property
    def opened(self) -> bool:
        return self.archive is not None or self.unreadable


def record(
    report: Report, root: Path, pool: Pool, sample: Sample | None, published: str | None
) -> tuple[str, int, int]:
    """Everything of a record; its hash, and how many boxes were opened with how many ballots."""
    r = v01_definition.check(report, root, published)
    try:
        trustees = v02_trustees.parse(r.trustees_raw)
    except Fault as e:
        raise Unusable(f"trustees.json cannot be read: {e.detail}") from None
    v02_trustees.check(report, trustees, "trustees.json")
    members, want = r.definition["trustees"]["members"], r.definition["trustees"]["threshold"]
    if [(n, t) for _, n, t in trustees.items] != [(len(members), want)]:
        report.fail("V2", "other-threshold", "", "trustees.json", "", ("V1",))
    if r.ceremony is not None:
        v02_trustees.ceremony(report, r.ceremony, r.definition, trustees, r.trustees_raw, r.keys)
    orders = v12_totals.orders(report, r)
    states = [state(report, r, b, orders.kind(b.id) == "missing") for b in r.boxes.values()]
    points = pool.points(sorted({c for s in states if s.opened for c in s.box.credentials}))
    for s in states:
        if s.archive:
            set_up(s, r, trustees, points)
    if sample:
        sample.draw([(s.file, e.height) for s in states if s.archive for e in s.archive.of("Ballot")])
    cast_ballots(states, pool, sample)
    report.looked |= {"V6"} if states else set()
    for s in states:
        v06_once.check(s.report, s.seen, s.box.id, s.file, record=True)
    v06_once.city(report, (between(s) for s in states if not s.missing))
    for s in states:
        cards = [x.credential for x in s.seen]
        s.day = OneBox(s.report, r, s.box, s.archive, s.setup, cards).check()
    challenges(states, pool)
    for s in states:
        challenge_classes(s)
        if s.archive and s.setup and s.product:
            v07_tally.check(s.report, s.archive, s.product, s.setup.election, s.box.id, s.file)
    totals = bool(r.listed("totals"))
    fates = [Fate(s.box, s.day, s.missing, s.opened or "opening" in s.day.said) for s in states]
    for b in r.definition["boxes"]:
        if b["id"] not in r.boxes:
            lacking = Box(b["id"], b["station"], b.get("kind", "regular"))
            fates.append(Fate(lacking, Day(), orders.kind(b["id"]) == "missing", opened=False))
    v10_day.stations(report, r, fates, totals)
    work = [(s, tallied(s.archive, s.setup, s.box.id, s.file)) for s in states if s.archive and s.setup]
    kept = [(s, x) for s, x in work if not s.missing]
    for (s, _), found in zip(kept, decryptions(report, pool, [x for _, x in kept]), strict=True):
        s.numbers = found.numbers
    for s in states:
        if s.missing and s.report.failures:
            codes = ", ".join(sorted({f["code"] for f in s.report.failures}))
            report.note("missing-box-damaged", f"boxes/{s.box.id}", f"box {s.box.id} is missing by order; {codes}")
    v12_totals.check(report, r, trustees, states, orders, pool)
    return (r.hash, sum(s.opened for s in states), sum(len(s.archive.of("Ballot")) for s in states if s.archive))


def state(report: Report, r: Record, box: Box, missing: bool) -> State:
    """V4, and the file of challenges."""
    file = f"boxes/{box.id}/{box.uuid}.bel"
    s = State(box, file, Report() if missing else report, missing)
    if box.uuid and r.there(file):
        try:
            s.archive = v04_archive.check(s.report, r.file(file), box.id, file)
        except Unusable as e:
            code = "unsupported" if "not supported" in str(e) else "not-an-archive"
            s.report.fail("V4", code, box.id, file, str(e))
            s.unreadable = True
    path = f"boxes/{box.id}/challenges.json"
    if r.there(path):
        s.report.looked.add("V11")
        try:
            data = content(r.file(path), MOST_BYTES)
            s.openings_sha = sha(data)
            s.openings = v11_challenges.read_openings(data)
        except (Fault, OSError) as e:
            s.report.fail("V11", "openings-malformed", box.id, path, str(e), ())
    return s


def set_up(s: State, r: Record, trustees: v02_trustees.Trustees, points: dict[str, str | None]) -> None:
    def expected(launch: str) -> dict[str, Any]:
        return v01_definition.expected_election(r, "", "", launch)

    city = City(points, trustees, r.trustees_raw, s.box.credentials_raw, s.box.uuid, expected)
    if s.archive:
        s.setup = v03_setup.check(s.report, s.archive, s.box.id, s.file, city)


def cast_ballots(states: list[State], pool: Pool, sample: Sample | None) -> None:
    """V5 of all boxes, in jobs of like size; the product of each box on the way."""
    jobs, costs, owners = [], [], []
    for s in states:
        if s.archive and s.setup:
            own, cost = ballot_jobs(s.setup.raw["election"], s.setup.election, cast(s.archive, s.file, sample))
            jobs, costs, owners = jobs + own, costs + cost, owners + [s] * len(own)
            s.product = v07_tally.product(s.setup.election, [], {}, None)
    for s, part in zip(owners, pool.run("ballots", v05_ballots.work, jobs, costs), strict=True):
        assert s.setup
        assert s.product
        for x in ballots(s.report, s.setup.election, s.setup, part, s.box.id, s.file):
            s.product.enter(x, {x.credential or "": 1})
            x.points = None
            s.seen.append(x)


def challenges(states: list[State], pool: Pool) -> None:
    """V5 and the opening of every challenged ballot."""
    jobs, costs, owners = [], [], []
    for s in states:
        if not s.openings:
            continue
        path = f"boxes/{s.box.id}/challenges.json"
        if not s.setup:
            for x in s.openings:
                ballot = tracker(x["ballot"].encode())
                s.report.fail("V11", "opening-unchecked", s.box.id, path, "", V11_CAUSES, ballot=ballot)
            continue
        for x in s.openings:
            item: Item = (-1, None, 0, 0, x["ballot"].encode(), True)
            jobs.append(((s.setup.raw["election"], [item]), [(x["seed"], x["marks"])]))
            costs.append(1)
            owners.append(s)
    for s, part in zip(owners, pool.run("challenges", v11_challenges.open_ballots, jobs, costs), strict=True):
        assert s.setup is not None
        path = f"boxes/{s.box.id}/challenges.json"
        s.challenged += ballots(s.report, s.setup.election, s.setup, part, s.box.id, path, "V11")


def challenge_classes(s: State) -> None:
    """Challenged ballots against archive and minutes."""
    path = f"boxes/{s.box.id}/challenges.json"

    def fail(code: str, detail: str = "", causes: tuple[str, ...] = V11_CAUSES, **place: Any) -> None:
        s.report.fail("V11", code, s.box.id, path, detail, causes, **place)

    minutes, ended = s.day.said.get("closing", {}) if s.day.closed else {}, s.day.said.get("ended", {})
    if not s.openings_sha:
        if minutes:
            fail("challenges-missing")
        return
    if minutes and minutes["challenges"] != s.openings_sha:
        fail("challenges-differ", causes=("V10",))
    if s.openings is None:
        return
    if ended and ended["challenges"] != len(s.openings):
        fail("challenges-number")
    cards: list[str] = []
    cast_shas, cast_cards = {x.sha for x in s.seen}, {x.credential for x in s.seen}
    for x in s.challenged:
        if x.credential in cards:
            fail("challenged-twice", ballot=x.tracker)
        if x.sha in cast_shas or (x.credential and x.credential in cast_cards):
            fail("challenged-and-cast", ballot=x.tracker)
        cards.append(x.credential or "")
    if minutes and sorted({c for c in cards if c}) != minutes["cards"]["challenged"]:
        fail("challenges-class")


def between(s: State) -> tuple[str, str, list[str], list[tuple[str, Any]]]:
    """What V6 compares between boxes."""
    cast_ = [(x.sha, {"event": x.height, "ballot": x.tracker}) for x in s.seen]
    opened = [(sha(o["ballot"].encode()), {"ballot": tracker(o["ballot"].encode())}) for o in s.openings or ()]
    return s.box.id, s.file, s.box.credentials, cast_ + opened
