"""A trustee's own copy of a record: what it verifies is what it decrypts, whatever the medium gives the second time.

The copy lives in a temporary folder that only this user reads, and is gone afterwards; a record is public.
"""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shora.errors import InputError, RefusedError
from shora.record.layout import Layout
from shora.text.json import MAX_BYTES

DEEPEST: Final = 3
"""``boxes/<box>/<file>``."""
MOST_FILES: Final = 200_000
LARGEST_ARCHIVE: Final = 8 * 1024**3
"""Bytes. A ballot of 120 candidates has some 60 kilobytes, and a box some thousands of them."""

_CHUNK: Final = 1024 * 1024


@contextmanager
def snapshot(layout: Layout) -> Iterator[Layout]:
    """The record copied, as long as the context lasts.

    :class:`RefusedError` for a link, a device, a folder too deep, too many files or one too large, and
    :class:`InputError` for what cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="shora-") as folder:
        copy = Path(folder) / "record"
        try:
            _copy_folder(layout.root, copy, depth=1, left=[MOST_FILES])
        except OSError as error:
            raise InputError(f"it cannot be copied: {error.strerror}", place=str(layout.root)) from None
        yield Layout(root=copy)


def _copy_folder(source: Path, target: Path, *, depth: int, left: list[int]) -> None:
    if depth > DEEPEST:
        raise RefusedError("a record has no folder here", place=str(source))
    target.mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            left[0] -= 1
            if left[0] < 0:
                raise RefusedError(f"a record has at most {MOST_FILES} files", place=str(source))
            here = source / entry.name
            if entry.is_dir(follow_symlinks=False):
                _copy_folder(here, target / entry.name, depth=depth + 1, left=left)
            else:
                _copy_file(here, target / entry.name)


def _copy_file(source: Path, target: Path) -> None:
    most = LARGEST_ARCHIVE if source.suffix == ".bel" else MAX_BYTES
    # Not to wait for a pipe, nor to follow a link that takes the file's place just now.
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as reading, target.open("xb") as writing:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusedError("it is not a plain file", place=str(source))
        copied = 0
        while chunk := reading.read(_CHUNK):
            copied += len(chunk)
            if copied > most:
                raise RefusedError(f"it has more than {most} bytes", place=str(source))
            writing.write(chunk)
