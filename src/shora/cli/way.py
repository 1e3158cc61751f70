"""The words that change an election: define, open, vote, close, tally; and those not built yet."""

import secrets as random
from pathlib import Path
from typing import NoReturn

import typer

from shora.ballot.tracker import CROCKFORD
from shora.cli.console import Screen, say_json
from shora.clock import system_clock
from shora.election.read import read_bytes
from shora.ids import BoxId
from shora.record.layout import Layout
from shora.steps import close as close_step
from shora.steps import define as define_step
from shora.steps import open as open_step
from shora.steps import tally as tally_step
from shora.steps import vote as vote_step
from shora.text.json import JsonInput
from shora.trustees.keep import read_trustee

RECORD = typer.Argument(help="The record's folder.", metavar="RECORD")
BOX = typer.Option(..., "--box", help="The box, as the definition names it.")
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


def define(
    definition: Path = typer.Argument(help="The definition: a TOML file (spec/definition.md)."),
    out: Path = typer.Option(help="The record's folder; new or empty."),
    secrets: Path = typer.Option(help="A folder for the trustees' and cards' secrets; new, and apart."),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Make key and cards for a definition and begin its record."""
    parsed = read_bytes(definition.read_bytes(), place=str(definition))
    with Screen(quiet=json) as screen:
        screen.head("define", parsed.name.both)
        made = define_step.define(parsed, out, secrets, screen)
        screen.say(f"{parsed.trustees.threshold} of {parsed.trustees.size} trustees hold the key together")
        screen.say(f"{sum(len(pack.cards) for pack in made.packs)} cards for {len(made.packs)} boxes")
        screen.say(f"record {out}; secrets {secrets}: keep them apart")
    if json:
        boxes: list[JsonInput] = [
            {"box": pack.box, "uuid": pack.uuid, "cards": len(pack.cards)} for pack in made.packs
        ]
        say_json({"election": parsed.id, "boxes": boxes})


def open_(
    record: Path = RECORD,
    box: str = BOX,
    launch_code: str = typer.Option("", help="The code that is read out in the morning; drawn where absent."),
    *,
    json: bool = JSON,
) -> None:
    """Open a ballot box: its archive begins, bound to the launch code."""
    code = launch_code or "-".join("".join(random.choice(CROCKFORD) for _ in range(4)) for _ in range(3))
    opened = open_step.open_box(Layout(root=record), BoxId(box), code, system_clock)
    if json:
        say_json({"box": opened.box, "uuid": opened.uuid, "launch_code": opened.launch_code})
        return
    typer.echo(f"box {opened.box} is open: {opened.cards} cards, launch code {opened.launch_code}")


def vote(
    record: Path = RECORD,
    box: str = BOX,
    card: str = typer.Option(help="The card's private part, or a file that holds it: @FILE."),
    choose: list[str] = typer.Option(
        [], help="For each contest the codes, comma-separated; 'blank' for none. Repeat it for each contest."
    ),
    *,
    json: bool = JSON,
) -> None:
    """Cast one ballot with a card."""
    typed = Path(card[1:]).read_text(encoding="ascii", errors="replace") if card.startswith("@") else card
    codes = [
        [] if each == "blank" else [c.strip() for c in each.replace("،", ",").split(",")] for each in choose
    ]
    cast = vote_step.vote(Layout(root=record), BoxId(box), typed, codes)
    if json:
        say_json({"tracker": cast.tracker, "short": cast.short_code, "status": "cast"})
        return
    typer.echo(f"CAST  tracker {cast.tracker}\n      short   {cast.short_code}")


def close(record: Path = RECORD, box: str = BOX, *, json: bool = JSON) -> None:
    """Close a ballot box: no more ballots."""
    closed = close_step.close_box(Layout(root=record), BoxId(box))
    if json:
        say_json({"box": closed.box, "ballots": closed.ballots, "head": closed.head})
        return
    typer.echo(f"box {closed.box} is closed: {closed.ballots} ballots, head {closed.head}")


def tally(
    record: Path = RECORD,
    trustee: list[Path] = typer.Option([], help="A trustee's secret file. Repeat it, as many as are needed."),
    *,
    json: bool = JSON,
) -> None:
    """Verify, sum and decrypt every closed box, and write the city's totals."""
    shares = [read_trustee(path).share() for path in trustee]
    with Screen(quiet=json) as screen:
        screen.head("tally", f"{len(shares)} trustees")
        done = tally_step.tally(Layout(root=record), shares, screen)
        for contest, totals in done.totals.items():
            screen.say(f"{contest}: {sum(person.votes for _, person in totals.people)} votes")
    if json:
        say_json({"ballots": done.ballots, "contests": list(done.totals)})


def _not_built(word: str, issue: str) -> NoReturn:
    typer.echo(f"shora {word}: not built yet ({issue})", err=True)
    raise typer.Exit(2)


def ready() -> None:
    """Evidence for each station, GO or NO-GO. Not built yet."""
    _not_built("ready", "it comes with readiness and coordination")


def checkin() -> None:
    """Who may vote, and once. Not built yet."""
    _not_built("checkin", "it comes with the poll book")


def publish() -> None:
    """The public log and board. Not built yet."""
    _not_built("publish", "it comes with the transparency log")


def audit() -> None:
    """Samples of independent evidence. Not built yet."""
    _not_built("audit", "it comes with the voters' slips")
