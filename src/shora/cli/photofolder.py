"""A folder of candidates' photos: each is looked at in place, and copied under the name of its hash."""

import errno
import os
import stat
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from shora.disk import make_folder, write_once
from shora.election.photo import MAX_PHOTO, Photo, inspect_photo
from shora.errors import DamagedError, InputError

_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""No link is followed out of the folder, and no pipe is waited for."""

_ADVISED: Final = 20


class PhotoFolder:
    """The photos that were asked for, by the names of their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = sorted(os.listdir(folder))  # noqa: PTH208 — names, as the table has them
        self._photos: dict[str, Photo] = {}
        self._absences = 0

    def find(self, name: str) -> Photo:
        """The photo in the file ``name`` of the folder. :class:`InputError` where there is none that can be used."""
        if name not in self._photos:
            self._photos[name] = inspect_photo(self._read(name))
        return self._photos[name]

    def copy(self, out: Path) -> int:
        """Copies every photo that was found to ``out``, as ``SHA-256.jpg`` or ``.png``; how many files that is.

        Files that are there already with the same bytes are left. :class:`DamagedError` where a photo
        has changed since it was looked at.
        """
        make_folder(out)
        for name, photo in self._photos.items():
            data = self._read(name)
            if inspect_photo(data) != photo:
                raise DamagedError("the photo was changed just now", place=str(self._folder / name))
            write_once(out / photo.file_name, data)
        return len({photo.sha256 for photo in self._photos.values()})

    def _read(self, name: str) -> bytes:
        try:
            fd = os.open(self._folder / name, _OPEN)
        except OSError as fault:
            raise self._absent(name, fault) from None
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            os.close(fd)
            raise InputError("this is no file with a photo")
        with os.fdopen(fd, "rb") as file:
            return file.read(MAX_PHOTO + 1)

    def _absent(self, name: str, fault: OSError) -> InputError:
        if fault.errno == errno.ELOOP:
            return InputError("this is a link, not a photo", hint="put the photo itself into the folder")
        if fault.errno in {errno.ENOENT, errno.ENAMETOOLONG}:
            self._absences += 1  # with a wrong folder every photo is missing, and the search is slow
            near = get_close_matches(name, self._names, n=1) if self._absences <= _ADVISED else []
            hint = f"did you mean {near[0]}?" if near else ""
            return InputError(f"there is no such file in {self._folder}", hint=hint)
        return InputError(f"the photo cannot be read: {os.strerror(fault.errno or 0)}")
