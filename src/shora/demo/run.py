"""Runs a whole election on given voters, through the same steps as a real one, and checks its totals.

The secrets of trustees, cards, offices and boxes live in this process, and in a folder that is gone
when it ends.
"""

import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shora.clock import Clock
from shora.election.definition import Definition
from shora.election.station import BoxKind
from shora.errors import DamagedError
from shora.ids import BoxId, ContestId, PublicCredential, StationId
from shora.record.city import City, read_city
from shora.record.day import Interval, Rejected, RejectReason
from shora.seats.model import Totals
from shora.seats.result import Result
from shora.steps.alone import Together, define_alone
from shora.steps.count import count_made
from shora.steps.progress import Watcher
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.steps.vote import OpenBox
from shora.text.messages import Language
from shora.verification.verdict import Verdict

BATCH = 200
"""Voters who are served with one write to the media. (A real box serves one.)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one card, or none, is used for: typed codes for each contest, and what then happens.

    ``act`` is ``cast``, ``challenge``, ``abandon`` or ``spoil`` (a spoiled card has no codes); ``rejected``
    is why a provisional ballot is not accepted, or ``None``.
    """

    codes: tuple[tuple[str, ...], ...]
    act: str
    rejected: RejectReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day to be held: visits of each box in any order, cards lost, check-ins, and boxes that stay closed."""

    visits: Mapping[BoxId, Sequence[Visit]]
    lost: Mapping[BoxId, int]
    check_ins: Mapping[StationId, Sequence[Interval]]
    unopened: Mapping[BoxId, str]


class Stage(Watcher, Protocol):
    """A watcher that is also told when a step begins, and what came of it."""

    def head(self, word: str, sentence: str) -> None:
        """A step begins."""

    def say(self, line: str) -> None:
        """One line under the present step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a box's officials know in the evening: cards left in the stack, and provisional ballots to reject."""

    left: tuple[PublicCredential, ...]
    rejected: tuple[Rejected, ...]
    challenged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An election that was held: its totals, seats and verdict."""

    totals: Totals
    seats: Result
    verdict: Verdict


def hold(
    definition: Definition, day: Day, out: Path, stage: Stage, *, morning: Clock, evening: Clock
) -> Held:
    """Holds the election of one contest; ``morning`` is when the boxes open, ``evening`` when they close."""
    contest = definition.contests[0]
    plan = definition.trustees
    stage.head(
        "define",
        f"{definition.name.show(Language.EN)}: {contest.seats} seats, {len(contest.candidates)} candidates",
    )
    with tempfile.TemporaryDirectory(prefix="shora-demo-") as folder:
        made = define_alone(definition, out, Path(folder) / "boxes", None, stage)
        stage.say(f"{plan.threshold} of {plan.size} trustees hold the key; fewer can open nothing")
        served = _vote(made, day, stage, morning)
        _close(made, day, served, stage, evening)
        stage.head("tally", f"encrypted sums, decrypted by {plan.threshold} of {plan.size} trustees")
        tallied = tally(made.layout, made.keepers()[: plan.threshold], stage)
    totals = tallied.totals[ContestId(contest.id)]
    stage.say(
        f"{len(tallied.results)} sums were opened, each of {definition.secrecy.smallest} ballots or more"
    )
    stage.head("count", f"rule {contest.rule}")
    seats = _count(made, tallied.totals, stage, evening)
    stage.say(f"{len(seats.elected)} of {contest.seats} seats given")
    stage.head("verify", f"everything again, from the files in {out} alone")
    return Held(totals=totals, seats=seats, verdict=verify(out, stage))


def _vote(made: Together, day: Day, stage: Stage, clock: Clock) -> dict[BoxId, Served]:
    stage.head("open", "each box's archive begins, bound to the launch code of the morning")
    for number, box in enumerate(day.visits, start=1):
        made.open(box, f"DEMO-{number:04}", clock)
    stage.say(f"{len(day.visits)} boxes open, all of them empty; their zero reports are signed")
    stage.head("vote", "each ballot is encrypted, signed with a card, checked; then cast, or put to the test")
    stage.begin("encrypt and cast", sum(len(visits) for visits in day.visits.values()))
    city = read_city(made.layout)
    served = {box: _serve(made, city, box, visits, stage) for box, visits in day.visits.items()}
    challenged = sum(one.challenged for one in served.values())
    total = sum(visit.act == "cast" for visits in day.visits.values() for visit in visits)
    stage.say(f"{total} ballots in {len(day.visits)} boxes; {challenged} were challenged, and will be opened")
    return served


def _count(made: Together, totals: Mapping[ContestId, Totals], stage: Stage, clock: Clock) -> Result:
    """Counts the first contest and writes its seats; ties are settled by lots that this computer draws."""
    while True:
        counted = count_made(made.layout, made.definition, totals)[0]
        if counted.settled:
            return counted.result
        tie = counted.result.ties[0]
        drawn = random.SystemRandom().sample(tie.between, tie.seats)
        made.draw(tie, drawn, counted, ["the demonstration's random generator"], clock)
        stage.say(f"{tie.stage}: {', '.join(tie.between)} are tied; the lot gives {', '.join(drawn)}")


def _serve(made: Together, city: City, box: BoxId, visits: Sequence[Visit], stage: Stage) -> Served:
    """All voters of a box."""
    # Cards are drawn blind from the stack.
    cards = random.SystemRandom().sample(made.pack(box).cards, len(visits))
    drawn = list(zip(visits, cards, strict=True))
    challenged = 0
    with OpenBox(city, made.machines[box]) as station:
        for first in range(0, len(drawn), BATCH):
            served = drawn[first : first + BATCH]
            for visit, card in served:
                if visit.act == "spoil":
                    station.box.spoil(card.public)
            voting = [(visit, card) for visit, card in served if visit.act != "spoil"]
            sessions = station.prepare([(card, visit.codes) for visit, card in voting])
            pairs = [(visit.act, session) for (visit, _), session in zip(voting, sessions, strict=True)]
            station.cast([session for act, session in pairs if act == "cast"])
            for act, session in pairs:
                if act == "challenge":
                    station.challenge(session)
                    challenged += 1
                elif act == "abandon":
                    station.box.abandon(session.card.public)
            stage.done(len(served))
    used = {card.public for card in cards}
    return Served(
        left=tuple(card.public for card in made.pack(box).cards if card.public not in used),
        rejected=tuple(
            Rejected(credential=card.public, reason=visit.rejected)
            for visit, card in drawn
            if visit.rejected is not None
        ),
        challenged=challenged,
    )


def _close(made: Together, day: Day, served: dict[BoxId, Served], stage: Stage, clock: Clock) -> None:
    stage.head("close", "no more ballots; the cards are counted, and the minutes signed")
    for box in day.visits:
        lost = served[box].left[: day.lost.get(box, 0)]
        made.close(box, clock, lost=lost, rejected=served[box].rejected)
    for box, reason in day.unopened.items():
        made.leave_closed(box, reason, clock)
    for station, intervals in day.check_ins.items():
        made.check_in(station, intervals)
    rejected = sum(len(one.rejected) for one in served.values())
    kinds = [made.definition.box(box).kind for box in day.visits]
    stage.say(
        f"{len(day.visits)} boxes closed, {len(day.unopened)} were never needed; check-ins agree with the cards"
    )
    if BoxKind.PROVISIONAL in kinds:
        stage.say(f"{rejected} provisional ballots were not accepted")


def must_equal(totals: Totals, votes: Sequence[int], blank: int) -> None:
    """Compares the opened totals with a direct sum of the marks; :class:`DamagedError` if they differ."""
    opened = [person.votes for _, person in totals.people]
    ballots = totals.ballots
    if opened != list(votes) or ballots is None or ballots.blank != blank:
        raise DamagedError("the opened totals are not the direct sum of the ballots", place="demo")
