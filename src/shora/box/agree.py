"""What several copies of a box hold together: pure, values in and values out. Spec: ``spec/box-state.md``, "Opening".

- The archives are beginnings of each other; the longest counts.
- A ballot waits if any copy has it whole, and the archive does not have it. The same holds for openings.
- Of two letters of a card the stronger counts.
- What is whole and has no letter yet was not acknowledged, and is finished now.
- A letter whose ballot or opening is nowhere is damage: something acknowledged was lost.
- A card has one outcome.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from shora.ballot.opening import Opening
from shora.ballot.tracker import tracker_of
from shora.box.classes import CardState, stronger
from shora.box.events import BoxPhase
from shora.box.facts import Plan
from shora.box.holdings import Chain, Holdings, card_in
from shora.box.payloads import digest
from shora.box.slots import Slot, SlotKind
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import PublicCredential, Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the box is: ``letters`` by number of the card, ``waiting`` and ``challenged`` by number of the slot.

    ``finished`` and ``tested`` are trackers of ballots and openings that were whole and not acknowledged;
    ``torn`` counts slots that were not whole anywhere.
    """

    longest: Holdings
    letters: tuple[CardState, ...]
    waiting: Mapping[int, bytes]
    challenged: Mapping[int, bytes]
    plan: Plan | None
    finished: tuple[Tracker, ...]
    tested: tuple[Tracker, ...]
    torn: int


def agree(copies: Sequence[Holdings], *, provisional: bool) -> Agreed:
    """What copies hold together; :class:`DamagedError` where they contradict each other or something is lost."""
    longest = _longest(copies)
    chain = longest.chain
    archived = set(chain.ballots.values())
    waiting = _union([one.waiting for one in copies], lambda body: digest(body) not in archived)
    challenged = _union([one.challenged for one in copies], lambda _: True)
    plan = _plan(copies)
    if plan is not None and not {*plan.batch} <= archived | {digest(body) for body in waiting.values()}:
        raise DamagedError("a ballot of the batch that was being appended is nowhere")
    if chain.phase is BoxPhase.CLOSED and waiting and not provisional:
        raise DamagedError("ballots wait, and the archive says that there are no more")
    letters = _letters(copies)
    outcomes = {
        **dict.fromkeys(chain.ballots, CardState.CAST),
        **_cards(waiting, chain, CardState.PROVISIONAL if provisional else CardState.CAST),
        **_cards({slot: _ballot(body) for slot, body in challenged.items()}, chain, CardState.CHALLENGED),
    }
    if len(outcomes) != len(chain.ballots) + len(waiting) + len(challenged):
        raise DamagedError("a card has two outcomes")
    fresh = set()
    for number, card in enumerate(chain.credentials):
        found = outcomes.get(card, letters[number])
        if found is not letters[number]:
            _need_fits(letters[number], found, card)
            fresh.add(card)
        elif found in _NEED_CONTENT and card not in outcomes:
            raise DamagedError(
                f"the card is {found.name.lower()}, and its ballot is nowhere: it was acknowledged, and is lost",
                place=f"card {card[:8]}",
                hint="bring the other copies",
            )
        letters[number] = found
    openings = [_ballot(body) for body in challenged.values()]
    return Agreed(
        longest=longest,
        letters=tuple(letters),
        waiting=waiting,
        challenged=challenged,
        plan=plan,
        finished=tuple(sorted(_trackers(waiting.values(), chain, fresh))),
        tested=tuple(sorted(_trackers(openings, chain, fresh))),
        torn=_torn(copies, waiting, challenged),
    )


_NEED_CONTENT = {CardState.CAST, CardState.PROVISIONAL, CardState.CHALLENGED}


def _need_fits(letter: CardState, found: CardState, card: PublicCredential) -> None:
    """That a letter may become what was found: it is from before, or the ballot was accepted meanwhile."""
    if letter in {CardState.UNTOUCHED, CardState.ABANDONED}:
        return
    if (letter, found) == (CardState.PROVISIONAL, CardState.CAST):
        return
    raise DamagedError(
        f"the card has two outcomes: {letter.name.lower()} and {found.name.lower()}", place=f"card {card[:8]}"
    )


def _longest(copies: Sequence[Holdings]) -> Holdings:
    longest = max(copies, key=lambda one: len(one.chain.events))
    for one in copies:
        events = one.chain.events
        if longest.chain.events[: len(events)] != events or one.chain.timestamp != longest.chain.timestamp:
            raise DamagedError(
                f"its archive and that of {longest.folder} contradict each other",
                place=str(one.folder),
                hint="nothing was changed; keep both, and ask the headquarters",
            )
    if longest.chain.phase not in {BoxPhase.OPEN, BoxPhase.CLOSED}:
        raise RefusedError("the box is tallied: its day is over", place=str(longest.folder))
    return longest


def _plan(copies: Sequence[Holdings]) -> Plan | None:
    plans = [one.plan for one in copies if one.plan is not None]
    if any(plan != plans[0] for plan in plans):
        raise DamagedError("two media have different plans for the next batch")
    return plans[0] if plans else None


def _letters(copies: Sequence[Holdings]) -> list[CardState]:
    letters = list(copies[0].letters)
    for one in copies[1:]:
        try:
            letters = [stronger(first, second) for first, second in zip(letters, one.letters, strict=True)]
        except DamagedError as error:
            raise DamagedError(error.message, place=str(one.folder)) from None
    return letters


def _union(copies: Sequence[tuple[Slot, ...]], wanted: Callable[[bytes], bool]) -> dict[int, bytes]:
    """By slot, what any copy has whole; no slot has two things, and nothing is in two slots."""
    found: dict[int, bytes] = {}
    for number, slots in enumerate(zip_longest(*copies, fillvalue=Slot(kind=SlotKind.FREE, body=b""))):
        bodies = {slot.body for slot in slots if slot.kind is SlotKind.WHOLE and wanted(slot.body)}
        if len(bodies) > 1:
            raise DamagedError(f"slot {number} has two contents on two media")
        if bodies:
            found[number] = bodies.pop()
    if any(count > 1 for count in Counter(found.values()).values()):
        raise DamagedError("one thing lies in two slots")
    return found


def _cards(ballots: Mapping[int, bytes], chain: Chain, to: CardState) -> dict[PublicCredential, CardState]:
    known = set(chain.credentials)
    cards = [card_in(ballot, chain.prefix) for ballot in ballots.values()]
    if len(set(cards)) != len(cards) or not known.issuperset(cards):
        raise DamagedError("a card has two ballots, or is not of this box")
    return dict.fromkeys(cards, to)


def _ballot(opening: bytes) -> bytes:
    try:
        return Opening.decode(opening, "opening").ballot
    except InputError as error:
        raise DamagedError(f"an opening cannot be read: {error.message}") from None


def _trackers(ballots: Iterable[bytes], chain: Chain, fresh: set[PublicCredential]) -> Iterator[Tracker]:
    return (tracker_of(ballot) for ballot in ballots if card_in(ballot, chain.prefix) in fresh)


def _torn(copies: Sequence[Holdings], waiting: Mapping[int, bytes], challenged: Mapping[int, bytes]) -> int:
    numbers = {
        (name, number)
        for one in copies
        for name, slots, whole in (("w", one.waiting, waiting), ("c", one.challenged, challenged))
        for number, slot in enumerate(slots)
        if slot.kind is SlotKind.TORN and number not in whole
    }
    return len(numbers)
