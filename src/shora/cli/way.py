"""The words that change an election: define, open, checkin, vote, publish, close, tally; and those not built yet."""

import secrets as random
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import typer

from shora.ballot.tracker import CROCKFORD
from shora.box.machine import Machine, read_box_key, read_machine
from shora.cli.console import Screen, say_json
from shora.cli.identity import open_identity
from shora.clock import system_clock
from shora.crypto.statement import decode_statement
from shora.disk import replace, write_new
from shora.election.definition import Definition
from shora.election.read import read_bytes
from shora.errors import InputError, RefusedError
from shora.ids import PublicCredential, StationId
from shora.record.city import read_city
from shora.record.day import CheckIns, Incident, Interval, checkin_signers
from shora.record.layout import Layout
from shora.record.write import Fixed, record_statement
from shora.steps import alone
from shora.steps import close as close_step
from shora.steps import define as define_step
from shora.steps import open as open_step
from shora.steps import publish as publish_step
from shora.steps import tally as tally_step
from shora.steps import vote as vote_step
from shora.text.jalali import parse_moment
from shora.text.json import JsonInput
from shora.trustees.keep import read_trustee

RECORD = typer.Argument(help="The record's folder.", metavar="RECORD")
MACHINE = typer.Option(..., "--machine", help="The box's own folder.", metavar="FOLDER")
SIGN = typer.Option([], "--sign", help="An identity file that signs at once. Repeat it.", metavar="FILE")
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


def define(
    definition: Path = typer.Argument(help="The definition: a TOML or JSON file (spec/definition.md)."),
    out: Path = typer.Option(help="The record's folder; new or empty."),
    alone_: Path | None = typer.Option(
        None,
        "--alone",
        help="Make everybody's secrets here, in this new folder: for rehearsals and demonstrations.",
    ),
    trustees: Path | None = typer.Option(None, help="The folder that shora trustees finish wrote."),
    cards: Path | None = typer.Option(None, help="The folder that shora cards make wrote."),
    box_key: list[Path] = typer.Option([], help="The public file of a box's set-up. Repeat it for each box."),
    signatures: Path | None = typer.Option(
        None, help="What headquarters and supervision sign; written where it is not there yet."
    ),
    sign: list[Path] = SIGN,
    *,
    json: bool = JSON,
) -> None:
    """Put together what trustees, card office and boxes have made, and begin the record."""
    parsed = read_bytes(definition.read_bytes(), place=str(definition))
    with Screen(quiet=json) as screen:
        screen.head("define", parsed.name.both)
        if alone_ is not None:
            made = alone.define_alone(parsed, out, alone_ / "boxes", alone_, screen)
            fixed_boxes = [(pack.box, pack.uuid, len(pack.cards)) for pack in made.packs]
            screen.say(f"everybody's secrets are in {alone_}: for a rehearsal, not for an election")
        else:
            fixed = _assemble(parsed, trustees, cards, box_key)
            if not _sign_and_define(parsed, out, fixed, signatures, sign, screen):
                raise typer.Exit(1)
            fixed_boxes = [(info.box, info.uuid, len(info.cards)) for info in fixed.boxes]
        screen.say(f"{parsed.trustees.threshold} of {parsed.trustees.size} trustees hold the key together")
        screen.say(
            f"{sum(cards for _, _, cards in fixed_boxes)} cards for {len(fixed_boxes)} boxes; record {out}"
        )
    if json:
        boxes: list[JsonInput] = [
            {"box": box, "uuid": uuid, "cards": count} for box, uuid, count in fixed_boxes
        ]
        say_json({"election": parsed.id, "boxes": boxes})


def _assemble(parsed: Definition, trustees: Path | None, cards: Path | None, keys: Sequence[Path]) -> Fixed:
    if trustees is None or cards is None or not keys:
        raise InputError(
            "who made the key, the cards and the boxes?",
            place="define",
            hint="--trustees DIR --cards DIR --box-key FILE …, or --alone FOLDER for a rehearsal",
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
        keys=dict(read_box_key(path.read_bytes(), str(path)) for path in keys),
    )
    return define_step.put_together(parsed, made)


def _sign_and_define(
    parsed: Definition, out: Path, fixed: Fixed, signatures: Path | None, sign: Sequence[Path], screen: Screen
) -> bool:
    """Whether the record could begin; otherwise the statement waits for signatures."""
    statement = record_statement(fixed)
    if signatures is not None and signatures.is_file():
        statement = decode_statement(signatures.read_bytes(), str(signatures), kind="record")
    for path in sign:
        statement = statement.signed(*open_identity(path, None))
    try:
        define_step.define(out, fixed, statement, parsed)
    except RefusedError as error:
        if signatures is None or out.exists():
            raise
        if signatures.exists():
            replace(signatures, statement.encode())
        else:
            write_new(signatures, statement.encode())
        screen.say(f"{signatures} waits: {error.message}")
        return False
    return True


def open_(
    record: Path = RECORD,
    machine: Path = MACHINE,
    launch_code: str = typer.Option("", help="The code that is read out in the morning; drawn where absent."),
    sign: list[Path] = SIGN,
    *,
    json: bool = JSON,
) -> None:
    """Open a ballot box: its archive begins, bound to the launch code; both officials sign the zero report."""
    code = launch_code or "-".join("".join(random.choice(CROCKFORD) for _ in range(4)) for _ in range(3))
    layout, own = Layout(root=record), read_machine(machine)
    opened = open_step.open_box(layout, own, code, system_clock)
    _sign(own, "opening", sign)
    published = publish_step.publish_box(layout, own)
    if json:
        waiting: list[JsonInput] = [*published.waiting]
        say_json(
            {"box": opened.box, "uuid": opened.uuid, "launch_code": opened.launch_code, "waiting": waiting}
        )
        return
    typer.echo(f"box {opened.box}: {opened.cards} cards, no ballot, launch code {opened.launch_code}")
    _say_waiting(own, published)


def checkin(
    record: Path = RECORD,
    station: str = typer.Option(..., help="The station."),
    interval: list[str] = typer.Option(
        [], help="MOMENT/REGULAR/PROVISIONAL: how many people since the interval before. Repeat it."
    ),
    sign: list[Path] = SIGN,
) -> None:
    """Enter how many people the inquiry service let vote at a station (the poll book itself comes later)."""
    layout = Layout(root=record)
    city = read_city(layout)
    named = city.definition.station(StationId(station)).id
    intervals = tuple(_interval(text) for text in interval)
    statement = CheckIns(election=city.definition.id, station=named, intervals=intervals).statement()
    for path in sign:
        statement = statement.signed(*open_identity(path, None))
    CheckIns.of(statement, "check-ins")
    publish_step.publish_signed(statement, layout.checkins(named), checkin_signers(city.definition))
    typer.echo(
        f"station {named}: {sum(one.regular + one.provisional for one in intervals)} people were let vote"
    )


def _interval(text: str) -> Interval:
    parts = text.rsplit("/", 2)
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts[1:]):
        raise InputError(f"{text!r} is no interval", hint="2026-06-19T20:00:00+03:30/412/0")
    return Interval(until=parse_moment(parts[0]), regular=int(parts[1]), provisional=int(parts[2]))


def vote(
    record: Path = RECORD,
    machine: Path = MACHINE,
    card: str = typer.Option(help="The card's private part, or a file that holds it: @FILE."),
    choose: list[str] = typer.Option(
        [], help="For each contest the codes, comma-separated; 'blank' for none. Repeat it for each contest."
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
        waiting: list[JsonInput] = [*published.waiting]
        say_json({"entered": entered, "waiting": waiting})
        return
    for name in published.entered:
        typer.echo(f"in the record: {name}")
    _say_waiting(own, published)


def close(
    record: Path = RECORD,
    machine: Path = MACHINE,
    lost: list[str] = typer.Option([], help="The public part of a card that was not found. Repeat it."),
    incident: list[str] = typer.Option([], help="CODE/COUNT/TEXT for the minutes. Repeat it."),
    decision: Path | None = typer.Option(None, help="The signed decision about a provisional box."),
    sign: list[Path] = SIGN,
    *,
    json: bool = JSON,
) -> None:
    """End the ballots of a box; once both officials have signed that, count the cards and write the minutes."""
    layout, own = Layout(root=record), read_machine(machine)
    city = read_city(layout)
    close_step.end_box(city, own, system_clock)
    _sign(own, "ended", sign)
    published = publish_step.publish_box(layout, own)
    if not published.waiting:
        if decision is not None:
            own.keep("decision", decision.read_bytes())
        close_step.close_box(
            city,
            own,
            lost=[PublicCredential(card) for card in lost],
            incidents=[_incident(text) for text in incident],
            decision=own.kept("decision") if own.has_kept("decision") else None,
            clock=system_clock,
        )
        _sign(own, "closing", sign)
        published = publish_step.publish_box(layout, own)
    ended = own.said("ended").body
    if json:
        waiting: list[JsonInput] = [*published.waiting]
        say_json({"box": own.box, "ballots": ended["ballots"], "head": ended["head"], "waiting": waiting})
        return
    typer.echo(f"box {own.box} has ended: {ended['ballots']} ballots, head {ended['head']}")
    _say_waiting(own, published)


def _incident(text: str) -> Incident:
    code, _, rest = text.partition("/")
    count, _, sentence = rest.partition("/")
    if not sentence or not count.lstrip("-").isdigit():
        raise InputError(
            f"{text!r} is no incident", hint="check-ins-differ/-1/one person left without voting"
        )
    return Incident(code=code, count=int(count), text=sentence)


def _sign(own: Machine, name: str, sign: Sequence[Path]) -> None:
    """Each identity signs what the box has said, once."""
    there = {one.by for one in own.said(name).signatures}
    for path in sign:
        signer, identity = open_identity(path, None)
        if signer not in there:
            own.add_signature(name, signer, identity)


def _say_waiting(own: Machine, published: publish_step.Published) -> None:
    for line in published.waiting:
        name = line.partition(":")[0]
        typer.echo(
            f"waits for signatures: {line}\n  shora identity sign {own.statement_path(name)} --identity FILE"
        )


def tally(
    record: Path = RECORD,
    alone_: Path | None = typer.Option(
        None, "--alone", help="The folder of shora define --alone: everything at once, with its trustees."
    ),
    trustee: list[str] = typer.Option([], help="With --alone: only these trustees take part. Repeat it."),
    prepare: bool = typer.Option(
        False, "--prepare", help="Verify, and put the encrypted tallies into the archives."
    ),
    decryption: list[Path] = typer.Option(
        [],
        help="What a trustee wrote with shora trustees decrypt. Repeat it, and results and totals are written.",
    ),
    rehearsal: bool = typer.Option(False, "--rehearsal", help="Open the rehearsal boxes, before the day."),
    *,
    json: bool = JSON,
) -> None:
    """Verify and sum every closed box, open the sums with the trustees, and write the city's totals."""
    if sum((alone_ is not None, prepare, bool(decryption))) != 1:
        raise InputError(
            "which part of the tally?",
            place="tally",
            hint="--prepare, then --decryption FILE …; or --alone FOLDER",
        )
    layout = Layout(root=record)
    with Screen(quiet=json) as screen:
        if prepare:
            screen.head("tally", "encrypted sums")
            ready = tally_step.prepare(layout, screen, rehearsal=rehearsal)
            units = [unit.name for unit in ready.plan.units]
            screen.say(f"the trustees open {len(units)} sums: {', '.join(units)[:400]}")
            if json:
                say_json({"units": [*units]})
            return
        if alone_ is not None:
            screen.head("tally", "everything in one process")
            done = tally_step.tally(layout, _keepers(layout, alone_, trustee), screen, rehearsal=rehearsal)
        else:
            screen.head("tally", f"{len(decryption)} decryptions")
            done = tally_step.combine(
                layout, [path.read_bytes() for path in decryption], screen, rehearsal=rehearsal
            )
        for one in done.excluded:
            screen.say(f"left out: {one}")
        for contest, totals in done.totals.items():
            screen.say(f"{contest}: {sum(person.votes for _, person in totals.people)} votes")
    if json:
        say_json(
            {
                "ballots": done.ballots,
                "contests": [*done.totals],
                "with_annulled": [*done.with_annulled],
                "excluded": [str(one) for one in done.excluded],
            }
        )


def _keepers(layout: Layout, secrets: Path, wanted: Sequence[str]) -> list[tally_step.TrusteeAtWork]:
    members = read_city(layout).definition.trustees.members
    for name in wanted:
        if name not in [member.id for member in members]:
            raise InputError(f"there is no trustee {name}", hint=", ".join(member.id for member in members))
    return [
        tally_step.TrusteeAtWork(
            identity=open_identity(alone.identity_file(secrets, f"trustee:{member.id}"), None)[1],
            share=read_trustee(alone.trustee_file(secrets, member.id)).share(),
            opened=None,
        )
        for member in members
        if not wanted or member.id in wanted
    ]


def _not_built(word: str, issue: str) -> NoReturn:
    typer.echo(f"shora {word}: not built yet ({issue})", err=True)
    raise typer.Exit(2)


def ready() -> None:
    """Evidence for each station, GO or NO-GO. Not built yet."""
    _not_built("ready", "it comes with readiness and coordination")


def audit() -> None:
    """Samples of independent evidence. Not built yet."""
    _not_built("audit", "it comes with the voters' slips")
