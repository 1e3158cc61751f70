"""All copies of a box, written to together, and what they hold in memory."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shora.box.classes import CardState
from shora.box.facts import Facts, Plan
from shora.box.medium import Medium
from shora.box.payloads import digest
from shora.errors import ShoraError
from shora.ids import Hash, PublicCredential

RANDOM: Final = secrets.SystemRandom()
"""The operating system's randomness: order and slots come from nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCopy:
    """A copy that cannot be used, and why."""

    folder: Path
    reason: str


@dataclass(slots=True, kw_only=True)
class Contents:
    """What is on every medium: ``numbers`` of the cards, letters by them, ballots and openings by slot."""

    facts: Facts
    numbers: dict[PublicCredential, int]
    letters: list[CardState]
    waiting: dict[int, bytes]
    challenged: dict[int, bytes]


class Copies:
    """The copies in use, the internal one first, and those that are lost."""

    def __init__(self, active: Sequence[Medium], lost: Sequence[LostCopy]) -> None:
        self.active: list[Medium] = list(active)
        self.lost: list[LostCopy] = list(lost)
        self.failed: Path | None = None
        """The copy on which the last write failed, if one did."""

    def each(self, act: Callable[[Medium], object]) -> None:
        """Do the same on every copy, one after the other; the error of one ends it."""
        for medium in self.active:
            try:
                act(medium)
            except ShoraError:
                self.failed = medium.folder
                raise

    def close(self) -> None:
        """Close every copy. A second time does nothing."""
        for medium in self.active:
            medium.close()

    def mark(self, contents: Contents, letters: Mapping[int, CardState]) -> None:
        """Write letters on every copy."""
        self.each(lambda medium: medium.mark(letters))
        for number, letter in letters.items():
            contents.letters[number] = letter

    def fill(self, contents: Contents, ballots: Mapping[int, bytes]) -> None:
        """Put ballots into free slots on every copy."""
        self.each(lambda medium: medium.waiting.write(ballots))
        contents.waiting.update(ballots)

    def state(self, contents: Contents, facts: Facts) -> None:
        """Put the facts in place of those before, on every copy."""
        self.each(lambda medium: medium.state(facts))
        contents.facts = facts

    def carry_out(self, contents: Contents, plan: Plan) -> None:
        """Bring a batch into the archive, from the plan to the cleared slots; again after a crash at any point.

        Crash order: (1) the plan, on every copy; (2) the ballots that are not in the archive yet, in the plan's
        order, and EndBallots if it is the last batch; (3) the head is noted as acknowledged; (4) the letters;
        (5) the slots are cleared; (6) the plan goes. Until (5) the slots have the ballots, whatever else is lost.
        """
        slots: dict[Hash, int] = {digest(body): slot for slot, body in contents.waiting.items()}
        batch = [contents.waiting[slots[hash]] for hash in plan.batch if hash in slots]
        self.each(lambda medium: medium.plan(plan))
        self.each(lambda medium: medium.append(batch, end=plan.end))
        self.each(lambda medium: medium.acknowledge())
        cards = [contents.numbers[self.active[0].card_in(ballot)] for ballot in batch]
        changed = {
            number: CardState.CAST for number in cards if contents.letters[number] is not CardState.CAST
        }
        self.mark(contents, changed)
        cleared = [slots[hash] for hash in plan.batch if hash in slots]
        self.each(lambda medium: medium.waiting.write({}, free=cleared))
        for slot in cleared:
            del contents.waiting[slot]
        self.each(lambda medium: medium.planned())


def due_plan(contents: Contents) -> Plan | None:
    """The batch that has to enter the archive now, if 2k wait: as many times k as leave at least k waiting.

    Which ballots, and in what order, is chosen at random.
    """
    batch = contents.facts.batch
    count = (len(contents.waiting) // batch - 1) * batch
    if contents.facts.provisional or count < batch:
        return None
    return plan_of(RANDOM.sample(sorted(contents.waiting), count), contents, end=False)


def plan_of(slots: Sequence[int], contents: Contents, *, end: bool) -> Plan:
    """A plan for these slots, shuffled."""
    chosen = RANDOM.sample(list(slots), len(slots))
    return Plan(batch=tuple(digest(contents.waiting[slot]) for slot in chosen), end=end)
