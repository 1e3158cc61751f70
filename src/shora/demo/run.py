"""Runs a whole election on given marks, through the same steps as a real one, and checks its totals.

The secrets of trustees and cards live in this process only and are gone when it ends.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shora.ballot.seal import seal
from shora.clock import Clock
from shora.election.definition import Definition
from shora.errors import DamagedError
from shora.ids import ContestId
from shora.record.city import read_city
from shora.seats.model import Totals
from shora.seats.result import Result
from shora.seats.rules import count
from shora.steps.close import close_box
from shora.steps.define import Defined, define
from shora.steps.open import open_box
from shora.steps.progress import Watcher
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.steps.vote import OpenBox
from shora.text.messages import Language
from shora.trustees.ceremony import share_of
from shora.verification.verdict import Verdict

BATCH = 200
"""Ballots that enter a box with one write to the medium."""

Ballots = Sequence[Sequence[int]]
"""Of one box: a 0/1 mark for each candidate, for each ballot."""


class Stage(Watcher, Protocol):
    """A watcher that is also told when a step begins, and what came of it."""

    def head(self, word: str, sentence: str) -> None:
        """A step begins."""

    def say(self, line: str) -> None:
        """One line under the present step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An election that was held: its totals, seats and verdict."""

    totals: Totals
    seats: Result
    verdict: Verdict


def hold(definition: Definition, boxes: Sequence[Ballots], out: Path, stage: Stage, clock: Clock) -> Held:
    """Holds the election of one contest; ``boxes`` are the ballots of each box of the definition."""
    contest = definition.contests[0]
    plan = definition.trustees
    stage.head(
        "define",
        f"{definition.name.show(Language.EN)}: {contest.seats} seats, {len(contest.candidates)} candidates",
    )
    made = define(definition, out, None, stage)
    stage.say(f"{plan.threshold} of {plan.size} trustees hold the key; fewer can open nothing")
    _vote(made, boxes, stage, clock)
    stage.head("close", "no more ballots")
    for box in definition.boxes:
        close_box(made.layout, box.id)
    stage.say(f"{len(definition.boxes)} boxes closed")
    stage.head("tally", f"encrypted sums, decrypted by {plan.threshold} of {plan.size} trustees")
    tallied = tally(made.layout, [share_of(one) for one in made.trustees], stage)
    totals = tallied.totals[ContestId(contest.id)]
    stage.head("count", f"rule {contest.rule}")
    seats = count(totals, contest.rule)
    stage.say(f"{len(seats.elected)} of {contest.seats} seats given")
    stage.head("verify", f"everything again, from the files in {out} alone")
    return Held(totals=totals, seats=seats, verdict=verify(out, stage))


def _vote(made: Defined, boxes: Sequence[Ballots], stage: Stage, clock: Clock) -> None:
    stage.head("open", "each box's archive begins, bound to the launch code of the morning")
    for number, box in enumerate(made.definition.boxes, start=1):
        open_box(made.layout, box.id, f"DEMO-2015-{number:04}", clock)
    stage.say(f"{len(made.definition.boxes)} boxes open, all of them empty")
    stage.head("vote", "each ballot is encrypted, signed with a card, checked, and cast")
    stage.begin("encrypt and cast", sum(len(ballots) for ballots in boxes))
    city = read_city(made.layout)
    for box, pack, ballots in zip(made.definition.boxes, made.packs, boxes, strict=True):
        # Cards are drawn blind from the stack, and ballots enter the box in no order of voters.
        cards = random.SystemRandom().sample(pack.cards, len(ballots))
        with OpenBox(city, box.id) as station:
            for first in range(0, len(ballots), BATCH):
                marks = [[row] for row in ballots[first : first + BATCH]]
                drawn = cards[first : first + BATCH]
                sealed = seal(station.election, [card.private for card in drawn], marks)
                station.cast(list(zip(drawn, sealed, strict=True)))
                stage.done(len(marks))
    stage.say(f"{sum(len(ballots) for ballots in boxes)} ballots in {len(boxes)} boxes")


def must_equal(totals: Totals, votes: Sequence[int], blank: int) -> None:
    """Compares the opened totals with a direct sum of the marks; :class:`DamagedError` if they differ."""
    opened = [person.votes for _, person in totals.people]
    ballots = totals.ballots
    if opened != list(votes) or ballots is None or ballots.blank != blank:
        raise DamagedError("the opened totals are not the direct sum of the ballots", place="demo")
