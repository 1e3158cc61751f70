"""`shora identity`: the key with which a person, an office or a trustee signs, and signing with it."""

import getpass
import sys
from pathlib import Path

import typer

from shora.cli.console import printable, say_json
from shora.cli.kinds import lines_of, need_known
from shora.crypto.identity import Identity
from shora.crypto.sealing import SHORTEST
from shora.crypto.statement import decode_statement, state
from shora.disk import replace
from shora.errors import InputError, RefusedError
from shora.ids import ElectionId
from shora.keys import is_sealed, read_identity, write_identity

app = typer.Typer(
    help="Make a signing key, show its public part, sign a statement.",
    no_args_is_help=True,
    add_completion=False,
)

PASSPHRASE = typer.Option(
    None, "--passphrase-file", help="A file with the passphrase; asked for where absent."
)
LONGEST = 4096


@app.command()
def new(
    signer: str = typer.Option(
        ..., "--as", help="Whose key it is: office:supervision, trustee:school, station:s1/executive."
    ),
    out: Path = typer.Option(..., "--out", help="The new file. It is sealed, and nobody else reads it."),
    passphrase_file: Path | None = PASSPHRASE,
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Make a key; its public part goes into the definition."""
    identity = Identity.generate()
    try:
        decode_statement(state("identity", ElectionId("-"), {}).signed(signer, identity).encode(), "")
    except InputError:
        raise InputError(
            f"{signer!r} is no signer", hint="as in office:supervision, trustee:school"
        ) from None
    write_identity(out, identity, signer, passphrase(passphrase_file, signer, new=True))
    _show(signer, identity.public, json=json)


@app.command()
def show(
    file: Path = typer.Argument(help="The identity's file.", metavar="FILE"),
    passphrase_file: Path | None = PASSPHRASE,
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Print whose key it is, and its public part."""
    signer, identity = open_identity(file, passphrase_file)
    _show(signer, identity.public, json=json)


@app.command()
def sign(
    statement: Path = typer.Argument(help="A signed statement's file (spec/signed.md).", metavar="STATEMENT"),
    identity: Path = typer.Option(..., "--identity", help="The identity's file."),
    passphrase_file: Path | None = PASSPHRASE,
    *,
    yes: bool = typer.Option(False, "--yes", help="Do not ask once more."),
) -> None:
    """Show what a statement says, and add a signature to it."""
    data = statement.read_bytes()
    before = decode_statement(data, str(statement))
    need_known(data, str(statement))
    typer.echo(
        f"{printable(str(statement))}: {printable(before.kind)}, election {printable(before.election)}"
    )
    for name, value in before.body.items():
        for line in lines_of(value, name):
            typer.echo(f"  {line}")
    typer.echo(f"  signed so far by: {', '.join(printable(one.by) for one in before.signatures) or 'nobody'}")
    signer, key = open_identity(identity, passphrase_file)
    if not yes:
        if not sys.stdin.isatty():
            raise RefusedError(
                "nobody was asked", hint="run it at a terminal, or with --yes once you have read it"
            )
        typer.confirm(f"Sign this as {printable(signer)}?", abort=True)
    signed = before.signed(signer, key).encode()
    if statement.read_bytes() != data:
        raise RefusedError(
            "the file has changed in the meantime", place=str(statement), hint="look at it again"
        )
    replace(statement, signed)
    typer.echo(f"signed by {printable(signer)}")


def open_identity(file: Path, passphrase_file: Path | None) -> tuple[str, Identity]:
    """The signer and key of a file; asks for a passphrase where it is sealed."""
    return read_identity(file, passphrase(passphrase_file, str(file)) if is_sealed(file) else None)


def passphrase(file: Path | None, what: str, *, new: bool = False) -> str:
    """From a file (without the line's end), or typed unseen: a new one twice. Never from an argument.

    :class:`InputError` where there is neither a file nor a terminal.
    """
    if file is not None:
        data = file.read_bytes()[: LONGEST + 1]
        try:
            text = data.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise InputError("the passphrase is not UTF-8", place=str(file)) from None
        if len(data) > LONGEST or "\n" in text:
            raise InputError("a passphrase is one line", place=str(file))
        return text
    if not sys.stdin.isatty():
        raise InputError("there is no terminal to ask for a passphrase", hint="use --passphrase-file")
    typed = getpass.getpass(f"{'New passphrase' if new else 'Passphrase'} for {printable(what)}: ")
    if new:
        if len(typed.strip()) < SHORTEST:
            raise RefusedError(f"a passphrase has at least {SHORTEST} characters", hint="four or five words")
        if getpass.getpass("The same once more: ") != typed:
            raise InputError("the two are not the same", hint="try again")
    return typed


def _show(signer: str, public: str, *, json: bool) -> None:
    if json:
        say_json({"signer": signer, "key": public})
        return
    typer.echo(f"{printable(signer)}\nkey {public}")
