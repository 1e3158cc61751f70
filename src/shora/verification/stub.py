"""What became of the card of a stub, as the public record has it. Spec: ``spec/receipt.md``.

For a voter without a receipt's line: who left without a decision sees whether the card was used all the
same. It says what is recorded; whether the record verifies, ``shora verify`` says.
"""

from dataclasses import dataclass
from typing import Final

from shora.ballot.tracker import tracker_of
from shora.box.archive_read import open_archive
from shora.cards.classes import LISTED, CardClass
from shora.election.station import BoxKind
from shora.errors import InputError
from shora.ids import PublicCredential
from shora.record.city import read_city
from shora.record.day import Closing, Ended, decode_closing
from shora.record.layout import Layout
from shora.record.orders import OrderKind
from shora.record.read import BoxInfo, read_file
from shora.text.json import field, parse
from shora.verification.receipt import digits_of_stub, kind_of, signed_orders, why_not_counted
from shora.verification.v05_ballots import BATCH_BYTES

NOT_YET: Final = "not yet"
SEALED: Final = "sealed"
MISSING: Final = "box missing"

_MEANS: Final = {
    CardClass.CHALLENGED: "its ballot was only tested, is opened for everybody, and is not counted",
    CardClass.ABANDONED: "it was spent without a decision, and nothing of it is counted",
    CardClass.SPOILED: "it was taken back at the desk before there was a ballot",
    CardClass.PROVISIONAL: "its sealed ballot was not accepted, and is not counted",
    CardClass.UNUSED: "nobody voted with it; it was left over and made void",
    CardClass.LOST: "it was not found when the cards were counted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """``name`` is a class of the minutes, ``sealed``, ``not yet`` or ``box missing``."""

    card: PublicCredential
    box: str
    kind: BoxKind
    name: str
    sentence: str

    @property
    def is_known(self) -> bool:
        """Whether the record says what became of it."""
        return self.name not in (NOT_YET, SEALED, MISSING)


def fate_of(layout: Layout, stub: str) -> Fate:
    """The fate of the card whose stub shows ``stub``, 8 to 64 digits.

    :class:`InputError` where no card begins with it, and where more than one does.
    """
    digits = digits_of_stub(stub)
    city = read_city(layout)
    found = [(info, card) for info in city.boxes for card in info.cards if digits and card.startswith(digits)]
    if not found:
        raise InputError("no card of this record has this stub", place="--stub")
    if len(found) > 1:
        raise InputError(
            f"{len(found)} cards begin with these digits", place="--stub",
            hint="give more of the 64 digits: they are in the stub's QR code",
        )  # fmt: skip
    info, card = found[0]
    orders = signed_orders(layout, city)
    gone = next((o for o in orders if o.box == info.box and o.order is OrderKind.MISSING), None)
    if gone is not None:
        name, sentence = MISSING, f"box {info.box} is missing by order {gone.number} ({gone.reason})"
    else:
        name, sentence = _recorded(layout, info, card, why_not_counted(city, info, orders))
    return Fate(card=card, box=info.box, kind=kind_of(city, info), name=name, sentence=sentence)


def _recorded(layout: Layout, info: BoxInfo, card: PublicCredential, why: str) -> tuple[str, str]:
    tracker = _cast(layout, info, card)
    if tracker:
        counts = (
            f"not counted: {why}" if why else "if you did not cast one, say so: somebody voted with your card"
        )
        return (
            CardClass.CAST,
            f"a ballot of this card is in the archive, with the tracker {tracker}; {counts}",
        )
    path = layout.closing(info.box)
    if path.exists():
        closing = decode_closing(read_file(path), layout.relative(path)).value
        classes = closing.classes
        for name in LISTED:
            if card in classes.get(name, ()):
                return name, _MEANS[name]
        what = "minutes" if isinstance(closing, Closing) else "statement"
        raise InputError(f"the {what} of box {info.box} do not say what became of this card", place=str(path))
    path = layout.ended(info.box)
    if path.exists():
        ended = Ended.decode(read_file(path), layout.relative(path))
        if any(one.credential == card for one in ended.bundle or ()):
            return SEALED, f"its ballot is sealed in box {info.box}, and its minutes say what becomes of it"
    return NOT_YET, f"box {info.box} has no minutes yet; look again after its closing"


def _cast(layout: Layout, info: BoxInfo, card: PublicCredential) -> str:
    """The tracker of the card's ballot in the archive; empty where there is none."""
    path = layout.archive(info.box, info.uuid)
    if not path.exists():
        return ""
    with open_archive(path) as archive:
        for batch in archive.iter_ballots(BATCH_BYTES):
            for stored in batch:
                if field(parse(stored.data, place="ballot"), "credential", str, "ballot") == card:
                    return tracker_of(stored.data)
    return ""
