"""A box that is killed at random moments, thousands of times: nothing acknowledged is lost, nothing is there twice.

A child process votes over a day with ballots made beforehand and tells through a pipe what it begins and what the
box has acknowledged. It is killed at any moment, also while it opens the box again, and another one goes on. At the
end of each day every ballot is verified. ``SHORA_KILLS`` says how often (10,000: about a quarter of an hour on a small machine).
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.crash.boxday import H, contents, openings, snapshot
from tests.support.elections import election_json, single

from shora.ballot.opening import Opening
from shora.ballot.seal import SealedBallot, seal
from shora.box.archive_read import open_archive
from shora.box.ballotbox import BallotBox
from shora.box.classes import CardState
from shora.box.facts import StatementKind
from shora.box.payloads import digest
from shora.box.setup import BoxSetup, largest_ballot
from shora.crypto.credentials import new_credentials
from shora.crypto.election import BoxElection
from shora.ids import PublicCredential
from shora.text.json import canonical

KILLS = int(os.environ.get("SHORA_KILLS", "10000"))
SEED = os.environ.get("SHORA_SEED", "shora")
LONGEST = (0.02, 0.05, 0.25)
"""Seconds until a kill, at most: while the box opens again, soon after, or after some voters."""
CARDS = 40
MARKS = ((1, 0, 1),)


@dataclass
class Town:
    """An election of three candidates, its cards, and one ballot for each of them."""

    election: BoxElection
    setup: BoxSetup
    cards: list[PublicCredential]
    ballots: dict[PublicCredential, SealedBallot]


@dataclass
class Day:
    """A box, and what its child processes told."""

    town: Town
    media: list[Path]
    plan: dict[PublicCredential, str]
    begun: dict[PublicCredential, str] = field(default_factory=dict)
    said: dict[PublicCredential, str] = field(default_factory=dict)
    ended: bool = False
    opened: int = 0


@pytest.fixture(name="town", scope="module")
def _town() -> Town:
    share, trustees = single()
    election_text = election_json(share.public_key)
    election = BoxElection(election_text)
    pairs = new_credentials(election.uuid, CARDS)
    sealed = seal(election, [private for private, _ in pairs], [MARKS] * CARDS)
    ballots = {public: one for (_, public), one in zip(pairs, sealed, strict=True)}
    setup = BoxSetup(
        timestamp=1_800_000_000,
        election=election_text,
        trustees=trustees,
        credentials=canonical(sorted(ballots)),
        batch=3,
        largest=largest_ballot(election.questions),
        challenges=CARDS,
        provisional=False,
    )
    return Town(election=election, setup=setup, cards=sorted(ballots), ballots=ballots)


def vote(day: Day, tell: Callable[[str, dict[str, Any]], None]) -> None:
    """The child: opens the box, says what it finds, and goes on with the day."""
    box, report = BallotBox.open(day.media, uuid=day.town.election.uuid)
    classes = box.classes()
    tell(
        "opened",
        {
            "classes": {card: letter.value for card, letter in classes.items()},
            "ballots": contents(box),
            "openings": [digest(one.ballot) for one in openings(box)],
            "lost": len(report.lost),
        },
    )
    for card in day.town.cards:
        sealed, act = day.town.ballots[card], day.plan[card]
        if classes[card] is not CardState.UNTOUCHED or box.where().phase.value != "open":
            continue
        tell("begun", {"card": card, "act": act})
        if act in "vca":
            box.spend(card)
        if act == "v":
            box.cast([(sealed.ballot, card)])
        elif act == "c":
            box.challenge(Opening(ballot=sealed.ballot, seed=sealed.seed, marks=MARKS), card)
        elif act == "s":
            box.spoil(card)
        tell("said", {"card": card})
    box.end()
    tell("ended", {})
    box.close()


def run_child(day: Day, delay: float) -> bool:
    """Fork a voter and kill it after so many seconds; whether it was killed. What it told is taken into the day."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            vote(day, lambda word, what: void(os.write(writing, json.dumps([word, what]).encode() + b"\n")))
            status = 0
        except BaseException as error:  # noqa: BLE001 (the parent is told)
            os.write(
                writing, json.dumps(["failed", {"why": f"{type(error).__name__}: {error}"}]).encode() + b"\n"
            )
        finally:
            os._exit(status)
    os.close(writing)
    # The pipe is read while the child runs: what it finds in the box is larger than a pipe holds.
    told, end = bytearray(), time.monotonic() + delay
    killed = False
    os.set_blocking(reading, False)
    while True:
        try:
            part = os.read(reading, 1 << 16)
            if not part:
                break
            told += part
        except BlockingIOError:
            if not killed and time.monotonic() >= end:
                os.kill(child, signal.SIGKILL)
                killed = True
            time.sleep(0.0005)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    for line in told.split(b"\n")[:-1]:  # the last one is nothing, or was cut by the kill
        take(day, *json.loads(line))
    return os.WIFSIGNALED(status)


def void(_: object) -> None:
    return


def take(day: Day, word: str, what: dict[str, Any]) -> None:
    """Take in a line of the child's, and check it against what was told before."""
    match word:
        case "begun":
            day.begun[what["card"]] = what["act"]
        case "said":
            day.said[what["card"]] = day.begun.pop(what["card"])
        case "ended":
            day.ended = True
        case "opened":
            day.opened += 1
            check(day, what)
        case _:
            pytest.fail(f"the voter {word}: {what}")


def check(day: Day, found: dict[str, Any]) -> None:
    """What the box has is what was said, and of what was begun and not answered at most one outcome."""
    assert found["lost"] == 0
    classes: dict[str, str] = found["classes"]
    there: list[str] = found["ballots"]
    opened: list[str] = found["openings"]
    assert len(there) == len(set(there))
    for card in day.town.cards:
        letter, hash = classes[card], digest(day.town.ballots[card].ballot)
        if card in day.said:
            assert letter == day.said[card], f"{card}: said {day.said[card]}, and is {letter}"
        elif card in day.begun:
            assert letter in {".", "a", day.begun[card]}
            if letter != ".":
                day.said[card] = letter  # from now on it stays so
                del day.begun[card]
        else:
            assert letter == "."
        assert there.count(hash) == (letter == "v")
        assert opened.count(hash) == (letter == "c")


def finish(day: Day) -> None:
    """The day is over: every ballot verifies, the archive has no findings, and the media are the same."""
    with open_archive(day.media[0] / f"{day.town.election.uuid}.bel") as index:
        assert (index.findings, index.phase.value) == ((), "closed")
        ballots = [one.data for batch in index.iter_ballots(1 << 22) for one in batch]
    cast = [card for card, letter in day.said.items() if letter == "v"]
    assert sorted(digest(one) for one in ballots) == sorted(
        digest(day.town.ballots[card].ballot) for card in cast
    )
    assert all(not one.faults for one in day.town.election.check(ballots, [1] * len(ballots), None))
    assert snapshot(day.media[0]) == snapshot(day.media[1])


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_killed_at_random(tmp_path: Path, town: Town) -> None:
    chance = random.Random(SEED)
    kills = days = opened = votes = 0
    began = time.monotonic()
    while kills < KILLS:
        media = [tmp_path / f"{days}-{name}" for name in "ab"]
        box = BallotBox.create(media, town.setup)
        box.note(StatementKind.OPENING, H)
        box.close()
        plan = {card: chance.choice("vvvvvvcsa") for card in town.cards}
        day = Day(town=town, media=media, plan=plan)
        while not day.ended:
            kills += run_child(day, chance.uniform(0, chance.choice(LONGEST)))
        while run_child(day, 10):  # once more, to the end: what it finds is checked
            kills += 1
        finish(day)
        days, opened, votes = days + 1, opened + day.opened, votes + len(day.said)
    seconds = time.monotonic() - began
    text = f"{kills} kills over {days} days, {opened} times opened, {votes} cards used, {seconds:.0f} s"
    print(text, file=sys.stderr)
