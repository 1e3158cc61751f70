"""All sub-commands under one name, in the order of an election's way."""

from importlib.metadata import version

import typer

from shora.cli import bench, count, definition, demo, verify, way

app = typer.Typer(
    help="Shora: prepare, run, publish and prove a council election.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

WAY = (
    ("define", way.define),
    ("ready", way.ready),
    ("open", way.open_),
    ("checkin", way.checkin),
    ("vote", way.vote),
    ("publish", way.publish),
    ("close", way.close),
    ("tally", way.tally),
    ("count", count.count),
    ("verify", verify.verify),
    ("audit", way.audit),
)
"""The eleven words, in their order."""

for word, command in WAY:
    app.command(word)(command)
app.add_typer(definition.app, name="definition")
app.add_typer(demo.app, name="demo")
app.command("bench")(bench.bench)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"shora {version('shora')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    show_version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and end."
    ),
) -> None:
    """Shora: prepare, run, publish and prove a council election."""
    del show_version
