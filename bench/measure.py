"""How commands are run and timed."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PEER_ENV = {"LWT_ASYNC_METHOD": "none", "BELENIOS_USE_URANDOM": "1"}
"""Without the first the peer does not wait for its own checks."""
ONE_THREAD = {"RAYON_NUM_THREADS": "1"}


@dataclass(slots=True)
class Took:
    """Seconds: ``cpu`` on all processors, ``wall`` by the clock, ``idle`` of all processors together meanwhile."""

    cpu: float = 0.0
    wall: float = 0.0
    idle: float = 0.0

    @property
    def others(self) -> float:
        """Processors that other work on the machine had meanwhile."""
        return max(0.0, (os.cpu_count() or 1) - (self.idle + self.cpu) / self.wall)


@contextmanager
def timed() -> Iterator[Took]:
    """Times what happens inside, in this process and in its children that end there."""
    took = Took()
    cpu, wall, idle = _cpu(), time.perf_counter(), _idle()
    yield took
    took.cpu, took.wall, took.idle = _cpu() - cpu, time.perf_counter() - wall, _idle() - idle


def run(command: Sequence[str], **env: str) -> str:
    """What a command that must succeed prints."""
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **PEER_ENV, **env}
    )
    return done.stdout


def cpu(command: Sequence[str], **env: str) -> float:
    """Processor seconds of a command that must succeed."""
    with timed() as took:
        run(command, **env)
    return took.cpu


def shora(*words: str) -> list[str]:
    """Our command line, in this interpreter."""
    return [sys.executable, "-c", "from shora.cli import main; main()", *words]


def peer() -> str:
    """The peer's path; ``make bench`` brings it."""
    path = Path(os.environ.get("SHORA_PEER", ".cache/peer")).resolve() / "3.3" / "belenios-tool"
    if not path.exists():
        sys.exit(f"{path} is not there: run `make peer` first")
    return str(path)


def peak(command: Sequence[str]) -> float:
    """MiB that a command needs at most."""
    program = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    return int(run([sys.executable, "-c", program, *command])) / 1024


def _cpu() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _idle() -> float:
    """Seconds that processors had nothing to do, since the start, all together."""
    fields = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()
    return int(fields[4]) / os.sysconf("SC_CLK_TCK")
