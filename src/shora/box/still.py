"""Files that do not tell when they were written last."""

import contextlib
import os
from pathlib import Path


def keep_still(target: int | Path, timestamp: int) -> None:
    """Give a file or folder the time ``timestamp``, in seconds since 1970: that of the box's set-up.

    Media that keep no times, or do not let them be set, are left as they are; what a file system
    keeps besides is named in ``spec/box-state.md``.
    """
    with contextlib.suppress(OSError):
        os.utime(target, (timestamp, timestamp))
