"""From totals to seats by the ten rules of spec/seats.md.

Whole numbers and fractions only; nothing but a lot breaks a tie. The way in is `count`, at the end.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from .curve import Fault

ROUNDED, REMAINDER = TEHRAN = ("tehran-1404-rounded", "tehran-1404-remainder")
CONNECTED = "hagenbach-bischoff"
DIVISORS: dict[str, Callable[[int], int | Fraction]] = {
    "dhondt": lambda s: s + 1,
    "sainte-lague": lambda s: 2 * s + 1,
    "sainte-lague-modified": lambda s: 2 * s + 1 if s else Fraction(7, 5),
    "imperiali-divisor": lambda s: Fraction(s + 2, 2),
    CONNECTED: lambda s: s + 1,  # after the whole quotas
}
RULES = ("block-vote", *TEHRAN, *DIVISORS, "hare", "droop")


@dataclass(eq=False)
class Person:
    id: str
    list: str
    votes: int
    priorities: tuple[bool, int] | tuple[()]  # veteran, degree; nothing where the rule has none

    def worth(self) -> Any:
        return self.votes, self.priorities


@dataclass(eq=False)
class Bloc:
    """A list, the pool of independents, or a group of connected lists."""

    id: str
    votes: int
    places: int
    persons: list[Person] = field(default_factory=list)  # those who stand
    connection: list[str] = field(default_factory=list)
    members: list["Bloc"] = field(default_factory=list)  # of a group


Seats = dict[Bloc, int]


def by_id(text: str) -> tuple[int, int, str]:
    """Ids of digits first, by number; all others by code points."""
    return (0, int(text), text) if text.isascii() and text.isdigit() else (1, 0, text)


def sheet_order(bloc: Bloc) -> Any:
    return -bloc.votes, by_id(bloc.id)


def priorities(candidate: dict[str, Any]) -> tuple[bool, int]:
    return candidate.get("veteran", False), candidate.get("degree", 0)


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


class Ties:
    """Who gets what, and the ties on the way: a lot decides the one that it fits, the others stay open."""

    def __init__(self, lots: Iterable[dict[str, Any]]) -> None:
        self.lots = list(lots)  # those that no tie has needed
        self.open: list[dict[str, Any]] = []
        self.met: list[tuple[str, list[str]]] = []  # open or decided
        self.waiting: set[Any] = set()  # whoever is in an open tie, and all below a group that is
        self.taken_back = False

    def cut(self, stage: str, things: Iterable[Any], n: int, value: Callable[[Any], Any], named: bool) -> list[Any]:
        """The n things of the highest value; where a tie at the boundary is open, only those above it."""
        line = sorted(things, key=value, reverse=True)
        if n <= 0 or n >= len(line) or value(line[n - 1]) != value(line[n]):
            return line[: max(n, 0)]
        above = [t for t in line if value(t) > value(line[n])]
        tied = sorted((t for t in line if value(t) == value(line[n])), key=lambda t: by_id(t.id))
        tie = {"stage": stage, "between": [t.id for t in tied], "seats": n - len(above)}
        if named and (stage, tie["between"]) in self.met:
            raise Fault("rule-unknown", "lists and persons with the same ids are tied: a lot could mean either")
        self.met += [(stage, tie["between"])] if named else []
        for lot in self.lots if named else ():
            if tie == {"stage": lot["stage"], "between": sorted(lot["between"], key=by_id), "seats": lot["seats"]}:
                self.lots.remove(lot)
                return above + [t for t in tied if t.id in lot["drawn"]]
        self.waiting.update(tied)
        self.open += [tie] if named else []
        return above

    def persons(self, stage: str, bloc: Bloc, line: list[Person], n: int) -> list[Person]:
        return self.cut(stage, line, n, Person.worth, bloc not in self.waiting)

    def give(self, rule: str, stage: str, blocs: list[Bloc], seats: int, named: bool = True) -> Seats:
        """Seats to blocs: whole quotas first, unless the rule has none; then the others in the rule's order."""
        all_votes, left = sum(b.votes for b in blocs), min(seats, sum(b.places for b in blocs))
        if left <= 0:
            return dict.fromkeys(blocs, 0)
        quota = all_votes // (seats + 1) + 1 if rule in ("droop", CONNECTED) else Fraction(all_votes, seats) or 1
        share = {b: Fraction(b.votes) / quota for b in blocs}
        part = {b: share[b] - floor(share[b]) for b in blocs}
        got = {b: min(half_up(share[b]) if rule == ROUNDED else floor(share[b]), b.places) for b in blocs}
        got = dict.fromkeys(blocs, 0) if rule in DIVISORS and rule != CONNECTED else got
        left -= sum(got.values())
        if left < 0:  # only where quotas were rounded: some are taken back
            self.taken_back = True
            up = [b for b in blocs if got[b] > share[b]]
            kept = self.cut(stage, up, len(up) + left, part.__getitem__, named)
            return {b: got[b] - (b in up and b not in kept) for b in blocs}
        divisor = DIVISORS.get(rule)
        order: dict[Bloc, Any] = share if rule == ROUNDED else part
        raised = blocs
        while left > 0:
            able = [b for b in blocs if got[b] < b.places]
            if divisor:  # no round of all, only those with the highest quotient; of quotients 0 by seats, fewer first
                order |= {b: b.votes / Fraction(divisor(got[b])) or -got[b] for b in able if b in raised}
                best = max(order[b] for b in able)
                able = [b for b in able if order[b] == best]
            raised = self.cut(stage, able, left, order.__getitem__, named)
            for b in raised:
                got[b] += 1
            left -= len(able)
        return got

    def blocs(self, rule: str, stage: str, blocs: list[Bloc], seats: int, level: int = 0, named: bool = True) -> Seats:
        """The same, by groups of connected lists where the rule knows them, then within each group."""
        units = [b for b in blocs if rule != CONNECTED or len(b.connection) <= level]
        groups: dict[str, list[Bloc]] = {}
        for b in (b for b in blocs if b not in units):
            groups.setdefault("/".join(b.connection[: level + 1]), []).append(b)
        for name, members in groups.items():
            votes, places = sum(b.votes for b in members), sum(b.places for b in members)
            units.append(Bloc(f"connection:{name}", votes, places, members=members))
        got = self.give(rule, stage, units, seats, named)
        self.waiting.update(() if named else blocs)
        for u in sorted(units, key=sheet_order):
            if u.members:
                got |= self.blocs(rule, stage, u.members, got[u], level + 1, named and u not in self.waiting)
        return {b: got[b] for b in blocs}


def blocs_of(totals: dict[str, Any], rule: str) -> list[Bloc]:
    """The blocs, in the order of the sheet."""
    result = []
    pool = {"id": "independents", "candidates": totals.get("independents")}
    for x in [*totals.get("lists", ()), *([pool] if pool["candidates"] else [])]:
        candidates = sorted(x.get("candidates", ()), key=lambda c: by_id(c["id"]))
        if rule == "block-vote" and not candidates:
            raise Fault("rule-unknown", f"{rule} seats persons, and list {x['id']} has no candidates")
        standing = [c for c in candidates if c.get("status") != "withdrawn"]
        persons = [Person(c["id"], x["id"], c["votes"], priorities(c) if rule in TEHRAN else ()) for c in standing]
        votes = x["votes"] if "votes" in x else sum(c["votes"] for c in candidates)
        places = len(persons) if candidates else totals["contest"]["seats"]  # the latter is "without limit"
        result.append(Bloc(x["id"], votes, places, persons, x["connection"].split("/") if "connection" in x else []))
    return sorted(result, key=sheet_order)


def part_of(text: str) -> Fraction:
    """A threshold as it is written: `5%`, `0.05` or `1/20`."""
    return Fraction(text.rstrip("%")) / (100 if "%" in text else 1)


def reaching(totals: dict[str, Any], blocs: list[Bloc], threshold: str, base: str) -> list[Bloc]:
    """The blocs that reach the threshold."""
    ballots = totals.get("ballots", {})
    if base == "list-votes":
        whole = sum(b.votes for b in blocs)
    elif ballots:
        whole = ballots.get("valid", ballots["cast"] - ballots.get("blank", 0))
    else:
        raise Fault("rule-unknown", "a threshold of valid ballots, and nobody knows how many there are")
    result = [b for b in blocs if b.votes >= part_of(threshold) * whole]
    if not result:
        raise Fault("rule-unknown", "no list reaches the threshold")
    return result


def count(
    rule: str, totals: dict[str, Any], lots: Iterable[dict[str, Any]] = (), threshold: str = "", base: str = ""
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The sheet without its steps, and the lots that no tie has needed. A Fault where the rule cannot work."""
    seats, wanted = totals["contest"]["seats"], totals["contest"].get("alternates", 0)
    if rule not in RULES or (threshold and rule in ("block-vote", *TEHRAN)) or not 1 <= seats <= 100_000:
        raise Fault("rule-unknown", f"{rule}, threshold {threshold or 'none'}, {seats} seats")
    lots = list(lots)
    ties, blocs, flags = Ties(lots), blocs_of(totals, rule), set()
    if rule == "block-vote":  # all persons are one line
        got = {Bloc("", 0, 0, [p for b in blocs for p in b.persons]): seats}
    else:
        got = ties.blocs(rule, "list-seat", reaching(totals, blocs, threshold, base) if threshold else blocs, seats)
    if rule in TEHRAN:
        other = Ties(lots)
        if (got, ties.open) != (other.give(TEHRAN[rule == ROUNDED], "list-seat", blocs, seats), other.open):
            flags.add("readings-differ")
    elected = {b: ties.persons("candidate", b, b.persons, n) for b, n in got.items()}
    waits = bool(ties.open)

    alternates: list[Person] = []
    rest = {b: [p for p in b.persons if p not in elected[b]] for b in (() if waits else got)}
    if rule in TEHRAN:
        more = {b: min(half_up(Fraction(52 * len(elected[b]), 100)), len(rest[b])) for b in rest}
        if rest and wanted not in (0, sum(more.values())) and all(b.persons for b in got if got[b]):
            flags.add("rule-not-in-published-text")
    elif rule == "block-vote":
        more = dict.fromkeys(rest, wanted)
    else:
        able = {Bloc(b.id, b.votes, len(rest[b]), connection=b.connection): b for b in rest if got[b] and b.persons}
        more, rest = ties.blocs(rule, "alternate", list(able), wanted), {a: rest[b] for a, b in able.items()}
    for b, n in more.items():
        alternates += ties.persons("alternate", b, rest[b], n)

    def named(persons: Iterable[Person]) -> list[dict[str, Any]]:
        line = sorted(sorted(persons, key=lambda p: by_id(p.id)), key=Person.worth, reverse=True)
        return [{"id": p.id, "list": p.list, "votes": p.votes, "rank": i} for i, p in enumerate(line, 1)]

    people = [p for chosen in elected.values() for p in chosen]
    boxes = totals.get("boxes", {"defined": 0, "counted": 0})
    flags |= {"rule-not-in-published-text"} if ties.taken_back else set()
    flags |= {"boxes-missing"} if boxes["counted"] < boxes["defined"] or boxes.get("missing") else set()
    sheet = {
        "rule": {"id": rule, "version": 1},
        "status": "lot-required" if waits else "complete",
        "seats": {b.id: got[b] if b in got else sum(p.list == b.id for p in people) for b in blocs},
        "elected": named(people),
        "alternates": named(alternates),
        "ties": ties.open,
        "flags": [f for f in ("rule-not-in-published-text", "readings-differ", "boxes-missing") if f in flags],
    }
    return sheet, ties.lots
