"""``shora demo``: whole elections to look at."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from shora.cli.console import Screen, many, say_json, say_lines, say_safely
from shora.cli.verify import show
from shora.clock import fixed_clock
from shora.demo import westminster as westminster_data
from shora.demo.boulder import ballots as boulder_ballots
from shora.demo.boulder import election as boulder_election
from shora.demo.boulder import margin as boulder_margin
from shora.demo.boulder import statement as boulder_statement
from shora.demo.boulder.opened import must_equal_statement
from shora.demo.run import Held, hold, must_equal
from shora.demo.tehran import city as tehran_city
from shora.demo.tehran import voters as tehran_voters
from shora.demo.tehran.hold import day_of
from shora.demo.tehran.sums import expected_totals
from shora.election.dates import NEEDED, DateName
from shora.election.read import read_json
from shora.errors import InputError
from shora.seats.render import render
from shora.text.jalali import TEHRAN
from shora.text.json import JsonInput
from shora.text.messages import Language

app = typer.Typer(
    help="Whole elections, on real or generated ballots.", no_args_is_help=True, add_completion=False
)


@app.callback()
def _demo() -> None:
    """Whole elections, on real or generated ballots."""


@app.command()
def westminster(
    out: Path = typer.Option(help="The record's folder; new or empty."),
    boxes: int = typer.Option(12, help="Ballot boxes."),
    trustees: str = typer.Option("3/5", help="How many of how many trustees open a tally."),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Westminster, Colorado, 2015: 12,684 real ballots, vote for up to 3 of 10."""
    threshold, size = _plan(trustees)
    rows = westminster_data.read_rows()
    definition = westminster_data.definition(rows, boxes, threshold, size)
    with Screen(quiet=json) as screen:
        morning, evening = (definition.dates.get(name).at for name in NEEDED)  # those of the real election
        day = westminster_data.day(definition, westminster_data.deal(rows, boxes), evening)
        held = hold(definition, day, out, screen, morning=fixed_clock(morning), evening=fixed_clock(evening))
    must_equal(held.totals, rows.sums, rows.blank)
    _report(held, out, json=json)


@app.command()
def tehran(
    out: Path = typer.Option(help="The record's folder; new or empty."),
    seed: int = typer.Option(1, help="Another seed, another generated city."),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """A generated city: 22 stations, 120 candidates, about 3,000 voters, and whatever may happen on a day."""
    definition = read_json(tehran_city.definition_value(seed), place="tehran")
    days = tehran_voters.day(seed)
    opens = definition.dates.get(DateName.POLLING_OPENS).at.astimezone(TEHRAN)
    midnight = opens.replace(hour=0, minute=0, second=0)
    day = day_of(definition, days, midnight, seed)
    with Screen(quiet=json) as screen:
        screen.head("tehran", "every person, list, station and vote is generated")
        evening = fixed_clock(midnight.replace(hour=20))
        held = hold(definition, day, out, screen, morning=fixed_clock(opens), evening=evening)
    expected = expected_totals(definition, days)
    must_equal(held.totals, list(expected.votes.values()), expected.blank)
    _report(held, out, json=json)


@app.command()
def boulder(
    out: Path = typer.Option(help="The record's folder; new or empty."),
    trustees: str = typer.Option("3/5", help="How many of how many trustees open a tally."),
    seed: int = typer.Option(1, help="Another seed, other ballots with the same totals."),
    precincts: int | None = typer.Option(None, help="Only the first precincts; without it all of them."),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Boulder, Colorado, 2023: real totals of 60 precincts, 34,249 ballots invented to give them, and a recount."""
    threshold, size = _plan(trustees)
    whole, recounted = boulder_statement.official(), boulder_statement.recount()
    number = len(whole.precincts) if precincts is None else precincts
    statement, recounted = whole.first(number), recounted.first(number)
    definition = boulder_election.definition(statement, threshold, size)
    ballots = boulder_ballots.expand(statement, seed)
    told = [boulder_election.INVENTED]
    if statement != whole:
        told.append(
            f"The first {number} of {len(whole.precincts)} precincts only: not the result of the city."
        )
    told += boulder_election.notes(statement)
    with Screen(quiet=json) as screen:
        screen.head("boulder", told[0])
        for line in told[1:]:
            screen.say(line)
        morning, evening = (definition.dates.get(name).at for name in NEEDED)  # those of the real election
        day = boulder_election.day(definition, statement, ballots, evening)
        held = hold(definition, day, out, screen, morning=fixed_clock(morning), evening=fixed_clock(evening))
    must_equal(held.totals, statement.votes, sum(map(boulder_ballots.blank, ballots)))
    units = must_equal_statement(out, statement, ballots)
    found = boulder_margin.last_seat(held.totals)
    after = boulder_margin.last_seat_of(definition.contests[0], recounted)
    _report(
        held,
        out,
        json=json,
        lines=(
            f"{many(units, 'sum was', 'sums were')} opened, each what the Statement of Votes says of its precincts.",
            *told,
            *boulder_margin.lines_of(found, after, statement, recounted),
        ),
        more={
            "invented": boulder_election.INVENTED,
            "precincts": {
                "defined": len(statement.precincts), "all": len(whole.precincts), "opened": len(day.visits),
            },
            "units_equal_statement": units,
            "overvoted": statement.overvoted,
            **boulder_margin.json_of(found, after, recounted),
        },
    )  # fmt: skip


def _plan(text: str) -> tuple[int, int]:
    threshold, slash, size = text.partition("/")
    if not (slash and threshold.isascii() and threshold.isdigit() and size.isascii() and size.isdigit()):
        raise InputError(f"{text!r} is not a number of trustees", hint="3/5 is 3 of 5")
    return int(threshold), int(size)


def _report(
    held: Held,
    out: Path,
    *,
    json: bool,
    lines: Sequence[str] = (),
    more: Mapping[str, JsonInput] | None = None,
) -> None:
    """What came of it; ``lines`` and ``more`` are what one demonstration says beyond the others."""
    if json:
        say_json(
            {
                "record": str(out),
                "votes": {person.id: person.votes for _, person in held.totals.people},
                "sum_equals_input": True,
                "seats": held.seats.to_json(),
                "verdict": held.verdict.to_json(),
                **(more or {}),
            }
        )
    else:
        typer.echo()
        say_safely(render(held.totals, held.seats, Language.EN))
        typer.echo("\nThe totals equal a direct sum of what was typed.")
        say_lines(lines)
        typer.echo()
        show(held.verdict)
    raise typer.Exit(0 if held.verdict.verified else 1)
