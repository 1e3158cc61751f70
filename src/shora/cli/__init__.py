"""The command line: arguments and printing only. One sub-command a step, named by the eleven words."""

import sys

import typer

from shora.cli.app import app
from shora.cli.console import printable
from shora.errors import ShoraError


def main() -> None:
    """Runs the command line; an error for a person is one line on stderr and an exit code."""
    try:
        app(prog_name="shora")
    except ShoraError as error:
        typer.echo(f"shora: {printable(str(error))}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("shora: interrupted; what was acknowledged is on the medium", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except (MemoryError, RecursionError):
        typer.echo("shora: the input is larger or nested deeper than this machine can read", err=True)
        sys.exit(2)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        typer.echo(printable(f"shora: {place}{error.strerror or error}"), err=True)
        sys.exit(2)
