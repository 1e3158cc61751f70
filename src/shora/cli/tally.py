"""``shora tally``: encrypted sums, opened by a threshold of trustees, become the city's totals."""

from collections.abc import Sequence
from pathlib import Path

import typer

from shora.cli.console import Screen, many, say_json
from shora.cli.identity import open_identity
from shora.errors import InputError
from shora.record.city import read_city
from shora.record.layout import Layout
from shora.steps import alone
from shora.steps import tally as tally_step
from shora.text.json import JsonInput
from shora.trustees.keep import read_trustee

_MOST_NAMES = 400


def tally(
    record: Path = typer.Argument(help="The record's folder.", metavar="RECORD"),
    prepare: bool = typer.Option(
        False, "--prepare", help="First: verify, and put the encrypted tallies into the archives."
    ),
    decryption: list[Path] = typer.Option(
        [],
        help="Last: what a trustee wrote with shora trustees decrypt. Repeat it; then results and totals "
        "are written.",
        metavar="FILE",
    ),
    rehearsal: bool = typer.Option(False, "--rehearsal", help="Open the rehearsal boxes, before the day."),
    alone_: Path | None = typer.Option(
        None,
        "--alone",
        help="Everything at once, with the trustees in the folder of shora define --alone.",
        metavar="SECRETS",
    ),
    trustee: list[str] = typer.Option(
        [], help="With --alone: only these trustees take part. Repeat it.", metavar="ID"
    ),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Verify and sum every closed box, open the sums with the trustees, and write the city's totals."""
    if sum((alone_ is not None, prepare, bool(decryption))) != 1:
        raise InputError(
            "which part of the tally?",
            place="tally",
            hint="--prepare, then --decryption FILE …; or --alone SECRETS",
        )
    if trustee and alone_ is None:
        raise InputError("--trustee chooses among those of --alone SECRETS", place="tally")
    layout = Layout(root=record)
    with Screen(quiet=json) as screen:
        if prepare:
            screen.head("tally", "encrypted sums")
            ready = tally_step.prepare(layout, screen, rehearsal=rehearsal)
            units = [unit.name for unit in ready.plan.units]
            named = ", ".join(units)[:_MOST_NAMES]
            screen.say(f"the trustees open {many(len(units), 'sum')}: {named}")
            if not rehearsal:
                screen.say(f"plan hash: {ready.hash}")
                screen.say(
                    "announce it aloud and publicly, like the record hash; every trustee types what it heard"
                )
            screen.say("each with a copy of the record: shora trustees decrypt")
            if json:
                say_json({"units": [*units], "plan": ready.hash})
            return
        if alone_ is not None:
            screen.head("tally", "everything in one process")
            done = tally_step.tally(layout, _keepers(layout, alone_, trustee), screen, rehearsal=rehearsal)
        else:
            screen.head("tally", many(len(decryption), "decryption"))
            data = [path.read_bytes() for path in decryption]
            done = tally_step.combine(layout, data, screen, rehearsal=rehearsal)
        for one in done.excluded:
            screen.say(f"left out: {one}")
        if rehearsal:
            for name, questions in done.results.items():
                numbers = "; ".join(" ".join(map(str, question.votes)) for question in questions)
                screen.say(f"{name}: {numbers}; a rehearsal, which never counts")
        for contest, totals in done.totals.items():
            votes = sum(person.votes for _, person in totals.people)
            screen.say(f"{contest}: {many(votes, 'vote')}: {layout.totals(contest)}")
    if json:
        _say_done(done)


def _say_done(done: tally_step.Tallied) -> None:
    units: dict[str, JsonInput] = {
        name: [[*question.votes] for question in questions] for name, questions in done.results.items()
    }
    say_json(
        {
            "ballots": done.ballots,
            "contests": [*done.totals],
            "with_annulled": [*done.with_annulled],
            "units": units,
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
