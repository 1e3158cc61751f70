"""``shora box``: a ballot box's own computer, at its set-up and when somebody asks where it stands."""

from pathlib import Path

import typer

from shora.box.machine import read_machine, set_up_machine
from shora.cli.console import say_json
from shora.clock import system_clock
from shora.disk import write_new
from shora.election.read import read_bytes
from shora.ids import BoxId
from shora.record.city import read_city
from shora.record.layout import Layout
from shora.steps.city import reopen
from shora.steps.close import never_opened

app = typer.Typer(help="A ballot box's own computer.", no_args_is_help=True, add_completion=False)

MACHINE = typer.Option(..., "--machine", help="The box's own folder.", metavar="FOLDER")
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


@app.command()
def setup(
    definition: Path = typer.Argument(help="The definition of the election."),
    box: str = typer.Option(..., "--box", help="The box, as the definition names it."),
    machine: Path = typer.Option(..., "--machine", help="The box's own folder; new.", metavar="FOLDER"),
    medium: list[Path] = typer.Option(
        [], help="Where the box keeps its ballots: the internal medium first, then each removable one."
    ),
    out: Path = typer.Option(help="Where the box's public key is written, for the headquarters."),
) -> None:
    """Make a box's key. Nothing of it leaves the machine but the public key."""
    parsed = read_bytes(definition.read_bytes(), place=str(definition))
    named = parsed.box(BoxId(box))
    media = medium or [machine / "internal", machine / "copy"]
    made = set_up_machine(machine, election=parsed.id, box=named.id, media=media)
    write_new(out, made.key_statement().encode())
    typer.echo(f"box {named.id} has its key: {made.key}\npublic part in {out}: give it to the headquarters")


@app.command()
def where(
    record: Path = typer.Argument(help="The record's folder.", metavar="RECORD"),
    machine: Path = MACHINE,
    *,
    json: bool = JSON,
) -> None:
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
                "print_again": [*reopened.finished, *reopened.tested],
            }
        )
        return
    typer.echo(
        f"{stands.phase}: {stands.taken} ballots, {stands.challenged} challenged, {stands.cards} cards, "
        f"{len(stands.copies)} copies"
    )
    for tracker in (*reopened.finished, *reopened.tested):
        typer.echo(f"print again: the receipt of {tracker} may lack its last line")


@app.command()
def unopened(
    record: Path = typer.Argument(help="The record's folder.", metavar="RECORD"),
    machine: Path = MACHINE,
    reason: str = typer.Option(..., help="Why it was not needed; public."),
) -> None:
    """State that a box was never opened; both officials sign it, then it is published."""
    folder = read_machine(machine)
    never_opened(read_city(Layout(root=record)), folder, reason=reason, lost=(), clock=system_clock)
    typer.echo(f"{folder.statement_path('closing')} waits for the signatures of both officials")
