"""A trustee's secret file: seed and sealed share, for its owner's eyes alone. ``spec/trustee-file.md``.

Anyone with this file has the share; a passphrase and printed backups join later, and until then the
file is for rehearsals and demonstrations. It is written once, with mode 0600, and fsynced.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from shora.crypto.trustees import Share
from shora.errors import InputError
from shora.text.json import canonical, field, parse
from shora.trustees.ceremony import Holding, open_share

FORMAT = "shora-trustee-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTrustee:
    """What a trustee keeps; ``index`` counts from 1."""

    index: int
    seed: str
    voutput: bytes

    def share(self) -> Share:
        """Opens the share."""
        return open_share(self.seed, self.voutput)

    def __repr__(self) -> str:
        """Without the secrets."""
        return f"KeptTrustee({self.index})"


def write_trustee(path: Path, holding: Holding) -> None:
    """Writes the file; it must not exist."""
    data = canonical(
        {"format": FORMAT, "index": holding.index, "seed": holding.seed, "voutput": holding.voutput.decode()}
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read_trustee(path: Path) -> KeptTrustee:
    """Reads it back; raises :class:`InputError` without quoting its content."""
    place = str(path)
    value = parse(path.read_bytes(), place=place)
    if field(value, "format", str, place) != FORMAT:
        raise InputError("not a trustee's file", place=place, hint=f"its format is {FORMAT}")
    return KeptTrustee(
        index=field(value, "index", int, place),
        seed=field(value, "seed", str, place),
        voutput=field(value, "voutput", str, place).encode(),
    )
