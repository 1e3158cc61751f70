"""A trustee's own folder: its secrets, sealed, and exactly what it has said. ``spec/trustee-file.md``.

::

    exchange.json          the ceremony that it takes part in: its token, the trustees, their keys
    seed.json              sealed: the seed of its keys, and its certificate
    sent/1.json … 5.json   what it has said in each step
    share.json             sealed: its share, from step 4 on
    trustees.json          what it confirmed in step 5
    ceremony.json          the transcript, once everybody has confirmed
    complaint.json         what it has shown against a dealer; the ceremony is over for it
    rehearsals/0001.json   notes of its rehearsals
    opened/<uuid>.json     what it has decrypted
    plans/<record>.json    of which plan of a record

Everything is written once. Crash order: a secret is on the medium before the message that rests on it
is kept; a message is kept in ``sent`` before it leaves for the exchange. So after a crash the trustee
either has not drawn yet, or finds what it drew and says the same again.
"""

from pathlib import Path
from typing import Final

from shora.crypto.pedersen import SEED_LENGTH
from shora.crypto.sealing import seal, unseal
from shora.disk import SYSTEM, Disk, make_folder, write_once, write_secret
from shora.errors import DamagedError, InputError, RefusedError
from shora.text import json
from shora.trustees.ceremony import Secret, SeenEarlierError
from shora.trustees.files import read_here, read_if_there
from shora.trustees.keep import KeptTrustee, open_trustee
from shora.trustees.parties import Parties, Step

SEED_FORMAT: Final = "shora-trustee-seed-1"
MOST_REHEARSALS: Final = 9999


class TrusteeFolder:
    """The folder ``root``, which only its trustee can read."""

    __slots__ = ("_disk", "root")

    def __init__(self, root: Path, *, disk: Disk = SYSTEM) -> None:
        self.root = root
        self._disk = disk

    def begin(self, parties: Parties) -> None:
        """Remembers the ceremony; :class:`SeenEarlierError` if it is not the one remembered."""
        if not (self.root / "exchange.json").exists():
            make_folder(self.root, disk=self._disk)
            self.root.chmod(0o700)
        try:
            write_once(self.root / "exchange.json", parties.encode(), disk=self._disk)
        except RefusedError:
            what = _what_differs(self.parties(), parties)
            raise SeenEarlierError(Step.COMMITMENT, f"{what} than the one that I take part in") from None

    def parties(self) -> Parties:
        """The ceremony that is remembered."""
        path = self.root / "exchange.json"
        return Parties.decode(read_here(path), str(path))

    def sent(self) -> tuple[bytes, ...]:
        """What was said so far, step by step."""
        found = [read_if_there(self._sent(step)) for step in Step]
        said = tuple(one for one in found if one is not None)
        if any(one is not None for one in found[len(said) :]):
            raise DamagedError("a step that was taken is missing", place=str(self.root / "sent"))
        return said

    def keep_sent(self, step: Step, data: bytes) -> None:
        """Keeps what is going to be said. Another message in the same step is ``RefusedError``."""
        make_folder(self._sent(step).parent, disk=self._disk)
        write_once(self._sent(step), data, disk=self._disk)

    def _sent(self, step: Step) -> Path:
        return self.root / "sent" / f"{step.value}.json"

    @property
    def begun(self) -> bool:
        """Whether it has a seed."""
        return (self.root / "seed.json").exists()

    def keep_secret(self, parties: Parties, index: int, secret: Secret, passphrase: str) -> None:
        """Seals what a ceremony begins with."""
        value: dict[str, json.JsonValue] = {
            "format": SEED_FORMAT,
            "election": parties.election,
            "ceremony": parties.ceremony,
            "index": index,
            "seed": secret.seed,
            "certificate": secret.certificate.decode(),
        }
        what = f"trustee {parties.member(index).id}"
        sealed = seal(json.canonical(value), passphrase, what=what)
        write_secret(self.root / "seed.json", sealed, disk=self._disk)

    def secret(self, parties: Parties, index: int, passphrase: str) -> Secret:
        """Opens it; :class:`RefusedError` for a wrong passphrase."""
        path = self.root / "seed.json"
        place = str(path)
        what = f"trustee {parties.member(index).id}"
        value = json.parse(unseal(read_here(path), passphrase, what=what, place=place), place=place)
        json.only_fields(value, ("format", "election", "ceremony", "index", "seed", "certificate"), (), place)
        head = [json.field(value, name, str, place) for name in ("format", "election", "ceremony")]
        if head != [SEED_FORMAT, parties.election, parties.ceremony]:
            raise InputError("this seed is for another ceremony", place=place)
        seed = json.field(value, "seed", str, place)
        if json.field(value, "index", int, place) != index or len(seed) != SEED_LENGTH:
            raise InputError("this seed is for another trustee", place=place)
        return Secret(seed=seed, certificate=json.field(value, "certificate", str, place).encode())

    def keep_share(self, kept: KeptTrustee, passphrase: str) -> None:
        """Seals the share; one that is there has to be the same."""
        if not (self.root / "share.json").exists():
            write_secret(self.root / "share.json", kept.seal(passphrase), disk=self._disk)
        elif self.share(passphrase) != kept:
            raise DamagedError("another share is kept here", place=str(self.root / "share.json"))

    def restore_share(self, sealed: bytes) -> None:
        """Puts a backup in place; the folder must not have a share. :class:`RefusedError` otherwise."""
        write_secret(self.root / "share.json", sealed, disk=self._disk)

    def sealed_share(self) -> bytes:
        """The share as it is sealed; :class:`InputError` where there is none."""
        return read_here(self.root / "share.json")

    def share(self, passphrase: str | None) -> KeptTrustee:
        """Opens the share; :class:`InputError` where there is none, ``RefusedError`` for a wrong passphrase."""
        return open_trustee(self.sealed_share(), passphrase, str(self.root / "share.json"))

    def keep_trustees(self, trustees: bytes) -> None:
        """Keeps the structure that is going to be confirmed."""
        write_once(self.root / "trustees.json", trustees, disk=self._disk)

    def trustees(self) -> bytes:
        """The structure that was confirmed; :class:`InputError` where there is none."""
        return read_here(self.root / "trustees.json")

    def keep_transcript(self, transcript: bytes) -> None:
        """Keeps the transcript of the finished ceremony."""
        write_once(self.root / "ceremony.json", transcript, disk=self._disk)

    @property
    def complained(self) -> bool:
        """Whether this trustee has ended the ceremony with a complaint."""
        return (self.root / "complaint.json").exists()

    def keep_complaint(self, complaint: bytes) -> None:
        """Ends the ceremony for this trustee, before its seed leaves."""
        write_once(self.root / "complaint.json", complaint, disk=self._disk)

    def keep_rehearsal(self, note: bytes) -> Path:
        """Keeps the note of a rehearsal under the next number; its path."""
        folder = self.root / "rehearsals"
        make_folder(folder, disk=self._disk)
        for number in range(1, MOST_REHEARSALS + 1):
            path = folder / f"{number:04}.json"
            if not path.exists():
                write_once(path, note, disk=self._disk)
                return path
        raise RefusedError("there are too many rehearsals", place=str(folder))


def _what_differs(mine: Parties, theirs: Parties) -> str:
    if mine.ceremony != theirs.ceremony:
        return "the exchange has another ceremony id"
    return "the exchange has another plan of trustees" if mine.plan != theirs.plan else "another election"
