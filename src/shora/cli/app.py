"""All sub-commands under one name, in the order of an election's way. Each is loaded when it is called."""

from importlib import import_module
from importlib.metadata import version
from typing import Final

import typer
from typer._click.core import Command, Context  # typer carries click, and gives it no other name
from typer.core import TyperGroup

WAY: Final = {
    "define": "way:define",
    "ready": "way:ready",
    "open": "way:open_",
    "checkin": "way:checkin",
    "vote": "way:vote",
    "publish": "way:publish",
    "close": "way:close",
    "tally": "tally:tally",
    "count": "count:count",
    "verify": "verify:verify",
    "audit": "way:audit",
}
"""The eleven words, in their order, and the function of each."""

BESIDE: Final = {
    "definition": "definition:app",
    "identity": "identity:app",
    "trustees": "trustees:app",
    "cards": "cards:app",
    "box": "box:app",
    "decide": "decide:decide",
    "order": "order:order",
    "lot": "lot:lot",
    "challenge": "challenge:app",
    "demo": "demo:app",
    "bench": "bench:bench",
}
"""What people apart do beside them, and what is for looking and measuring."""


class Lazy(TyperGroup):
    """Loads the module of a command when somebody asks for it: most of the start-up would be the others'."""

    def list_commands(self, ctx: Context) -> list[str]:
        """All names, in order."""
        del ctx
        return [*WAY, *BESIDE]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command of this name."""
        del ctx
        target = (WAY | BESIDE).get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        found = getattr(import_module(f"shora.cli.{module}"), name)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            alone.command(cmd_name)(found)
            found = alone
        found.rich_markup_mode = None
        command = typer.main.get_command(found)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Lazy,
    help="Shora: prepare, run, publish and prove a council election.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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
