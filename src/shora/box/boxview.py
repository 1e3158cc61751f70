"""What a box says about itself: where it stands, its cards, its openings. Nothing here changes anything."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from shora.ballot.opening import Opening
from shora.box.classes import CardState
from shora.box.copies import Contents, Copies
from shora.box.events import BoxPhase
from shora.box.facts import Incident, StatementKind
from shora.box.where import DayPhase, Where, phase_of
from shora.disk import Disk
from shora.errors import RefusedError
from shora.ids import Hash, PublicCredential, Uuid


class BoxView:
    """A box that is open, to be looked at. Use it in a ``with`` statement, or close it."""

    def __init__(self, copies: Copies, contents: Contents, disk: Disk) -> None:
        self._copies = copies
        self._contents = contents
        self._disk = disk
        self._sessions: set[PublicCredential] = set()
        self._usable = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every file and give up the locks. A second time does nothing."""
        self._copies.close()
        self._usable = False

    @property
    def uuid(self) -> Uuid:
        """The box's own election."""
        return self._contents.facts.uuid

    @property
    def archive(self) -> Path:
        """The archive on the first medium in use: to read, never to write."""
        return self._copies.active[0].path

    def where(self) -> Where:
        """Where the box stands."""
        first, facts = self._copies.active[0], self._contents.facts
        state = first.archive.state
        return Where(
            phase=phase_of(facts, state.phase),
            taken=state.ballots + len(self._contents.waiting),
            challenged=len(self._contents.challenged),
            cards=len(self._contents.numbers),
            setup=first.holdings.chain.events[0],
            head=first.archive.checkpoint.head,
            timestamp=first.archive.timestamp,
            copies=tuple(medium.folder for medium in self._copies.active),
            lost=tuple(self._copies.lost),
        )

    def classes(self) -> Mapping[PublicCredential, CardState]:
        """The class of every credential of the box, in their order."""
        return dict(zip(self._contents.numbers, self._contents.letters, strict=True))

    def challenges(self) -> tuple[Opening, ...]:
        """The openings, by tracker; :class:`RefusedError` before the end."""
        if self._phase in {DayPhase.SET_UP, DayPhase.OPEN}:
            raise RefusedError("challenges are published after the end", place=f"box {self.uuid}")
        openings = (Opening.decode(body, "opening") for body in self._contents.challenged.values())
        return tuple(sorted(openings, key=lambda one: one.tracker))

    def incidents(self) -> tuple[Incident, ...]:
        """What was noted for the minutes, sorted."""
        return self._contents.facts.incidents

    def statements(self) -> Mapping[StatementKind, Hash]:
        """The hashes of the statements noted so far."""
        return dict(self._contents.facts.statements)

    @property
    def _archive_phase(self) -> BoxPhase:
        return self._copies.active[0].archive.phase

    @property
    def _phase(self) -> DayPhase:
        return phase_of(self._contents.facts, self._archive_phase)
