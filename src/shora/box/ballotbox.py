"""A ballot box in use: cards are spent, ballots are cast or opened, and nothing that was acknowledged is lost.

A box keeps everything on several media. What it says is done is durable on all of them: the ballot or opening first,
then the letter of its card, then the answer. Ballots wait in random slots and enter the archive in shuffled batches,
so neither time nor order is kept anywhere. Formats and crash order: ``spec/box-state.md``.

One program has a box at a time; objects are for one thread.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from shora.ballot.opening import Opening
from shora.ballot.tracker import tracker_of
from shora.box.boxrules import BoxRules
from shora.box.classes import CardState
from shora.box.copies import RANDOM, due_plan, plan_of
from shora.box.events import BoxPhase
from shora.box.facts import Incident, StatementKind
from shora.box.make import begin_copy, copy_all, finish_copy, has_state, need_fresh, new_id, uuid_of
from shora.box.medium import Attached, Medium
from shora.box.reopen import Reopened, reopen
from shora.box.setup import BoxSetup
from shora.box.slots import room_in
from shora.box.where import DayPhase, need_note
from shora.disk import SYSTEM, Disk
from shora.errors import DamagedError, RefusedError
from shora.ids import Hash, PublicCredential, Tracker, Uuid

__all__ = ["BallotBox", "Reopened"]


class BallotBox(BoxRules):
    """A box that is open. Use it in a ``with`` statement, or close it."""

    @classmethod
    def create(cls, media: Sequence[Path], setup: BoxSetup, *, disk: Disk = SYSTEM) -> Self:
        """Set up a box in folders that are empty or not there, the internal one first, and open it.

        :class:`RefusedError` if one of them has a box already. An interrupted set-up can be made again.
        """
        for folder in media:
            need_fresh(folder)
        ids = [new_id() for _ in media]
        facts = setup.facts(uuid_of(setup), ids)
        for folder, id in zip(media, ids, strict=True):
            begin_copy(folder, id, setup, facts, disk)
        for folder in media:
            finish_copy(folder, setup, facts, disk)
        box, _ = cls.open(media, uuid=facts.uuid, disk=disk)
        return box

    @classmethod
    def begun(cls, media: Sequence[Path]) -> bool:
        """Whether a box was set up on any of these media: then it is opened, not created."""
        return any(has_state(folder) for folder in media)

    @classmethod
    def open(cls, media: Sequence[Path], *, uuid: Uuid, disk: Disk = SYSTEM) -> tuple[Self, Reopened]:
        """Open a box and finish what was interrupted.

        Copies that cannot be used are in the report, and the box then only answers questions until
        :meth:`without` or until it is opened with all of them. :class:`DamagedError` if copies contradict each other or
        something acknowledged is on none of them, and nothing was changed; :class:`RefusedError` if another program
        has the box.
        """
        copies, contents, reopened = reopen(media, uuid, disk)
        return cls(copies, contents, disk), reopened

    # ── The voter's way ──

    def spend(self, *credentials: PublicCredential) -> None:
        """Spend untouched cards, durably: from here on their trackers may be shown.

        Their class is *abandoned* until they are cast or challenged by this same object.
        """
        numbers = [self._untouched(credential) for credential in credentials]
        with self._changing():
            self._copies.mark(self._contents, dict.fromkeys(numbers, CardState.ABANDONED))
        self._sessions.update(credentials)

    def cast(self, ballots: Sequence[tuple[bytes, PublicCredential]]) -> tuple[Tracker, ...]:
        """Take ballots, each of an untouched card or of one that :meth:`spend` has spent; their trackers.

        They are durable on every medium when this returns. A refusal takes none of them. Before they are taken,
        batches that are due enter the archive. In a provisional box they stay sealed.
        """
        numbers: dict[PublicCredential, int] = {}
        for ballot, credential in ballots:
            if credential in numbers:
                raise RefusedError("the card is there twice", place=f"card {credential[:8]}")
            numbers[credential] = self._session(credential)
            self._check_ballot(ballot, credential)
        letter = CardState.PROVISIONAL if self._contents.facts.provisional else CardState.CAST
        with self._changing():
            rest = list(ballots)
            while rest:
                plan = due_plan(self._contents)
                if plan is not None:
                    self._copies.carry_out(self._contents, plan)
                free = sorted(set(range(self._contents.facts.waiting.slots)) - self._contents.waiting.keys())
                now, rest = rest[: len(free)], rest[len(free) :]
                slots = RANDOM.sample(free, len(now))
                self._copies.fill(
                    self._contents, {slot: ballot for slot, (ballot, _) in zip(slots, now, strict=True)}
                )
                self._copies.mark(self._contents, {numbers[credential]: letter for _, credential in now})
        self._sessions.difference_update(numbers)
        return tuple(tracker_of(ballot) for ballot, _ in ballots)

    def challenge(self, opening: Opening, credential: PublicCredential) -> Tracker:
        """Take the opening of a ballot in place of the ballot; its tracker. The card is used up."""
        number = self._session(credential)
        self._check_ballot(opening.ballot, credential)
        room, body = self._contents.facts.challenged, opening.encode()
        free = sorted(set(range(room.slots)) - self._contents.challenged.keys())
        if not free or len(body) > room_in(room.size):
            raise RefusedError("there is no room for another challenge", hint="the ballot can be cast")
        slot = RANDOM.choice(free)
        with self._changing():
            self._copies.each(lambda medium: medium.challenged.write({slot: body}))
            self._contents.challenged[slot] = body
            self._copies.mark(self._contents, {number: CardState.CHALLENGED})
        self._sessions.discard(credential)
        return opening.tracker

    def abandon(self, credential: PublicCredential) -> None:
        """End a session without a decision. The card stays *abandoned*, and can do nothing any more."""
        if credential not in self._sessions:
            raise RefusedError("this card has no session", place=f"card {credential[:8]}")
        self._sessions.discard(credential)

    def spoil(self, credential: PublicCredential) -> None:
        """Take back an untouched card at the desk."""
        number = self._untouched(credential)
        with self._changing():
            self._copies.mark(self._contents, {number: CardState.SPOILED})

    # ── The box's day ──

    def note(self, kind: StatementKind, hash: Hash) -> None:
        """Note the hash of a signed statement, in the order of the day; the same again is fine."""
        facts = self._contents.facts
        if facts.statements.get(kind) == hash:
            return
        need_note(kind, facts, self._archive_phase)
        self._change_facts(facts.changed(statements=facts.statements | {kind: hash}))

    def incident(self, incident: Incident) -> None:
        """Note something for the minutes, until they are signed. The very same again is fine."""
        facts = self._contents.facts
        if incident in facts.incidents:
            return
        if self._phase is DayPhase.CLOSED:
            raise RefusedError("the minutes are signed", place=f"box {self.uuid}")
        self._change_facts(facts.changed(incidents=(*facts.incidents, incident)))

    def end(self) -> None:
        """No more ballots: the rest enters the archive in one batch, then EndBallots. A provisional box keeps them.

        A second time, before the minutes, does nothing.
        """
        if self._phase is DayPhase.ENDED:
            return
        self._need(DayPhase.OPEN)
        facts = self._contents.facts
        if facts.provisional:
            self._change_facts(facts.changed(ended=True))
        else:
            with self._changing():
                self._copies.carry_out(
                    self._contents, plan_of(sorted(self._contents.waiting), self._contents, end=True)
                )
        self._sessions.clear()

    def void(self, credentials: Sequence[PublicCredential]) -> None:
        """Mark untouched cards as *unused*, after the end: they were left over, and their void codes scanned."""
        self._need(DayPhase.ENDED)
        known = (CardState.UNTOUCHED, CardState.UNUSED)
        numbers = [self._card(credential, *known) for credential in credentials]
        with self._changing():
            self._copies.mark(self._contents, dict.fromkeys(numbers, CardState.UNUSED))

    def bundle(self) -> tuple[tuple[PublicCredential, Tracker], ...]:
        """The sealed ballots of a provisional box after its end: card and tracker, ascending."""
        self._need_provisional_end()
        return tuple(
            sorted((card, tracker_of(self._contents.waiting[slot])) for card, slot in self._sealed().items())
        )

    def accept(self, credentials: Sequence[PublicCredential]) -> None:
        """Bring exactly these ballots of the bundle into the archive, shuffled, and then EndBallots.

        The statement of the end has to be noted before, with the bundle in it. The others stay sealed. The same
        again is fine.
        """
        self._need_provisional_end()
        if StatementKind.ENDED not in self._contents.facts.statements:
            raise RefusedError("the bundle is signed first", hint="note the statement of the end")
        if self._archive_phase is not BoxPhase.OPEN:
            if set(credentials) == {
                card for card, letter in self.classes().items() if letter is CardState.CAST
            }:
                return
            raise RefusedError("other ballots were accepted already", place=f"box {self.uuid}")
        sealed = self._sealed()
        strange = [card for card in credentials if card not in sealed]
        if strange or len(set(credentials)) != len(credentials):
            raise RefusedError("accepted are ballots of the bundle, each once", place="provisional box")
        with self._changing():
            plan = plan_of([sealed[card] for card in credentials], self._contents, end=True)
            self._copies.carry_out(self._contents, plan)

    # ── Media ──

    def without(self, *, decided_by: tuple[str, str], reason: str) -> None:
        """Go on without the media that are lost: two officials decide it, and it enters the minutes.

        A medium that was left out never comes back; an empty one can be added.
        """
        facts, lost = self._contents.facts, self._copies.lost
        if not lost:
            raise RefusedError("no medium is lost", place=f"box {self.uuid}")
        if len(set(decided_by)) != 2 or not all(decided_by):
            raise RefusedError("two different officials decide it", place=f"box {self.uuid}")
        text = f"{reason}; decided by {decided_by[0]} and {decided_by[1]}"
        incident = Incident(code="medium-lost", count=len(lost), text=text)
        media = tuple(medium.id for medium in self._copies.active)
        with self._changing(lost_is_fine=True):
            self._copies.state(
                self._contents, facts.changed(media=media, incidents=(*facts.incidents, incident))
            )
        self._copies.lost.clear()

    def add_medium(self, folder: Path) -> None:
        """Make one more copy of everything in a folder that is empty or not there, and compare it."""
        need_fresh(folder)
        id, facts = new_id(), self._contents.facts
        with self._changing():
            copy_all(self._copies.active[0].folder, folder, id, facts, self._disk)
            medium = Medium(Attached.at(folder), facts, self._disk)
            try:
                if not medium.same_as(self._copies.active[0]):
                    raise DamagedError("the copy is not what was copied", place=str(folder))
                medium.begin()
                medium.state(facts.changed(media=(*facts.media, id)))
            except BaseException:
                medium.close()
                raise
            self._copies.active.append(medium)
            self._copies.state(self._contents, facts.changed(media=(*facts.media, id)))
