"""V6: every card and every ballot is there once in the whole city.

Within a box the pass over its ballots sees it (``v05_ballots``); here, between boxes: cards are
compared as the boxes list them, used or not, and ballots by their trackers.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence

from shora.ids import BoxId, PublicCredential, Tracker
from shora.verification.once import Once
from shora.verification.verdict import Check, Findings, Place


class CityOnce:
    """Collects the cards and ballots of one box after another."""

    def __init__(self) -> None:
        self._cards, self._ballots = Once(), Once()
        self._boxes: list[tuple[BoxId, str]] = []

    def add(
        self, box: BoxId, file: str, cards: Sequence[PublicCredential], trackers: Sequence[Tracker]
    ) -> None:
        """The cards and the distinct ballots of a box, challenged ones too; findings call its archive ``file``."""
        number = len(self._boxes)
        self._boxes.append((box, file))
        for card in cards:
            self._cards.add(bytes.fromhex(card), number)
        for tracker in trackers:
            self._ballots.add(b64decode(tracker + "="), number)

    def check(self, findings: Findings) -> None:
        """Names everything that two boxes share."""
        findings.looked(Check.V6)
        for value, first, second in self._cards.twice():
            if first != second:
                box, file = self._boxes[second][0], self._boxes[second][1]
                detail = (
                    f"the card {value.hex()} is also one of box {self._boxes[first][0]}, not of {box} alone"
                )
                findings.fail(Check.V6, "card-in-two-boxes", Place(file=file), detail)
        for value, first, second in self._ballots.twice():
            if first != second:
                tracker = b64encode(value).decode("ascii").rstrip("=")
                place = Place(file=self._boxes[second][1], ballot=tracker)
                findings.fail(
                    Check.V6, "ballot-in-two-boxes", place, f"it is also in box {self._boxes[first][0]}"
                )
