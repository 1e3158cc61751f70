"""Two records, held by the steps and by the command line, and their archives as they were after each step."""

import functools
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.conformance.records import archives
from tests.support import city
from typer.testing import CliRunner

from shora.cli.app import app
from shora.record.city import read_city
from shora.record.layout import Layout
from shora.steps.alone import cards_file, identity_file
from shora.steps.progress import Unwatched
from shora.steps.tally import prepare

STAGES = ("open", "voted", "closed", "tallied", "result")
VILLAGE = Path(__file__).with_name("village.toml")
CHALLENGED = ("12", "1")
VOTES: Mapping[str, list[tuple[str, str]]] = {
    "b1": [("11,12", "1"), ("blank", "2"), ("۱۳", "blank"), ("91", "1"), ("11, 13", "blank")],
    "b2": [("12", "1"), ("blank", "blank")],
    "b3": [],
}
"""What is typed in the village for the council and for the park. The second box and the empty one are a group."""


@dataclass(kw_only=True)
class Held:
    """The record, and the archives as they were; ``results`` are of each unit, as Belenios writes them."""

    record: Path
    ballots: int
    results: Mapping[str, list[list[int]]]
    stages: dict[str, dict[str, bytes]] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        return Layout(root=self.record)

    def keep(self, stage: str, paths: list[Path] | None = None) -> None:
        found = archives(self.record) if paths is None else paths
        self.stages[stage] = {path.name: path.read_bytes() for path in found}


def small_city(folder: Path) -> Held:
    """Two boxes opened alone, a provisional one and a small one together, a challenge, a spare that stays closed."""
    held = Held(
        record=folder / "record",
        ballots=sum(map(len, city.VOTES.values())) - 1,  # one provisional ballot is not accepted
        results={city.NORTH: [[1, 2, 1, 1]], city.SOUTH: [[0, 1, 2, 1]], "group-1": [[0, 1, 1, 1]]},
    )
    small = city.begin(held.record)
    city.open_boxes(small)
    held.keep("open")
    city.cast_all(small)
    held.keep("voted", _on_media(folder / "record-machines"))
    city.close_all(small)
    held.keep("closed")
    prepare(small.layout, Unwatched())
    held.keep("tallied")
    city.tally_all(small)
    held.keep("result")
    return held


def village(folder: Path) -> Held:
    """Three boxes and two contests through the command line: define, open, vote, close, checkin, tally."""
    held = Held(
        record=folder / "record",
        ballots=sum(map(len, VOTES.values())),
        results={"b1": [[1, 3, 2, 2], [2, 1]], "group-1": [[1, 0, 1, 0], [1, 0]]},
    )
    secrets, record = folder / "secrets", str(held.record)
    shora("define", str(VILLAGE), "--out", record, "--alone", str(secrets))
    definition = read_city(held.layout).definition
    station = definition.stations[0]

    def signing(*signers: str) -> list[str]:
        return [word for by in signers for word in ("--sign", str(identity_file(secrets, by)))]

    officials = signing(*(by for by, _ in station.signers))

    def machine(box: str) -> list[str]:
        return ["--machine", str(secrets / "boxes" / box)]

    for box in VOTES:
        shora("open", record, *machine(box), "--launch-code", f"7K3M-92QD-{box.upper()}", *officials)
    held.keep("open")
    for box, votes in VOTES.items():
        tested = [(CHALLENGED, ["--challenge"])] if box == "b1" else []
        cards = cards_file(secrets, box).read_text(encoding="ascii").splitlines()[1:]
        for card, ((council, park), how) in zip(cards, [*((v, []) for v in votes), *tested], strict=False):
            shora("vote", record, *machine(box), "--card", card, "--choose", council, "--choose", park, *how)
    held.keep("voted", _on_media(secrets / "boxes"))
    for box in VOTES:
        shora("close", record, *machine(box), *officials)
    held.keep("closed")
    interval = f"2026-07-03T18:00:00+03:30/{held.ballots}/0"
    inquiry = signing("office:inquiry")
    shora("checkin", record, "--station", station.id, "--interval", interval, *inquiry)
    shora("tally", record, "--prepare")
    held.keep("tallied")
    shora("tally", record, "--alone", str(secrets), "--trustee", "executive", "--trustee", "school")
    held.keep("result")
    return held


HELD: Mapping[str, Callable[[Path], Held]] = {"city": small_city, "village": village}


@functools.cache
def hold_once(name: str, base: Path) -> Held:
    """The record of this name, held once a run under ``base``. Nobody changes it."""
    return HELD[name](Path(tempfile.mkdtemp(prefix=f"held-{name}-", dir=base)))


def shora(*words: str) -> None:
    """One command, in this process: the same code as the program, without its start."""
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def _on_media(machines: Path) -> list[Path]:
    """The archives on the boxes' second media, which the record has not got yet."""
    return sorted(machines.glob("*/copy/*.bel"))
