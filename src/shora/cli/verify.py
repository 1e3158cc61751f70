"""``shora verify PATH``: the verdict of every numbered check, for people or as JSON."""

import re
from pathlib import Path

import typer

from shora.cli.console import Screen, printable, say_json
from shora.errors import InputError
from shora.ids import Hash
from shora.steps.verify import verify as verify_step
from shora.verification.verdict import Failure, Outcome, Verdict

_SHOWN = 20
"""Root causes that are printed; as many followers under all of them."""
_MARK = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.NOTHING_YET: "·"}


def verify(
    path: Path = typer.Argument(help="A record's folder, a .bel file, or a folder with one."),
    *,
    record_hash: str = typer.Option(
        "", "--record-hash", metavar="HASH", help="The record hash that was published before the day."
    ),
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Re-check everything from the public record. Exit 0 verified, 1 a check failed, 2 unusable input."""
    published = _hash(record_hash)
    with Screen(quiet=json) as screen:
        screen.head("verify", str(path))
        verdict = verify_step(path, screen, published=published)
    if json:
        say_json(verdict.to_json())
    else:
        show(verdict, compared=published is not None)
    raise typer.Exit(0 if verdict.verified else 1)


def _hash(text: str) -> Hash | None:
    digits = text.strip().lower()
    if not digits:
        return None
    if re.fullmatch(r"[0-9a-f]{64}", digits) is None:
        raise InputError("a record hash has 64 hexadecimal digits", place="--record-hash")
    return Hash(digits)


def show(verdict: Verdict, *, compared: bool = False) -> None:
    """The record hash, the checks, the failures under their root causes, the notes, and the last word."""
    if verdict.record is not None:
        typer.echo(f"  record {verdict.record}")
        if not compared:
            typer.echo("  Compare it with the record hash that was published before the day (--record-hash).")
    for check, outcome in verdict.outcomes:
        note = " (nothing to check yet)" if outcome is Outcome.NOTHING_YET else ""
        typer.echo(f"  {_MARK[outcome]} {check:<4} {check.sentence}{note}")
    _show_failures(verdict)
    if verdict.notes:
        typer.echo("\n  To know:")
    for one in verdict.notes:
        typer.echo(f"  - {one.code}: {printable(one.sentence)}")
    boxes = "1 box" if verdict.boxes == 1 else f"{verdict.boxes} boxes"
    waiting = [str(check) for check, outcome in verdict.outcomes if outcome is Outcome.NOTHING_YET]
    last = "NOT VERIFIED" if not verdict.verified else "verified so far" if waiting else "verified"
    rest = f" (nothing to check yet: {', '.join(waiting)})" if waiting else ""
    typer.echo(f"\n{last}: {boxes}, {verdict.ballots} ballots{rest}")


def _show_failures(verdict: Verdict) -> None:
    families = verdict.families
    shown = 0
    for root, followers in families[:_SHOWN]:
        _show_failure(root, "")
        for follower in followers[: max(0, _SHOWN - shown)]:
            _show_failure(follower, "    ")
        shown += len(followers)
    printed = len(families[:_SHOWN]) + min(shown, _SHOWN)
    if printed < len(verdict.failures):
        typer.echo(f"\n  … and {len(verdict.failures) - printed} more (--json lists them)")


def _show_failure(failure: Failure, indent: str) -> None:
    follows = f" (follows from {failure.follows})" if failure.follows else ""
    typer.echo(f"\n{indent}  {failure.check} {failure.code}{follows}")
    typer.echo(f"{indent}     at {printable(str(failure.place))}\n{indent}     {printable(failure.detail)}")
