"""Zero report and minutes, from their public statements. Spec: ``spec/day.md``.

Each function takes the bytes of the file, so that the hash on the paper is that of the file.
"""

from typing import Final

from shora.cards.classes import LISTED, CardClass
from shora.crypto.statement import Statement
from shora.documents.report import Report, Table, Writer, signers
from shora.election.definition import Definition
from shora.election.station import Box
from shora.errors import InputError
from shora.record.day import Closing, Incident, Opening, Unopened, decode_closing
from shora.record.stated import decode_signed
from shora.text.jalali import show_moment
from shora.text.messages import Language

_OPENING: Final = "opening.json"
_CLOSING: Final = "closing.json"


def zero_report(data: bytes, definition: Definition, language: Language) -> bytes:
    """The PDF of the zero report from ``opening.json``, which only zero ballots can have."""
    return zero_paper(data, definition, language).paper(language).pdf()


def minutes(data: bytes, definition: Definition, language: Language) -> bytes:
    """The PDF of the minutes from ``closing.json``, of a box that was opened or was not. No votes in it."""
    return minutes_paper(data, definition, language).paper(language).pdf()


def zero_paper(data: bytes, definition: Definition, language: Language) -> Report:
    """The zero report before it is printed."""
    read = decode_signed(Opening, data, _OPENING)
    opening = read.value
    box = _box(opening, definition, _OPENING)
    say = Writer(language)
    return Report(
        title=say.word("zero-title"),
        election=definition.name.show(language),
        subject=f"{say.word('box')} {box.id}",
        says=say.word("zero-says"),
        facts=(
            *say.place(definition, box),
            say.fact("at", show_moment(opening.at, language)),
            say.fact("ballots", say.word("zero")),
            say.fact("cards-made", opening.cards),
            say.code("launch-code", opening.launch_code),
            say.code("uuid", opening.uuid),
            say.code("setup", opening.setup),
            say.code("record", opening.record),
        ),
        tables=(),
        alerts=_differs(say, opening.cards, box),
        signings=say.officials(definition, box),
        file=f"boxes/{box.id}/{_OPENING}",
        data=data,
        signed_by=signers(read.statement),
    )


def minutes_paper(data: bytes, definition: Definition, language: Language) -> Report:
    """The minutes before they are printed."""
    read = decode_closing(data, _CLOSING)
    match read.value:
        case Closing() as closing:
            return _closing(closing, data, read.statement, definition, Writer(language))
        case Unopened() as unopened:
            return _unopened(unopened, data, read.statement, definition, Writer(language))


def _closing(
    closing: Closing, data: bytes, statement: Statement, definition: Definition, say: Writer
) -> Report:
    box = _box(closing, definition, _CLOSING)
    counts = {CardClass.CAST: closing.cast} | {name: len(closing.classes.get(name, ())) for name in LISTED}
    return Report(
        title=say.word("minutes-title"),
        election=definition.name.show(say.language),
        subject=f"{say.word('box')} {box.id}",
        says=say.word("minutes-says"),
        facts=(
            *say.place(definition, box),
            say.fact("at", show_moment(closing.at, say.language)),
            say.code("head", closing.head),
            say.code("ended", closing.ended),
            say.code("challenges", closing.challenges),
            say.code("uuid", closing.uuid),
        ),
        tables=(_classes(counts, say), _incidents(closing.incidents, say)),
        alerts=_differs(say, sum(counts.values()), box),
        signings=say.officials(definition, box),
        file=f"boxes/{box.id}/{_CLOSING}",
        data=data,
        signed_by=signers(statement),
    )


def _unopened(
    unopened: Unopened, data: bytes, statement: Statement, definition: Definition, say: Writer
) -> Report:
    box = _box(unopened, definition, _CLOSING)
    counts = {name: len(cards) for name, cards in unopened.classes.items()}
    return Report(
        title=say.word("unopened-title"),
        election=definition.name.show(say.language),
        subject=f"{say.word('box')} {box.id}",
        says=say.word("unopened-says"),
        facts=(
            *say.place(definition, box),
            say.fact("at", show_moment(unopened.at, say.language)),
            say.fact("reason", unopened.reason),
            say.code("uuid", unopened.uuid),
        ),
        tables=(_classes(counts, say),),
        alerts=_differs(say, sum(counts.values()), box),
        signings=say.officials(definition, box),
        file=f"boxes/{box.id}/{_CLOSING}",
        data=data,
        signed_by=signers(statement),
    )


def _box(stated: Opening | Closing | Unopened, definition: Definition, place: str) -> Box:
    if stated.election != definition.id:
        raise InputError(f"it is about the election {stated.election}", place=place)
    return definition.box(stated.box)


def _differs(say: Writer, cards: int, box: Box) -> tuple[str, ...]:
    """What to say where the cards are not as many as were made."""
    if cards == box.cards:
        return ()
    return (say.word("sum-differs", {"sum": cards, "cards": box.cards}),)


def _classes(counts: dict[CardClass, int], say: Writer) -> Table:
    return Table(
        title=say.word("cards-made"),
        head=(say.word("class"), say.word("count")),
        kinds=("text", "number"),
        rows=tuple((say.word(f"class-{name}"), say.show(number)) for name, number in counts.items()),
        last=(say.word("class-sum"), say.show(sum(counts.values()))),
    )


def _incidents(incidents: tuple[Incident, ...], say: Writer) -> Table:
    return Table(
        title=say.word("incidents"),
        head=(say.word("incident-code"), say.word("count"), say.word("incident-text")),
        kinds=("code", "number", "text"),
        rows=tuple((one.code, say.show(one.count), one.text) for one in incidents),
        empty=say.word("incidents-none"),
    )
