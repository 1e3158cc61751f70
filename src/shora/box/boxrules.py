"""What a box may do, and when: the rules that stand before every change. One card, one outcome."""

from collections.abc import Iterator
from contextlib import contextmanager

from shora.box.boxview import BoxView
from shora.box.classes import REFUSALS, CardState
from shora.box.facts import Facts
from shora.box.slots import room_in
from shora.box.where import DayPhase
from shora.errors import DamagedError, RefusedError
from shora.ids import PublicCredential


class BoxRules(BoxView):
    """The checks, and the guard around everything that writes."""

    @contextmanager
    def _changing(self, *, lost_is_fine: bool = False) -> Iterator[None]:
        """Around what writes: if it does not come to its end, nobody knows what is on the media, and the box stops."""
        self._need_media(lost_is_fine=lost_is_fine)
        self._usable = False
        yield
        self._usable = True

    def _need_media(self, *, lost_is_fine: bool = False) -> None:
        if not self._usable:
            raise DamagedError(
                "the box changes nothing after a failure, or when it is closed",
                place=f"box {self.uuid}",
                hint="open it again",
            )
        if self._copies.lost and not lost_is_fine:
            raise RefusedError(
                f"a medium of the box is lost: {self._copies.lost[0].reason}",
                place=str(self._copies.lost[0].folder),
                hint="bring it back and open the box again; or two officials decide to go on without it",
            )

    def _change_facts(self, facts: Facts) -> None:
        with self._changing():
            self._copies.state(self._contents, facts)

    def _need(self, phase: DayPhase) -> None:
        if self._phase is not phase:
            raise RefusedError(
                f"the box is {self._phase}, and this needs one that is {phase}", place=f"box {self.uuid}"
            )

    def _card(self, credential: PublicCredential, *allowed: CardState) -> int:
        """The number of a card of this box in one of these classes; :class:`RefusedError` says why not."""
        place = f"card {credential[:8]}"
        number = self._contents.numbers.get(credential)
        if number is None:
            raise RefusedError("unknown card", place=place, hint="is it a card of another box?")
        letter = self._contents.letters[number]
        if letter not in allowed:
            raise RefusedError(REFUSALS[letter], place=place, hint="one card, one outcome")
        return number

    def _untouched(self, credential: PublicCredential) -> int:
        """The number of an untouched card, in an open box."""
        self._need(DayPhase.OPEN)
        if credential in self._sessions:
            raise RefusedError("the card is being used", place=f"card {credential[:8]}")
        return self._card(credential, CardState.UNTOUCHED)

    def _session(self, credential: PublicCredential) -> int:
        """The number of a card that may cast or challenge now: untouched, or spent by this object."""
        self._need(DayPhase.OPEN)
        spent = (CardState.ABANDONED,) if credential in self._sessions else ()
        return self._card(credential, CardState.UNTOUCHED, *spent)

    def _check_ballot(self, ballot: bytes, credential: PublicCredential) -> None:
        """That a ballot is one of this box and this card, and has room."""
        self._copies.active[0].archive.check_ballot(ballot, credential)
        if len(ballot) > room_in(self._contents.facts.waiting.size):
            raise RefusedError(
                f"a ballot of {len(ballot)} bytes is too large", place=f"card {credential[:8]}"
            )

    def _sealed(self) -> dict[PublicCredential, int]:
        """The slots of what waits, by card."""
        card_in = self._copies.active[0].card_in
        return {card_in(ballot): slot for slot, ballot in self._contents.waiting.items()}

    def _need_provisional_end(self) -> None:
        if not self._contents.facts.provisional:
            raise RefusedError("only a provisional box has a bundle", place=f"box {self.uuid}")
        self._need(DayPhase.ENDED)
