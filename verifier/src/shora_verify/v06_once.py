"""V6: every card and every ballot once (spec/verification.md)."""

from collections.abc import Iterable
from typing import Any

from .v05_ballots import Seen
from .verdict import RECORD, Report


def check(report: Report, ballots: list[Seen], box: str, file: str, record: bool) -> None:
    """Inside one box."""
    report.looked |= {"V6"} if ballots else set()
    shas: set[str] = set()
    cards: set[str] = set()
    for s in ballots:
        place = {"event": s.height, "ballot": s.tracker}
        if s.sha in shas:
            report.fail("V6", "ballot-twice", box, file, "the same ballot is there twice", **place)
        if record and s.credential in cards:
            report.fail("V6", "card-twice", box, file, "a second ballot of a card", **place)
        shas.add(s.sha)
        if s.credential:
            cards.add(s.credential)


def city(report: Report, boxes: Iterable[tuple[str, str, Iterable[str], Iterable[tuple[str, Any]]]]) -> None:
    """Between boxes: (box, file, cards, (ballot's hash, place))."""
    cards: dict[str, str] = {}
    ballots: dict[str, str] = {}
    for box, file, own, cast in boxes:
        for c in own:
            if cards.setdefault(c, box) != box:
                where = f"boxes/{box}/credentials.json"
                report.fail("V6", "card-in-two-boxes", RECORD, where, f"{c} is also a card of box {cards[c]}")
        for sha, place in cast:
            if ballots.setdefault(sha, box) != box:
                report.fail("V6", "ballot-in-two-boxes", RECORD, file, f"also in box {ballots[sha]}", **place)
