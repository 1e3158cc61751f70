"""``shora verify PATH``: the verdict of every numbered check, for people or as JSON."""

from pathlib import Path

import typer

from shora.cli.console import Screen, printable, say_json
from shora.steps.verify import verify as verify_step
from shora.verification.verdict import Outcome, Verdict

_SHOWN = 20
_MARK = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOTHING_YET: "·"}


def verify(
    path: Path = typer.Argument(help="A record's folder, a .bel file, or a folder with one."),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Re-check everything from the public record. Exit 0 verified, 1 a check failed, 2 unusable input."""
    with Screen(quiet=json) as screen:
        screen.head("verify", str(path))
        verdict = verify_step(path, screen)
    if json:
        say_json(verdict.to_json())
    else:
        show(verdict)
    raise typer.Exit(0 if verdict.verified else 1)


def show(verdict: Verdict) -> None:
    """The checks, the failures (root causes first), and the last word."""
    for check, outcome in verdict.outcomes:
        note = " (nothing to check yet)" if outcome is Outcome.NOTHING_YET else ""
        typer.echo(f"  {_MARK[outcome]} {check:<4} {check.sentence}{note}")
    for failure in verdict.failures[:_SHOWN]:
        follows = f" (follows from {failure.follows})" if failure.follows else ""
        typer.echo(f"\n  {failure.check} {failure.code}{follows}")
        typer.echo(f"     at {printable(str(failure.place))}\n     {printable(failure.detail)}")
    if len(verdict.failures) > _SHOWN:
        typer.echo(f"\n  … and {len(verdict.failures) - _SHOWN} more (--json lists them)")
    boxes = "1 box" if verdict.boxes == 1 else f"{verdict.boxes} boxes"
    waiting = [str(check) for check, outcome in verdict.outcomes if outcome is Outcome.NOTHING_YET]
    last = "NOT VERIFIED" if not verdict.verified else "verified so far" if waiting else "verified"
    rest = f" (nothing to check yet: {', '.join(waiting)})" if waiting else ""
    typer.echo(f"\n{last}: {boxes}, {verdict.ballots} ballots{rest}")
