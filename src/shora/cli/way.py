"""The words of a box's day: define, open, checkin, vote, publish, close; and those that are not built yet."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import typer

from shora.box.machine import read_box_key, read_machine
from shora.cli.console import Screen, many, say_json
from shora.cli.signing import (
    SIGN,
    keep_waiting,
    say_box_waits,
    say_waiting,
    sign_as_officials,
    waiting_in,
    with_signatures,
)
from shora.clock import system_clock
from shora.election.definition import Definition
from shora.election.read import read_bytes
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, PublicCredential, StationId
from shora.record.city import read_city
from shora.record.day import CheckIns, Incident, Interval, checkin_signers
from shora.record.layout import Layout
from shora.record.write import Fixed, record_statement
from shora.steps import alone
from shora.steps import close as close_step
from shora.steps import define as define_step
from shora.steps import open as open_step
from shora.steps import publish as publish_step
from shora.steps import vote as vote_step
from shora.text.jalali import parse_moment
from shora.text.json import JsonInput

RECORD = typer.Argument(help="The record's folder.", metavar="RECORD")
MACHINE = typer.Option(..., "--machine", help="The box's own folder.", metavar="FOLDER")
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


def define(
    definition: Path = typer.Argument(help="The definition: a TOML or JSON file (spec/definition.md)."),
    out: Path = typer.Option(help="The record's folder; new or empty.", metavar="RECORD"),
    alone_: Path | None = typer.Option(
        None,
        "--alone",
        help="Make everybody's secrets here, in this new folder: for rehearsals and demonstrations.",
        metavar="SECRETS",
    ),
    trustees: Path | None = typer.Option(
        None, help="The folder that shora trustees finish wrote.", metavar="FOLDER"
    ),
    cards: Path | None = typer.Option(None, help="The folder that shora cards make wrote.", metavar="FOLDER"),
    box_key: list[Path] = typer.Option(
        [], help="What shora box setup wrote for a box. Repeat it for each box.", metavar="FILE"
    ),
    signatures: Path | None = typer.Option(
        None,
        help="What headquarters and supervision sign; written where it is not there yet.",
        metavar="FILE",
    ),
    sign: list[Path] = SIGN,
    *,
    json: bool = JSON,
) -> None:
    """Put together what trustees, card office and boxes have made, and begin the record.

    Exit 1 while signatures are missing: what waits for them is then in the file of --signatures.
    """
    parsed = read_bytes(definition.read_bytes(), place=str(definition))
    with Screen(quiet=json) as screen:
        screen.head("define", parsed.name.both)
        if alone_ is not None:
            if trustees or cards or box_key or signatures or sign:
                raise InputError("with --alone nobody else makes or signs anything", place="define")
            made = alone.define_alone(parsed, out, alone_ / "boxes", alone_, screen)
            boxes = [(pack.box, pack.uuid, len(pack.cards)) for pack in made.packs]
            screen.say(f"everybody's secrets are in {alone_}: for a rehearsal, not for an election")
        else:
            fixed = _assemble(parsed, trustees, cards, box_key)
            _sign_and_define(parsed, out, fixed, signatures, sign, json=json)
            boxes = [(info.box, info.uuid, len(info.cards)) for info in fixed.boxes]
        screen.say(f"{parsed.trustees.threshold} of {parsed.trustees.size} trustees hold the key together")
        cards_made = many(sum(cards for _, _, cards in boxes), "card")
        screen.say(f"{cards_made} for {many(len(boxes), 'box', 'boxes')}; record {out}")
    if json:
        listed: list[JsonInput] = [{"box": box, "uuid": uuid, "cards": count} for box, uuid, count in boxes]
        say_json({"election": parsed.id, "boxes": listed})


def _assemble(parsed: Definition, trustees: Path | None, cards: Path | None, keys: Sequence[Path]) -> Fixed:
    if trustees is None or cards is None or not keys:
        raise InputError(
            "who made the key, the cards and the boxes?",
            place="define",
            hint="--trustees FOLDER --cards FOLDER --box-key FILE …, or --alone SECRETS for a rehearsal",
        )
    made = define_step.Made(
        trustees=(trustees / "trustees.json").read_bytes(),
        ceremony=(trustees / "ceremony.json").read_bytes(),
        cards=(cards / "cards.json").read_bytes(),
        credentials={
            box.id: (cards / box.id / "credentials.json").read_bytes()
            for box in parsed.boxes
            if (cards / box.id / "credentials.json").is_file()
        },
        keys=_box_keys(parsed, keys),
    )
    return define_step.put_together(parsed, made)


def _box_keys(parsed: Definition, files: Sequence[Path]) -> dict[BoxId, str]:
    found: dict[BoxId, str] = {}
    for file in files:
        box, key = read_box_key(file.read_bytes(), str(file), election=parsed.id)
        parsed.box(box)
        if found.setdefault(box, key) != key:
            raise InputError(f"there are two keys of box {box}", place=str(file))
    return found


def _sign_and_define(
    parsed: Definition,
    out: Path,
    fixed: Fixed,
    signatures: Path | None,
    sign: Sequence[Path],
    *,
    json: bool,
) -> None:
    """Begins the record, or leaves the statement waiting for signatures and exits."""
    statement = record_statement(fixed)
    if signatures is not None:
        statement = waiting_in(signatures, statement, "the signatures of another record")
    statement = with_signatures(statement, sign, define_step.record_signers(parsed))
    missing = define_step.unsigned(fixed, statement, parsed)
    if missing and signatures is not None:
        keep_waiting(signatures, statement)
        if json:
            say_json({"election": parsed.id, "waiting": [*missing]})
        else:
            say_waiting(signatures, missing, "the same shora define once more")
        raise typer.Exit(1)
    if missing:
        raise RefusedError(
            f"the record is not signed by {' and '.join(missing)}",
            place="define",
            hint="--sign FILE for each; or --signatures FILE, which waits for them",
        )
    define_step.define(out, fixed, statement, parsed)


def open_(
    record: Path = RECORD,
    machine: Path = MACHINE,
    launch_code: str = typer.Option(
        "", help="The code that is read out in the morning; drawn where absent.", metavar="CODE"
    ),
    sign: list[Path] = SIGN,
    *,
    json: bool = JSON,
) -> None:
    """Open a ballot box: its archive begins, bound to the launch code; both officials sign the zero report."""
    layout, own = Layout(root=record), read_machine(machine)
    code = launch_code or open_step.launch_code_for(layout, own)
    opened = open_step.open_box(layout, own, code, system_clock)
    sign_as_officials(read_city(layout), own, "opening", sign)
    published = publish_step.publish_box(layout, own)
    if json:
        waiting: list[JsonInput] = [str(one) for one in published.waiting]
        say_json(
            {"box": opened.box, "uuid": opened.uuid, "launch_code": opened.launch_code, "waiting": waiting}
        )
        return
    typer.echo(f"box {opened.box}: {many(opened.cards, 'card')}, no ballot, launch code {opened.launch_code}")
    say_box_waits(record, own, published.waiting)


def checkin(
    record: Path = RECORD,
    station: str = typer.Option(..., help="The station, as the definition names it."),
    interval: list[str] = typer.Option(
        [],
        help="How many people since the interval before, with regular and with provisional cards. Repeat it.",
        metavar="MOMENT/REGULAR/PROVISIONAL",
    ),
    file: Path | None = typer.Option(
        None, help="The check-ins, as long as they are not signed; written where it is not there yet."
    ),
    sign: list[Path] = SIGN,
) -> None:
    """Enter how many people the inquiry service let vote at a station (the poll book itself comes later).

    Exit 1 while the signature is missing: the check-ins then wait in --file.
    """
    layout = Layout(root=record)
    city = read_city(layout)
    named = city.definition.station(StationId(station)).id
    intervals = tuple(_interval(text) for text in interval)
    statement = CheckIns(
        election=city.definition.id, station=named, record=city.record, intervals=intervals
    ).statement()
    CheckIns.of(statement, "check-ins")
    wanted = checkin_signers(city.definition)
    if file is not None:
        statement = waiting_in(file, statement, "other check-ins")
    statement = with_signatures(statement, sign, wanted)
    if file is not None:
        keep_waiting(file, statement)
    if not statement.signatures:
        if file is None:
            raise RefusedError(
                "check-ins are signed by the inquiry service", place="checkin",
                hint="--sign FILE, or --file FILE, which waits for it",
            )  # fmt: skip
        say_waiting(file, [wanted[0][0]], "the same shora checkin once more")
        raise typer.Exit(1)
    publish_step.publish_signed(statement, layout.checkins(named), wanted)
    came = sum(one.regular + one.provisional for one in intervals)
    typer.echo(f"station {named}: {many(came, 'person was', 'people were')} let vote")


def _interval(text: str) -> Interval:
    parts = text.rsplit("/", 2)
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts[1:]):
        raise InputError(
            f"{text!r} is no interval", place="--interval", hint="as 2026-06-19T20:00:00+03:30/412/0"
        )
    return Interval(until=parse_moment(parts[0]), regular=int(parts[1]), provisional=int(parts[2]))


def vote(
    record: Path = RECORD,
    machine: Path = MACHINE,
    card: str = typer.Option(help="The card's private part, or a file that holds it: @FILE.", metavar="CARD"),
    choose: list[str] = typer.Option(
        [],
        help="For each contest the codes, comma-separated; 'blank' for none. Repeat it for each contest.",
        metavar="CODES",
    ),
    challenge: bool = typer.Option(
        False, "--challenge", help="Do not cast the ballot: put it to the test. It is opened for everybody."
    ),
    *,
    json: bool = JSON,
) -> None:
    """Make one ballot with a card, show its tracker, and cast it, or put it to the test."""
    typed = Path(card[1:]).read_text(encoding="ascii", errors="replace") if card.startswith("@") else card
    codes = [
        [] if each == "blank" else [c.strip() for c in each.replace("،", ",").split(",")] for each in choose
    ]
    with vote_step.OpenBox(read_city(Layout(root=record)), read_machine(machine)) as box:
        session = box.prepare([(box.card(typed), codes)])[0]
        if not json:
            typer.echo(f"tracker  {session.tracker}\nshort    {session.sealed.short_code}")
        receipt = box.challenge(session) if challenge else box.cast([session])[0]
    if json:
        say_json(
            {
                "tracker": receipt.tracker,
                "short": receipt.short_code,
                "status": str(receipt.status).lower(),
                "receipt": receipt.line,
            }
        )
        return
    typer.echo(f"{receipt.status}\n{receipt.line}")


def publish(record: Path = RECORD, machine: Path = MACHINE, *, json: bool = JSON) -> None:
    """Put what a box has said into the record (the transparency log over it comes later)."""
    own = read_machine(machine)
    published = publish_step.publish_box(Layout(root=record), own)
    if json:
        entered: list[JsonInput] = [*published.entered]
        waiting: list[JsonInput] = [str(one) for one in published.waiting]
        say_json({"entered": entered, "waiting": waiting})
        return
    for name in published.entered:
        typer.echo(f"in the record: {name}")
    if not published.entered and not published.waiting:
        typer.echo(f"box {own.box} has said nothing yet")
    say_box_waits(record, own, published.waiting)


def close(
    record: Path = RECORD,
    machine: Path = MACHINE,
    lost: list[str] = typer.Option(
        [], help="The public part of a card that was not found. Repeat it.", metavar="CARD"
    ),
    incident: list[str] = typer.Option(
        [], help="What happened, for the minutes. Repeat it.", metavar="CODE/COUNT/TEXT"
    ),
    decision: Path | None = typer.Option(
        None, help="The signed decision about a provisional box (shora decide).", metavar="FILE"
    ),
    sign: list[Path] = SIGN,
    *,
    json: bool = JSON,
) -> None:
    """End the ballots of a box; once both officials have signed that, count the cards and write the minutes.

    Every left-over card is taken as scanned and void, but for those of --lost. Run it again after each signature.
    """
    layout, own = Layout(root=record), read_machine(machine)
    city = read_city(layout)
    incidents = [_incident(text) for text in incident]
    close_step.end_box(city, own, system_clock)
    if not own.has_said("closing"):
        sign_as_officials(city, own, "ended", sign)
    published = publish_step.publish_box(layout, own)
    if not any(one.name == "ended" for one in published.waiting):
        close_step.close_box(
            city,
            own,
            lost=[PublicCredential(card) for card in lost],
            incidents=incidents,
            decision=None if decision is None else decision.read_bytes(),
            clock=system_clock,
        )
        sign_as_officials(city, own, "closing", sign)
        published = publish_step.publish_box(layout, own)
        if not published.waiting:
            close_step.note_minutes(city, own)
    elif lost or incident or decision is not None:
        raise RefusedError(
            "cards are counted after both officials have signed the end of ballots",
            place=f"box {own.box}",
            hint=f"shora identity sign {own.statement_path('ended')}, then the same once more",
        )
    ended = own.said("ended").body
    if json:
        waiting: list[JsonInput] = [str(one) for one in published.waiting]
        say_json({"box": own.box, "ballots": ended["ballots"], "head": ended["head"], "waiting": waiting})
        return
    state = "has ended" if published.waiting else "is closed"
    ballots = ended["ballots"]
    typer.echo(f"box {own.box} {state}: {many(int(str(ballots)), 'ballot')}, head {ended['head']}")
    say_box_waits(record, own, published.waiting)


def _incident(text: str) -> Incident:
    code, _, rest = text.partition("/")
    count, _, sentence = rest.partition("/")
    digits = count.removeprefix("-")
    if not sentence or not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise InputError(
            f"{text!r} is no incident",
            place="--incident",
            hint="as check-ins-differ/-1/one person left without voting",
        )
    return Incident(code=code, count=int(count), text=sentence)


def _not_built(word: str, issue: str) -> NoReturn:
    typer.echo(f"shora {word}: not built yet ({issue})", err=True)
    raise typer.Exit(2)


def ready() -> None:
    """Evidence for each station, GO or NO-GO. Not built yet."""
    _not_built("ready", "it comes with readiness and coordination")


def audit() -> None:
    """Samples of independent evidence. Not built yet."""
    _not_built("audit", "it comes with the voters' slips")
