"""Reading files of folders that others write to: regular files only, of a bounded size."""

import os
import stat
from pathlib import Path
from typing import Final

from shora.errors import InputError

LIMIT: Final = 4 * 1024 * 1024
"""Bytes of a file of a ceremony; a polynomial for 64 trustees has less than a tenth of it."""


def read_if_there(path: Path) -> bytes | None:
    """The content, or ``None`` where there is no such file (yet).

    :class:`InputError` for what is no plain file (a link, a pipe, a device) or is too large.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", place=str(path)) from None
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise InputError("this is no plain file", place=str(path))
        data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise InputError(f"the file has more than {LIMIT} bytes", place=str(path))
    return data


def read_here(path: Path) -> bytes:
    """The content of a file that has to be there; :class:`InputError` otherwise."""
    data = read_if_there(path)
    if data is None:
        raise InputError("the file is not there", place=str(path))
    return data
