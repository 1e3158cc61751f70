"""Signatures on the way: ``--sign FILE``, and a statement that waits in a file for more of them."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from shora.box.machine import Machine
from shora.cli.identity import open_identity
from shora.crypto.identity import Identity
from shora.crypto.statement import Signer, Statement, decode_statement
from shora.disk import replace, write_new
from shora.errors import InputError, RefusedError
from shora.keys import is_sealed
from shora.record.city import City
from shora.record.day import Signers
from shora.steps.city import sign_said, with_signature
from shora.steps.publish import Waits

SIGN = typer.Option([], "--sign", help="An identity file that signs at once. Repeat it.", metavar="FILE")


def with_signatures(statement: Statement, files: Sequence[Path], wanted: Signers) -> Statement:
    """The statement with a signature of each identity file; each must be of one of ``wanted``."""
    for file in files:
        statement = with_signature(statement, wanted, *_identity(file, f"the {statement.kind}"))
    return statement


def sign_as_officials(city: City, machine: Machine, name: str, files: Sequence[Path]) -> None:
    """Each identity file signs what the box has said, once."""
    for file in files:
        sign_said(city, machine, name, *_identity(file, str(machine.statement_path(name))))


def waiting_in(file: Path, statement: Statement, sentence: str) -> Statement:
    """The statement as it waits in ``file``, where there is one: :class:`RefusedError` if that says another thing.

    ``at`` may differ: it says when the statement was begun.
    """
    if not file.exists():
        return statement
    there = decode_statement(file.read_bytes(), str(file), kind=statement.kind)
    if {**there.body, "at": ""} != {**statement.body, "at": ""}:
        raise RefusedError(f"the file has {sentence}", place=str(file), hint="name a new file")
    return there


def keep_waiting(file: Path, statement: Statement) -> None:
    """Writes the statement with its signatures so far."""
    if not file.exists():
        write_new(file, statement.encode())
    elif file.read_bytes() != statement.encode():
        replace(file, statement.encode())


def say_waiting(file: Path, missing: Sequence[Signer], then: str) -> None:
    """Who has to sign a file, how, and what comes then."""
    typer.echo(f"waits for {' and '.join(missing)}:")
    typer.echo(f"  shora identity sign {file} --identity FILE")
    typer.echo(f"then {then}")


def say_box_waits(record: Path, machine: Machine, waiting: Sequence[Waits]) -> None:
    """The same of what a box has said."""
    for one in waiting:
        kind = machine.said(one.name).kind
        word = "close" if kind in ("end-of-ballots", "closing") else "publish"
        then = f"shora {word} {record} --machine {machine.folder}"
        say_waiting(machine.statement_path(one.name), one.signers, then)


def _identity(file: Path, what: str) -> tuple[Signer, Identity]:
    if is_sealed(file) and not sys.stdin.isatty():
        raise InputError(
            "this identity is sealed, and there is no terminal to ask for its passphrase", place=str(file),
            hint=f"sign {what} with shora identity sign --passphrase-file",
        )  # fmt: skip
    return open_identity(file, None)
