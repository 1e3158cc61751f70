"""``shora cards``: the card office. It makes the cards, checks them, and prints them."""

from pathlib import Path

import typer

from shora.cards.office import Office, Published, check_office, make_cards, pack_of, read_office
from shora.cards.statement import SIGNER
from shora.cli.console import Screen, printable, say_json
from shora.cli.identity import PASSPHRASE, open_identity
from shora.disk import write_secret
from shora.documents.cards import card_sheet
from shora.election.read import read_bytes
from shora.errors import InputError
from shora.ids import BoxId
from shora.text.json import JsonInput
from shora.text.messages import language_of

app = typer.Typer(help="The card office: make, check and print tariff cards.", no_args_is_help=True)

OFFICE = typer.Option(help="The office's own folder. Secret: it holds the packs.")
OUT = typer.Option(help="The folder for what is published: cards.json and the credentials of each box.")
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


@app.command("make")
def make(
    definition: Path = typer.Argument(
        help="The definition: TOML, or the record's JSON (spec/definition.md)."
    ),
    office: Path = OFFICE,
    identity: Path = typer.Option(help="The card office's identity file."),
    out: Path = OUT,
    passphrase_file: Path | None = PASSPHRASE,
    *,
    json: bool = JSON,
) -> None:
    """Make the cards of every box. After an interruption, run it again: it goes on where it stopped."""
    if not definition.is_file():
        raise InputError("there is no such file", place=str(definition))
    parsed = read_bytes(definition.read_bytes(), place=str(definition))
    signer, key = open_identity(identity, passphrase_file)
    if signer != SIGNER:
        raise InputError(
            f"this is the identity of {signer}", place=str(identity), hint=f"{SIGNER} is asked for"
        )
    with Screen(quiet=json) as screen:
        screen.head("cards", parsed.name.both)
        screen.begin("tariff cards", sum(box.cards for box in parsed.boxes))
        made = make_cards(parsed, Office(root=office), Published(root=out), key, done=screen.done)
        screen.say(f"{sum(each.cards for each in made)} cards for {len(made)} boxes")
        screen.say(f"public: {out}; secret: {office}: keep them apart")
    if json:
        boxes: list[JsonInput] = [{"box": each.box, **each.to_json()} for each in made]
        say_json({"election": parsed.id, "boxes": boxes})


@app.command("check")
def check(office: Path = OFFICE, out: Path = OUT, *, json: bool = JSON) -> None:
    """Whether the packs give what is published: nothing missing, nothing twice. Exit 1 where they do not."""
    folder = Office(root=office)
    boxes = read_office(folder).boxes
    with Screen(quiet=json) as screen:
        screen.begin("tariff cards", sum(box.cards for box in boxes))
        faults = check_office(folder, Published(root=out), done=screen.done)
    if json:
        found: list[JsonInput] = [{"place": str(each.place), "detail": each.detail} for each in faults]
        say_json({"boxes": len(boxes), "faults": found})
    else:
        for each in faults:
            typer.echo(f"FAULT  {printable(str(each.place))}: {printable(each.detail)}")
        if not faults:
            cards = sum(box.cards for box in boxes)
            typer.echo(
                f"right: {cards} cards of {len(boxes)} boxes give what is published, none is there twice"
            )
    raise typer.Exit(1 if faults else 0)


@app.command("sheets")
def sheets(
    office: Path = OFFICE,
    box: str = typer.Option(help="The box, as the definition names it."),
    out: Path = typer.Option(help="The PDF. Secret: it shows the private parts."),
    language: str = typer.Option("fa", help="fa or en."),
) -> None:
    """Print the cards of a box as sheets, in an order that nobody knows."""
    folder = Office(root=office)
    definition = read_office(folder)
    pack = pack_of(folder, definition, BoxId(box))
    pdf = card_sheet(definition, pack.box, pack.shuffled(), language_of(language))
    write_secret(out, pdf)
    typer.echo(f"{len(pack.cards)} cards of box {box}: {out}. Print it, then destroy the file")
