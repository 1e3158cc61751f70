"""Passphrases on the command line: asked for, or read from a file; never an argument, which other users see."""

import getpass
from pathlib import Path

from shora.crypto.identity import Identity
from shora.errors import InputError
from shora.keys import is_sealed, read_identity


def ask(what: str, file: Path | None = None, *, new: bool = False) -> str:
    """The passphrase for ``what``: the first line of ``file``, or typed; twice where it is new."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").splitlines()[0]
        except (OSError, UnicodeDecodeError, IndexError):
            raise InputError("no passphrase can be read from it", place=str(file)) from None
    typed = getpass.getpass(f"passphrase of {what}: ")
    if new and getpass.getpass("once more: ") != typed:
        raise InputError("the two passphrases differ", place=what)
    return typed


def identity_of(path: Path, file: Path | None = None) -> tuple[str, Identity]:
    """Who signs with the identity file ``path``, and the key."""
    return read_identity(path, ask(str(path), file) if is_sealed(path) else None)
