"""Seats: a city of 10,000 candidates in 100 lists, by every rule, with every step in words."""

import json
import random
from pathlib import Path

from bench import floors
from bench.floors import Judge
from bench.measure import cpu, shora, timed
from shora.seats.model import Totals
from shora.seats.options import NO_OPTIONS, Options, threshold
from shora.seats.read import read_totals
from shora.seats.rules import RULES, count

LISTS, CANDIDATES, SEATS, ALTERNATES = 100, 10_000, 21, 11
MOST = 10**18
"""Votes of a candidate at most: the largest that a totals file holds."""
BUSY = 0.3
"""Where other work has so many processors meanwhile, a command that is too slow is not judged."""


def totals() -> bytes:
    """A totals file with votes of every size, repeatable; lists are connected, some candidates have withdrawn."""
    draw = random.Random(1404)
    lists = [
        {
            "id": f"L{n}",
            "name": f"فهرست {n}",
            "connection": f"{n % 10}/{n % 30}" if n % 3 else "",
            "candidates": [
                {
                    "id": str(10_000 + n * (CANDIDATES // LISTS) + place),
                    "name": f"نامزد {n}-{place}",
                    "votes": draw.randrange(MOST) if place % 2 else draw.randrange(10**6),
                    "status": "standing" if draw.random() < 0.99 else "withdrawn",
                    "veteran": draw.random() < 0.1,
                    "degree": draw.randrange(4),
                }
                for place in range(CANDIDATES // LISTS)
            ],
        }
        for n in range(LISTS)
    ]
    contest = {"id": "council", "name": "شورا", "seats": SEATS, "alternates": ALTERNATES}
    return json.dumps({"contest": contest, "ballots": {"cast": 10**18}, "lists": lists}).encode()


def seats(folder: Path, judge: Judge, rounds: int) -> None:
    """Reading, counting and wording by each rule in this process; then `shora count` with and without its start."""
    data = totals()
    file = folder / "totals.json"
    file.write_bytes(data)
    print(
        f"{CANDIDATES:,} candidates in {LISTS} lists, {SEATS} seats, votes up to 10^18, {len(data):,} bytes"
    )
    with timed() as took:
        read = read_totals(data, place="totals.json")
    judge.at_most("seats, reading the file", took.cpu, floors.SEATS_SECONDS, "s")
    low = threshold("1/1000", "list-votes")
    for rule in RULES:
        for name, options in _ways(rule.id, low).items():
            best = min(_once(read, rule.id, options) for _ in range(rounds))
            judge.at_most(f"seats, {name}", best, floors.SEATS_SECONDS, "s")
    more = max(rounds, 5)  # a whole process is disturbed more by others
    small = folder / "small.json"
    small.write_text('{"contest": {"id": "c", "seats": 1}, "independents": [{"id": "1", "votes": 1}]}')
    start = min(cpu(shora("count", "--rule", "block-vote", "--json", str(small))) for _ in range(more))
    print(f"`shora count` of one candidate, which is Python's start: {start:.2f} s")
    for rule in RULES:
        name = f"`shora count --rule {rule.id} --json` less its start"
        with timed() as took:
            whole = min(cpu(shora("count", "--rule", rule.id, "--json", str(file))) for _ in range(more))
        if whole - start > floors.SEATS_SECONDS and took.others > BUSY:
            judge.leave(name, f"{whole - start:.2f} s, while others had {took.others:.1f} processors")
        else:
            judge.at_most(name, whole - start, floors.SEATS_SECONDS, "s")


def _ways(rule: str, low: Options) -> dict[str, Options]:
    plain = {rule: NO_OPTIONS}
    return plain if rule.startswith(("block", "tehran")) else plain | {f"{rule} with a threshold": low}


def _once(read: Totals, rule: str, options: Options) -> float:
    with timed() as took:
        result = count(read, rule, options)
        sheet = json.dumps(result.to_json(), ensure_ascii=False)
    if result.ties or len(result.elected) != SEATS or len(sheet) < 10_000:
        raise SystemExit(f"{rule} gave another result than this bench is about")
    return took.cpu
