"""Opening a box, after a good night or a crash: look at every copy, agree, then finish what had begun.

Nothing is written before all copies that can be read agree (:mod:`shora.box.agree`). Crash order of what is written
then: every archive is brought to the longest, noted as acknowledged, then slots, letters and facts become the same
everywhere, then a batch that had begun is finished. Each of these can stop anywhere and be done again. A copy that
fails here counts as lost; the others go on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shora.box.agree import Agreed, agree
from shora.box.archive_read import open_archive
from shora.box.copies import Contents, Copies, LostCopy
from shora.box.facts import Facts
from shora.box.medium import Attached, LockedError, Medium
from shora.box.slots import FREE, Slot, Slots
from shora.disk import Disk
from shora.errors import DamagedError, InputError, ShoraError
from shora.ids import Tracker, Uuid


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """What opening a box found and did, for its log.

    ``finished`` and ``tested`` are trackers of ballots and openings that were on a medium and not acknowledged: they
    count now, and their receipts may lack the last line. ``cut`` bytes and ``torn`` slots of unfinished writes were
    taken away; ``carried`` copies were behind; ``batch``: a batch was finished; ``lost`` copies cannot be used.
    """

    finished: tuple[Tracker, ...]
    tested: tuple[Tracker, ...]
    cut: int
    torn: int
    carried: tuple[Path, ...]
    batch: bool
    lost: tuple[LostCopy, ...]

    @property
    def quiet(self) -> bool:
        """Whether there was nothing to do."""
        return not (
            self.finished or self.tested or self.cut or self.torn or self.carried or self.batch or self.lost
        )


def reopen(media: Sequence[Path], uuid: Uuid, disk: Disk) -> tuple[Copies, Contents, Reopened]:
    """See the module. :class:`DamagedError`, :class:`RefusedError` or :class:`InputError`, and then nothing is held."""
    failed: dict[Path, ShoraError] = {}
    done = Reopened(finished=(), tested=(), cut=0, torn=0, carried=(), batch=False, lost=())
    while True:
        copies, facts = _attach(media, uuid, disk, failed)
        try:
            agreed = agree([medium.holdings for medium in copies.active], provisional=facts.provisional)
            cards = agreed.longest.chain.credentials
            contents = Contents(
                facts=facts,
                numbers={card: number for number, card in enumerate(cards)},
                letters=list(agreed.letters),
                waiting=dict(agreed.waiting),
                challenged=dict(agreed.challenged),
            )
            done = replace(
                done,
                finished=tuple(sorted({*done.finished, *agreed.finished})),
                tested=tuple(sorted({*done.tested, *agreed.tested})),
                torn=max(done.torn, agreed.torn),
                batch=done.batch or agreed.plan is not None,
                lost=tuple(copies.lost),
            )
            cut, carried = _settle(copies, contents, agreed)
        except ShoraError as error:
            copies.close()
            if copies.failed is None or len(copies.active) == 1:
                raise
            failed[copies.failed] = error
        except BaseException:
            copies.close()
            raise
        else:
            return copies, contents, replace(done, cut=cut, carried=carried)


def _attach(
    media: Sequence[Path], uuid: Uuid, disk: Disk, failed: Mapping[Path, ShoraError]
) -> tuple[Copies, Facts]:
    """Lock and read every copy that can be and did not fail; the facts are those of the highest revision."""
    if not media or len({path.resolve() for path in media}) != len(media):
        raise InputError("the media of a box are named, each once", place=f"box {uuid}")
    attached: list[Attached] = []
    errors = list(failed.items())
    active: list[Medium] = []
    try:
        for folder in (folder for folder in media if folder not in failed):
            try:
                attached.append(Attached.at(folder))
            except LockedError:
                raise
            except ShoraError as error:
                errors.append((folder, error))
        facts = _facts(attached, uuid, errors)
        for one in attached:
            try:
                if any(other.id == one.id for other in active):
                    raise DamagedError("this medium is a copy of another one", place=str(one.folder))
                active.append(_use(one, facts, disk))
            except ShoraError as error:
                one.close()
                errors.append((one.folder, error))
        if not active:
            raise errors[0][1]
        lost = [LostCopy(folder=folder, reason=str(error)) for folder, error in errors]
        away = len(facts.media) - len(active) - len(lost)
        lost += [LostCopy(folder=Path("?"), reason="a medium of this box was not named")] * away
        return Copies(active, lost), facts
    except BaseException:
        for medium in active:
            medium.close()
        for one in attached:
            one.close()
        raise


def _facts(attached: Sequence[Attached], uuid: Uuid, errors: Sequence[tuple[Path, ShoraError]]) -> Facts:
    known = [one.facts for one in attached if one.facts is not None and one.facts.uuid == uuid]
    if not known:
        raise errors[0][1] if errors else InputError(f"there is no box {uuid} on these media")
    newest = max(known, key=lambda facts: facts.revision)
    if any(facts != newest for facts in known if facts.revision == newest.revision):
        raise DamagedError(
            "two media say different things about the box, and neither is newer",
            place=f"box {uuid}",
            hint="nothing was changed; keep both, and ask the headquarters",
        )
    return newest


def _use(attached: Attached, facts: Facts, disk: Disk) -> Medium:
    """The copy, if it is one of this box and was not left out."""
    other = attached.facts is not None and attached.facts.uuid != facts.uuid
    if other or attached.id not in facts.media:
        raise DamagedError(
            "this medium belongs to another box" if other else "this medium was left out of the box",
            place=str(attached.folder),
            hint="add an empty one in its place",
        )
    return Medium(attached, facts, disk)


def _settle(copies: Copies, contents: Contents, agreed: Agreed) -> tuple[int, tuple[Path, ...]]:
    """Make every copy what was agreed. How many bytes were cut, and which copies were behind."""
    cuts: list[int] = []
    carried: list[Path] = []

    def catch_up(medium: Medium) -> None:
        if medium.catch_up(index):
            carried.append(medium.folder)

    copies.each(lambda medium: cuts.append(medium.begin()))
    noted = agreed.longest.chain.events
    if any(medium.archive.state.events < len(noted) for medium in copies.active):
        with open_archive(agreed.longest.folder / f"{contents.facts.uuid}.bel") as index:
            copies.each(catch_up)
    copies.each(lambda medium: _acknowledge(medium, len(noted)))
    copies.each(lambda medium: _same_slots(medium.waiting, medium.holdings.waiting, contents.waiting))
    copies.each(
        lambda medium: _same_slots(medium.challenged, medium.holdings.challenged, contents.challenged)
    )
    copies.each(
        lambda medium: medium.mark(
            {
                number: letter
                for number, letter in enumerate(contents.letters)
                if medium.holdings.letters[number] is not letter
            }
        )
    )
    copies.each(lambda medium: _same_facts(medium, contents.facts))
    if agreed.plan is not None:
        copies.carry_out(contents, agreed.plan)
    return sum(cuts), tuple(carried)


def _acknowledge(medium: Medium, events: int) -> None:
    if medium.holdings.checkpoint.events != events:
        medium.acknowledge()


def _same_slots(slots: Slots, there: Sequence[Slot], wanted: dict[int, bytes]) -> None:
    missing = {number: body for number, body in wanted.items() if there[number].body != body}
    free = [number for number, slot in enumerate(there) if slot != FREE and number not in wanted]
    slots.write(missing, free=free)


def _same_facts(medium: Medium, facts: Facts) -> None:
    if medium.stated != facts:
        medium.state(facts)
