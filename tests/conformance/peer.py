"""belenios-tool as the tests run it: a separate program, of which only the answers are used.

``LWT_ASYNC_METHOD=none`` is not a matter of taste: without it ``election verify`` ends before its own
ballot checks do, and accepts forged ballots. ``canary.py`` proves in every run that it was heeded.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VERSIONS = ("3.0", "3.3")
ROOT = Path(__file__).parents[2]
WAITING: Mapping[str, str] = {"LWT_ASYNC_METHOD": "none", "BELENIOS_USE_URANDOM": "1"}


class PeerError(AssertionError):
    """belenios-tool refused what it had to accept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a run of belenios-tool gave."""

    code: int
    out: bytes
    err: str

    @property
    def accepted(self) -> bool:
        return self.code == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One version of belenios-tool."""

    version: str
    program: Path

    def ask(self, *words: str, folder: Path, data: bytes = b"", waiting: bool = True) -> Answer:
        """Runs it in ``folder``; ``waiting`` is whether it is told to wait for its own checks."""
        env = {name: value for name, value in os.environ.items() if name != "LWT_ASYNC_METHOD"}
        env |= WAITING
        if not waiting:
            del env["LWT_ASYNC_METHOD"]
        done = subprocess.run(
            [self.program, *words], cwd=folder, input=data, capture_output=True, env=env, check=False
        )
        return Answer(code=done.returncode, out=done.stdout, err=done.stderr.decode(errors="replace"))

    def do(self, *words: str, folder: Path, data: bytes = b"") -> bytes:
        """The same, where it has to succeed; what it printed, without the last line's end."""
        answer = self.ask(*words, folder=folder, data=data)
        if not answer.accepted:
            raise PeerError(f"belenios-tool {self.version} {' '.join(words)}: {answer.code}\n{answer.err}")
        return answer.out.rstrip(b"\n")

    def verify(self, folder: Path) -> Answer:
        """``election verify`` of the one archive in ``folder``."""
        return self.ask("election", "verify", folder=folder)

    def verify_ballot(self, folder: Path, ballot: bytes) -> Answer:
        """``election verify-ballot`` against the set-up in ``folder``."""
        path = folder / "ballot-to-verify.json"
        path.write_bytes(ballot)
        try:
            return self.ask("election", "verify-ballot", f"--ballot={path.name}", folder=folder)
        finally:
            path.unlink()

    def add(self, type: str, *lines: bytes, folder: Path) -> None:
        """``archive add-event``: every line is data, the last one the payload."""
        self.do("archive", "add-event", f"--type={type}", folder=folder, data=b"\n".join(lines))


def find_peer(version: str) -> Peer:
    """The peer under ``SHORA_PEER``, else where ``make peer`` brings it."""
    base = Path(os.environ.get("SHORA_PEER") or ROOT / ".cache" / "peer")
    program = base / version / "belenios-tool"
    if not program.is_file():
        raise PeerError(f"belenios-tool {version} is not at {program}: run `make peer` (or set SHORA_PEER)")
    peer = Peer(version=version, program=program)
    said = peer.do("--version", folder=base).decode()
    if said.split()[0].split(".")[:2] != version.split("."):
        raise PeerError(f"{program} says that it is {said!r}, not {version}")
    return peer


def lay(folder: Path, name: str, archive: bytes) -> Path:
    """A folder with one archive in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(archive)
    return path


def lines(data: bytes) -> Sequence[bytes]:
    """The lines that belenios-tool printed."""
    return data.split(b"\n")
