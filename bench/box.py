"""A box in use: ballots cast onto two media, and challenged ballots opened."""

from pathlib import Path

from bench.floors import Judge
from bench.measure import timed
from bench.sample import Sample
from shora.ballot.opening import Opening, check_opening
from shora.ballot.seal import seal
from shora.box.ballotbox import BallotBox
from shora.box.facts import StatementKind
from shora.box.payloads import digest

SINGLE, BULK = 60, 600
CANDIDATES, OPENED = (30, 120), 40


def casts(folder: Path, judge: Judge, rounds: int) -> None:
    """Ballots of 30 candidates, made before; each is on both media when it counts as cast.

    Nothing is demanded: it is the medium's speed, and here both media are folders of one disk.
    """
    del judge, rounds
    one = Sample.make(30, SINGLE + BULK)
    ballots = [
        (sealed.ballot, card.public)
        for sealed, card in zip(one.ballots(0, SINGLE + BULK), one.pack.cards, strict=True)
    ]
    media = (folder / "internal", folder / "copy")
    with BallotBox.create(media, one.setup()) as box:
        box.note(StatementKind.OPENING, digest(b"its zero report"))
        with timed() as took:
            for ballot, card in ballots[:SINGLE]:
                box.spend(card)
                box.cast([(ballot, card)])
        print(f"cast onto two media, one voter at a time: {SINGLE / took.wall:,.0f} a second (wall)")
        with timed() as took:
            box.spend(*(card for _, card in ballots[SINGLE:]))
            box.cast(ballots[SINGLE:])
        print(f"cast onto two media, {BULK} at once: {BULK / took.wall:,.0f} a second (wall)")


def openings(folder: Path, judge: Judge, rounds: int) -> None:
    """What V11 does with each challenged ballot: all its proofs, and the same ballot made again."""
    del folder, judge, rounds
    for candidates in CANDIDATES:
        one = Sample.make(candidates, OPENED)
        election = one.election()
        marks = [tuple(map(tuple, one.marks())) for _ in range(OPENED)]
        sealed = seal(election, [card.private for card in one.pack.cards], marks)
        opened = [
            Opening(ballot=each.ballot, seed=each.seed, marks=chosen)
            for each, chosen in zip(sealed, marks, strict=True)
        ]
        with timed() as took:
            for opening in opened:
                if election.check([opening.ballot], [1], None)[0].faults or check_opening(election, opening):
                    raise SystemExit("an opening of our own does not verify")
        print(f"openings of {candidates} candidates: {OPENED / took.cpu:,.0f} a second and processor")
