"""Every box of a record before belenios-tool."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.peer import Answer, Peer, lay

from shora.ballot.opening import Opening, decode_openings
from shora.box.archive_read import open_archive
from shora.ids import BoxId
from shora.record.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """A copy of a box that ends after its Setup event: against it, each ballot is verified alone."""

    file: str
    archive: bytes
    ballots: Sequence[bytes]


def archives(record: Path) -> list[Path]:
    """The archives of a record's boxes."""
    return sorted(record.glob("boxes/*/*.bel"))


def set_up_of(path: Path) -> SetUp:
    """Cuts an archive after its Setup event, which is where its first ballot begins."""
    whole = path.read_bytes()
    with open_archive(path) as index:
        ballots = [stored.data for batch in index.iter_ballots(1 << 20) for stored in batch]
        first = next(index.event_hashes())
    header = whole.index(f"{first}.event.json".encode())
    size = int(whole[header + 124 : header + 135], 8)
    return SetUp(file=path.name, archive=whole[: header + 512 + size + -size % 512], ballots=ballots)


def openings_of(layout: Layout, box: BoxId) -> tuple[Opening, ...]:
    """The ballots of a box that were put to the test."""
    return decode_openings(layout.challenges(box).read_bytes(), f"{box}, challenges.json")


def verify_all(peer: Peer, paths: Sequence[Path], folder: Path, processes: int) -> list[Answer]:
    """``election verify`` of each, a few at a time. ``folder`` takes a folder for each archive."""

    def verify(path: Path) -> Answer:
        lay(folder / path.stem, path.name, path.read_bytes())
        return peer.verify(folder / path.stem)

    with ThreadPoolExecutor(processes) as pool:
        return list(pool.map(verify, paths))
