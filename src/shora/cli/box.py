"""``shora box``: a ballot box's own computer, at its set-up and when somebody asks where it stands."""

from pathlib import Path

import typer

from shora.box.machine import read_machine, set_up_machine
from shora.cli.console import many, say_json
from shora.cli.signing import SIGN, say_box_waits, sign_as_officials
from shora.clock import system_clock
from shora.disk import write_new
from shora.election.read import read_bytes
from shora.errors import RefusedError
from shora.ids import BoxId, PublicCredential
from shora.record.city import read_city
from shora.record.layout import Layout
from shora.steps.city import reopen
from shora.steps.close import never_opened
from shora.steps.publish import publish_box
from shora.text.json import JsonInput

app = typer.Typer(help="A ballot box's own computer.", no_args_is_help=True, add_completion=False)

RECORD = typer.Argument(help="The record's folder.", metavar="RECORD")
MACHINE = typer.Option(..., "--machine", help="The box's own folder.", metavar="FOLDER")
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


@app.command()
def setup(
    definition: Path = typer.Argument(help="The definition of the election."),
    box: str = typer.Option(..., "--box", help="The box, as the definition names it.", metavar="BOX"),
    machine: Path = typer.Option(..., "--machine", help="The box's own folder; new.", metavar="FOLDER"),
    out: Path = typer.Option(
        help="Where the box's public key is written, for the headquarters.", metavar="FILE"
    ),
    medium: list[Path] = typer.Option(
        [],
        help="Where the box keeps its ballots: the internal medium first, then each removable one. Repeat it; "
        "two folders in the box's own where absent.",
        metavar="FOLDER",
    ),
) -> None:
    """Make a box's key. Nothing of it leaves the machine but the public key."""
    parsed = read_bytes(definition.read_bytes(), place=str(definition))
    named = parsed.box(BoxId(box))
    if out.exists():
        raise RefusedError("it is already there", place=str(out), hint="name a new file")
    media = medium or [machine / "internal", machine / "copy"]
    made = set_up_machine(machine, election=parsed.id, box=named.id, media=media)
    write_new(out, made.key_statement().encode())
    typer.echo(f"box {named.id} has its key: {made.key}\npublic part in {out}: give it to the headquarters")


@app.command()
def where(record: Path = RECORD, machine: Path = MACHINE, *, json: bool = JSON) -> None:
    """Say where a box stands, and finish what an interruption left."""
    box, reopened = reopen(read_city(Layout(root=record)), read_machine(machine))
    with box:
        stands = box.where()
    if json:
        say_json(
            {
                "phase": str(stands.phase),
                "ballots": stands.taken,
                "challenged": stands.challenged,
                "cards": stands.cards,
                "copies": len(stands.copies),
                "lost": [lost.reason for lost in stands.lost],
                "print_again": [*reopened.finished, *reopened.tested],
            }
        )
        return
    typer.echo(
        f"{stands.phase}: {many(stands.taken, 'ballot')}, {stands.challenged} challenged, "
        f"{many(stands.cards, 'card')}, {many(len(stands.copies), 'copy', 'copies')}"
    )
    for lost in stands.lost:
        typer.echo(f"lost: {lost.folder}: {lost.reason}")
    for tracker in (*reopened.finished, *reopened.tested):
        typer.echo(f"print again: the receipt of {tracker} may lack its last line")


@app.command()
def unopened(
    record: Path = RECORD,
    machine: Path = MACHINE,
    reason: str = typer.Option(..., help="Why it was not needed; public."),
    lost: list[str] = typer.Option(
        [], help="The public part of a card that was not found. Repeat it.", metavar="CARD"
    ),
    sign: list[Path] = SIGN,
    *,
    json: bool = JSON,
) -> None:
    """State that a box was never opened; both officials sign it, and it enters the record."""
    layout, own = Layout(root=record), read_machine(machine)
    city = read_city(layout)
    cards = [PublicCredential(card) for card in lost]
    never_opened(city, own, reason=reason, lost=cards, clock=system_clock)
    sign_as_officials(city, own, "closing", sign)
    published = publish_box(layout, own)
    if json:
        waiting: list[JsonInput] = [str(one) for one in published.waiting]
        say_json({"box": own.box, "waiting": waiting})
        return
    typer.echo(f"box {own.box} was never opened: {reason}")
    say_box_waits(record, own, published.waiting)
