"""What a voter's receipt says, held against the record. Spec: ``spec/receipt.md``.

It is about one ballot; whether the record verifies, ``shora verify`` says. A ballot is found by its hash,
so an archive with this tracker has this very ballot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shora.ballot.opening import Opening, check_opening, decode_openings
from shora.ballot.receipt import Receipt, ReceiptVerdict, Status, check_receipt, read_receipt
from shora.ballot.tracker import tracker_of
from shora.box.archive_read import ArchiveIndex, open_archive
from shora.box.events import BoxPhase
from shora.cards.classes import STUB
from shora.crypto.election import BoxElection
from shora.election.codes import choices_for
from shora.election.station import BoxKind
from shora.errors import InputError
from shora.ids import BoxId, PublicCredential
from shora.record.city import City, read_city
from shora.record.day import Decision, Ended
from shora.record.layout import Layout
from shora.record.orders import Order, OrderKind, order_signers, orders_of
from shora.record.read import BoxInfo, open_record, read_file
from shora.text.json import field, parse
from shora.verification.v05_ballots import BATCH_BYTES

Marks = tuple[tuple[int, ...], ...]
SHORT = STUB
"""Characters of a stub's short form; a stub may be given in more, up to all 64."""


class Answer(StrEnum):
    """What a receipt is worth."""

    HOLDS = "holds"
    """Everything is where it says."""
    NOT_YET = "not yet"
    """The box has not published so much that it could be there."""
    NOT_ACCEPTED = "not accepted"
    """A provisional ballot that two offices decided not to count; their decision has the reason."""
    FORGED = "forged"
    """The box did not sign it; it proves nothing."""
    AGAINST_THE_BOX = "evidence against the box"
    """The box signed it, and it is not so."""
    OTHER_CARD = "another card"
    """The ballot is there, of another card than the stub: two voters have one ballot, or the stub is wrong."""
    OTHER_CHOICES = "other choices"
    """The tested ballot opens to other choices than the voter remembers."""
    NOT_COUNTED = "not counted"
    """The ballot is there, and does not count: of a rehearsal box, or of one that was annulled."""
    BOX_MISSING = "box missing"
    """The box signed it, and is missing by order: the receipt is evidence that somebody voted there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """``kind`` is the box's; ``choices`` are what a tested ballot opens to, by contest: its name, and candidates."""

    answer: Answer
    receipt: Receipt
    box: str
    sentence: str
    kind: BoxKind = BoxKind.REGULAR
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return self.answer is Answer.HOLDS


def check_against(
    layout: Layout, line: str, *, stub: str = "", choices: Sequence[Sequence[str]] | None = None
) -> Checked:
    """Looks for a receipt's ballot; ``stub`` is empty where it is not given, ``choices`` are codes for each contest.

    :class:`InputError` for a line that is no receipt, for a box that the record lacks, a stub that is
    none, and codes that the definition lacks.
    """
    receipt = read_receipt(line.strip())
    stub = digits_of_stub(stub)
    city = read_city(layout)
    info = next((info for info in city.boxes if info.uuid == receipt.uuid), None)
    if info is None:
        raise InputError(
            f"no box of this record has the uuid {receipt.uuid}",
            place="receipt",
            hint="is it of another election?",
        )
    if check_receipt(receipt, info.key) is ReceiptVerdict.FORGED:
        sentence = f"box {info.box} has not signed this line; mistyped or made up, it proves nothing"
        checked = Checked(answer=Answer.FORGED, receipt=receipt, box=info.box, sentence=sentence)
    else:
        orders = signed_orders(layout, city)
        gone = next((o for o in orders if o.box == info.box and o.order is OrderKind.MISSING), None)
        if gone is None:
            checked = _counts(_look(layout, city, info, receipt, stub, choices), city, orders)
        else:
            sentence = (
                f"box {info.box} is missing by order {gone.number} ({gone.reason}): "
                "keep this receipt, it is evidence that you voted there"
            )
            checked = Checked(answer=Answer.BOX_MISSING, receipt=receipt, box=info.box, sentence=sentence)
    return replace(checked, kind=kind_of(city, info))


def kind_of(city: City, info: BoxInfo) -> BoxKind:
    """What a box is for; one that the definition lacks is taken for a regular one."""
    return next((box.kind for box in city.definition.boxes if box.id == info.box), BoxKind.REGULAR)


def signed_orders(layout: Layout, city: City) -> tuple[Order, ...]:
    """The orders of a record under which both signatures stand; others are none."""
    wanted = order_signers(city.definition)
    return tuple(one.value for one in orders_of(open_record(layout.root)).signed if not one.faults(wanted))


def why_not_counted(city: City, info: BoxInfo, orders: Sequence[Order]) -> str:
    """Why no ballot of a box counts, whatever is in its archive; empty where it does."""
    if kind_of(city, info) is BoxKind.REHEARSAL:
        return f"box {info.box} is a rehearsal box, whose ballots never count"
    order = next((one for one in orders if one.box == info.box and one.order is OrderKind.ANNULLED), None)
    return "" if order is None else f"order {order.number}, {order.reason}"


def _counts(checked: Checked, city: City, orders: Sequence[Order]) -> Checked:
    """A cast ballot that is where it must be, and does not count."""
    why = why_not_counted(city, city.info(BoxId(checked.box)), orders)
    if not why or not checked.holds or checked.receipt.status is not Status.CAST:
        return checked
    return replace(checked, answer=Answer.NOT_COUNTED, sentence=f"not counted: {why}; {checked.sentence}")


def _look(
    layout: Layout,
    city: City,
    info: BoxInfo,
    receipt: Receipt,
    stub: str,
    choices: Sequence[Sequence[str]] | None,
) -> Checked:
    openings = _openings(layout, info)
    tested = next((one for one in openings or () if one.tracker == receipt.tracker), None)
    cast, ended = _in_archive(layout, info, receipt)
    if receipt.status is Status.CAST:
        waiting = None if cast is not None else _provisional(layout, info, receipt)
        if waiting is not None:
            return waiting
        return _cast(info, receipt, cast, tested, stub, ended=ended)
    checked = _tested(city, info, receipt, cast, tested, choices, closed=openings is not None)
    if tested is None or not stub or checked.answer is Answer.AGAINST_THE_BOX:
        return checked
    card = _card_of(tested.ballot)
    if card.startswith(stub):
        return checked
    sentence = f"the tested ballot is of the card {card[:SHORT]}, and the stub shows {stub[:SHORT]}"
    return replace(checked, answer=Answer.OTHER_CARD, sentence=sentence)


def digits_of_stub(text: str) -> str:
    """What was typed from a stub, in its one form; empty where nothing was."""
    digits = text.strip().lower()
    if digits and (not SHORT <= len(digits) <= 64 or set(digits) - set("0123456789abcdef")):
        raise InputError(f"a stub shows {SHORT} characters to type, or 64", place="--stub")
    return digits


def _openings(layout: Layout, info: BoxInfo) -> tuple[Opening, ...] | None:
    """The published challenges of a box; ``None`` before its minutes."""
    path = layout.challenges(info.box)
    if not path.exists():
        return None
    return decode_openings(read_file(path), layout.relative(path))


def _in_archive(layout: Layout, info: BoxInfo, receipt: Receipt) -> tuple[PublicCredential | None, bool]:
    """The credential of the ballot with the receipt's tracker, if it is there; and whether the box has ended."""
    path = layout.archive(info.box, info.uuid)
    if not path.exists():
        return None, False
    with open_archive(path) as archive:
        return _find(archive, receipt), archive.phase not in {BoxPhase.EMPTY, BoxPhase.OPEN}


def _find(archive: ArchiveIndex, receipt: Receipt) -> PublicCredential | None:
    for batch in archive.iter_ballots(BATCH_BYTES):
        for stored in batch:
            if tracker_of(stored.data) == receipt.tracker:
                return _card_of(stored.data)
    return None


def _card_of(ballot: bytes) -> PublicCredential:
    return PublicCredential(field(parse(ballot, place="ballot"), "credential", str, "ballot"))


def _provisional(layout: Layout, info: BoxInfo, receipt: Receipt) -> Checked | None:
    """Of a sealed ballot that is not in the archive: why. ``None`` where it was never sealed."""

    def say(answer: Answer, sentence: str) -> Checked:
        return Checked(answer=answer, receipt=receipt, box=info.box, sentence=sentence)

    if not layout.ended(info.box).exists():
        return None
    ended = Ended.decode(read_file(layout.ended(info.box)), layout.relative(layout.ended(info.box)))
    card = next((one.credential for one in ended.bundle or () if one.tracker == receipt.tracker), None)
    if card is None:
        return None
    path = layout.decision(info.box)
    if not path.exists():
        return say(Answer.NOT_YET, f"the ballot is sealed in box {info.box}, and not decided about yet")
    decision = Decision.decode(read_file(path), layout.relative(path))
    for one in decision.rejected:
        if one.credential == card:
            sentence = f"the sealed ballot was not accepted: {one.reason}"
            return say(Answer.NOT_ACCEPTED, sentence)
    return None


def _tested(
    city: City,
    info: BoxInfo,
    receipt: Receipt,
    cast: PublicCredential | None,
    tested: Opening | None,
    choices: Sequence[Sequence[str]] | None,
    *,
    closed: bool,
) -> Checked:
    shown: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def say(answer: Answer, sentence: str) -> Checked:
        return Checked(answer=answer, receipt=receipt, box=info.box, sentence=sentence, choices=shown)

    if cast is not None:
        sentence = f"box {info.box} signed that this ballot was only tested, and its archive counts it"
        return say(Answer.AGAINST_THE_BOX, sentence)
    if tested is None and not closed:
        return say(Answer.NOT_YET, f"box {info.box} has not published its tested ballots yet")
    if tested is None:
        sentence = f"box {info.box} signed that this ballot was tested, and has not opened it"
        return say(Answer.AGAINST_THE_BOX, sentence)
    with open_archive(city.layout.archive(info.box, info.uuid)) as archive:
        election = BoxElection(archive.read(archive.setup.election))
    try:
        faults = [fault.detail for fault in check_opening(election, tested)]
    except InputError as error:
        faults = [error.message]
    if faults:
        sentence = f"box {info.box} has opened this ballot, and the opening does not hold: {faults[0]}"
        return say(Answer.AGAINST_THE_BOX, sentence)
    shown = _names(city, tested.marks)
    if choices is not None and _marks(city, choices) != tested.marks:
        return say(Answer.OTHER_CHOICES, "the ballot opens to other choices than these")
    where = "among the tested ballots, opens as it must, and is not counted"
    return say(Answer.HOLDS, f"the ballot of box {info.box} is {where}")


def _names(city: City, marks: Marks) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Contests with the names of the marked candidates."""
    return tuple(
        (
            contest.name.both,
            tuple(f"{c.code} {c.name}" for c, mark in zip(contest.candidates, row, strict=False) if mark),
        )
        for contest, row in zip(city.definition.contests, marks, strict=False)
    )


def _marks(city: City, choices: Sequence[Sequence[str]]) -> Marks:
    contests = city.definition.contests
    if len(choices) != len(contests):
        raise InputError(
            f"{len(choices)} answers for {len(contests)} contests", hint="--choices once for each contest"
        )
    pairs = zip(contests, choices, strict=True)
    return tuple(choices_for(city.definition, contest.id, codes) for contest, codes in pairs)


def _cast(
    info: BoxInfo,
    receipt: Receipt,
    cast: PublicCredential | None,
    tested: Opening | None,
    stub: str,
    *,
    ended: bool,
) -> Checked:
    def say(answer: Answer, sentence: str) -> Checked:
        return Checked(answer=answer, receipt=receipt, box=info.box, sentence=sentence)

    if tested is not None:
        sentence = f"box {info.box} signed that this ballot was cast, and has opened it for everybody"
        return say(Answer.AGAINST_THE_BOX, sentence)
    if cast is None and not ended:
        sentence = f"box {info.box} has not ended yet; look again after its closing"
        return say(Answer.NOT_YET, sentence)
    if cast is None:
        sentence = f"box {info.box} signed that this ballot was cast, and its archive does not have it"
        return say(Answer.AGAINST_THE_BOX, sentence)
    if stub and not cast.startswith(stub):
        sentence = (
            f"the ballot in box {info.box} has the card {cast[:SHORT]}, and the stub shows {stub[:SHORT]}: "
            "whoever has the other stub was given the same ballot"
        )
        return say(Answer.OTHER_CARD, sentence)
    what = "with the card of the stub" if stub else "(give --stub to see that it is of your own card)"
    return say(Answer.HOLDS, f"the ballot is in the archive of box {info.box}, {what}")
