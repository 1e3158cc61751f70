"""``shora challenge check``: what a voter's receipt is worth, held against the public record."""

from pathlib import Path

import typer

from shora.cli.console import printable, say_json
from shora.errors import InputError
from shora.record.find import RecordFolder, locate
from shora.text.json import JsonInput
from shora.verification.receipt import SHORT, Answer, Checked, check_against
from shora.verification.stub import fate_of

app = typer.Typer(
    help="Cast or challenge: what a voter can check alone.", no_args_is_help=True, rich_markup_mode=None
)

_MARK = {
    Answer.HOLDS: "✓",
    Answer.NOT_YET: "·",
    Answer.NOT_ACCEPTED: "·",
    Answer.NOT_COUNTED: "·",
    Answer.BOX_MISSING: "!",
}
_EXIT = {Answer.HOLDS: 0, Answer.NOT_COUNTED: 3, Answer.BOX_MISSING: 4}
"""All other answers are 1."""


@app.callback()
def _challenge() -> None:
    """Keeps ``check`` a command of its own."""


@app.command()
def check(
    record: Path = typer.Argument(help="The record's folder."),
    *,
    receipt: str = typer.Option("", "--receipt", metavar="LINE", help="The receipt's last line, SHORA1:…"),
    stub: str = typer.Option("", "--stub", metavar="CODE", help="The stub's 8 characters, or all 64."),
    choices: list[str] = typer.Option(
        [],
        "--choices",
        metavar="CODES",
        help="What was typed, e.g. '11 12'; once for each contest; '' is blank.",
    ),
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Look for the ballot of a receipt; without one, for what became of the card of a stub.

    Exit 0 it holds, 1 it does not or not yet, 2 unusable input, 3 it is not counted, 4 the box is missing.
    """
    found = locate(record)
    if not isinstance(found, RecordFolder):
        raise InputError("a receipt is checked against a record", place=str(record))
    if not receipt:
        _check_stub(found, stub, choices, json=json)
        return
    typed = [codes.replace(",", " ").split() for codes in choices] if choices else None
    checked = check_against(found.layout, receipt, stub=stub, choices=typed)
    if json:
        say_json(_plain(checked))
    else:
        _show(checked)
    raise typer.Exit(_EXIT.get(checked.answer, 1))


def _check_stub(found: RecordFolder, stub: str, choices: list[str], *, json: bool) -> None:
    if not stub or choices:
        raise InputError("a receipt or a stub is looked for", hint="--receipt LINE, or --stub CODE alone")
    fate = fate_of(found.layout, stub)
    if json:
        say_json(
            {
                "card": fate.card,
                "box": fate.box,
                "kind": str(fate.kind),
                "class": fate.name,
                "sentence": fate.sentence,
            }
        )
    else:
        typer.echo(f"  card {fate.card[:SHORT]}, {fate.kind} box {printable(fate.box)}")
        typer.echo(f"  {fate.name}: {printable(fate.sentence)}")
        typer.echo("  (This looked for one card. shora verify checks the whole record.)")
    raise typer.Exit(0 if fate.is_known else 1)


def _plain(checked: Checked) -> dict[str, JsonInput]:
    return {
        "answer": str(checked.answer),
        "box": checked.box,
        "kind": str(checked.kind),
        "status": str(checked.receipt.status),
        "tracker": checked.receipt.tracker,
        "sentence": checked.sentence,
        "choices": [{"contest": contest, "chosen": list(names)} for contest, names in checked.choices],
    }


def _show(checked: Checked) -> None:
    box = f"{checked.kind} box {printable(checked.box)}"
    typer.echo(f"  {checked.receipt.status} {checked.receipt.tracker}, {box}")
    for contest, names in checked.choices:
        chosen = ", ".join(names) or "blank"
        typer.echo(f"  {printable(contest)}: {printable(chosen)}")
    typer.echo(f"  {_MARK.get(checked.answer, '✗')} {checked.answer}: {printable(checked.sentence)}")
    if checked.answer is Answer.AGAINST_THE_BOX:
        typer.echo("  Keep the receipt: with it anybody can show this.")
    typer.echo("  (This looked for one ballot. shora verify checks the whole record.)")
