"""vote (رأی): typed codes and a card become an encrypted ballot; its voter casts it, or puts it to the test.

The order is the voter's. (1) The card is shown: of this box, and not used. (2) The codes become a
ballot, which is checked in full: the box must not take what verifiers will refuse. The card is spent,
durably, and only then the tracker may be seen. (3) The voter decides: *cast* puts the ballot into the
box, *challenge* gives its opening for publication and never counts. The receipt's last line is signed
after that is on every medium. A voter who leaves in between has abandoned the session: the card is
spent, and no ballot is anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from shora.ballot.opening import Opening
from shora.ballot.receipt import Status, sign_receipt
from shora.ballot.seal import SealedBallot, seal
from shora.box.archive_read import open_archive
from shora.box.classes import CardState
from shora.box.facts import StatementKind
from shora.box.machine import Machine
from shora.box.payloads import digest
from shora.cards.pack import Card, card_of
from shora.crypto.election import BoxElection
from shora.election.codes import choices_for
from shora.errors import RefusedError
from shora.ids import ContestId, Tracker
from shora.record.city import City
from shora.steps.city import need_signed, reopen

Marks = tuple[tuple[int, ...], ...]
"""For each contest a 0/1 mark for each candidate, in ballot order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One voter between the tracker and the decision. ``repr`` shows the tracker only."""

    card: Card
    sealed: SealedBallot
    marks: Marks

    @property
    def tracker(self) -> Tracker:
        """What is printed before the voter decides."""
        return self.sealed.tracker

    def __repr__(self) -> str:
        """Without the marks."""
        return f"Session({self.tracker})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a voter takes home; ``line`` is the signed end of it (``spec/receipt.md``)."""

    status: Status
    tracker: Tracker
    short_code: str
    line: str


class OpenBox:
    """A box that takes ballots. Use it in a ``with`` statement; one process has it at a time."""

    def __init__(self, city: City, machine: Machine) -> None:
        self.definition = city.definition
        self.machine = machine
        self.box, self.reopened = reopen(city, machine)
        try:
            report = need_signed(city, machine, "opening", "the zero report")
            self.box.note(StatementKind.OPENING, digest(report.encode()))
            with open_archive(self.box.archive) as archive:
                election = archive.read(archive.setup.election)
            self.election = BoxElection(election, place=f"box {machine.box}")
        except BaseException:
            self.box.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.box.close()

    def card(self, typed: str) -> Card:
        """The card as typed or scanned: of this box, and not used. :class:`RefusedError` otherwise."""
        card = card_of(self.election.uuid, typed)
        place = f"card {card.public[:8]}"
        state = self.box.classes().get(card.public)
        if state is None:
            raise RefusedError("unknown card", place=place, hint="is it a card of another box?")
        if state is not CardState.UNTOUCHED:
            raise RefusedError(
                f"card already used: it is {state.name.lower()}", place=place, hint="one card, one ballot"
            )
        return card

    def prepare(self, voters: Sequence[tuple[Card, Sequence[Sequence[str]]]]) -> list[Session]:
        """Ballots of voters, from the codes that each typed for each contest. After it the cards are spent.

        A refusal spends none of them.
        """
        cards = [card.public for card, _ in voters]
        if len(set(cards)) != len(cards):
            raise RefusedError("a card is there twice", hint="one card, one ballot")
        marks = [self._marks(codes) for _, codes in voters]
        sealed = seal(self.election, [card.private for card, _ in voters], marks)
        self._check([one.ballot for one in sealed])
        self.box.spend(*cards)
        return [
            Session(card=card, sealed=one, marks=chosen)
            for (card, _), one, chosen in zip(voters, sealed, marks, strict=True)
        ]

    def cast(self, sessions: Sequence[Session]) -> list[Receipt]:
        """Puts ballots into the box; when it returns they are on every medium."""
        self.box.cast([(one.sealed.ballot, one.card.public) for one in sessions])
        return [self._receipt(Status.CAST, one) for one in sessions]

    def challenge(self, session: Session) -> Receipt:
        """Puts a ballot to the test: it will be opened for everybody, and never counts."""
        opening = Opening(ballot=session.sealed.ballot, seed=session.sealed.seed, marks=session.marks)
        self.box.challenge(opening, session.card.public)
        return self._receipt(Status.TESTED, session)

    def _marks(self, codes: Sequence[Sequence[str]]) -> Marks:
        contests = self.definition.contests
        if len(codes) != len(contests):
            raise RefusedError(
                f"{_many(len(codes), 'answer')} for {_many(len(contests), 'contest')}",
                hint="--choose once for each contest, in their order; 'blank' for a blank one",
            )
        return tuple(
            choices_for(self.definition, ContestId(contest.id), typed)
            for contest, typed in zip(contests, codes, strict=True)
        )

    def _check(self, ballots: Sequence[bytes]) -> None:
        for report in self.election.check(ballots, [1] * len(ballots), None):
            for fault in report.faults:
                raise RefusedError(f"the ballot does not verify: {fault.detail} [{fault.code}]")

    def _receipt(self, status: Status, session: Session) -> Receipt:
        line = sign_receipt(self.machine.identity, status, self.election.uuid, session.tracker)
        return Receipt(
            status=status, tracker=session.tracker, short_code=session.sealed.short_code, line=line
        )


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
