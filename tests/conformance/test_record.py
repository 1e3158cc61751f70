"""Whole records: every box of theirs, at every stage, is accepted by the peer, and every ballot alone.

Boxes that were opened alone, boxes of a group (which stop at their encrypted tally), a provisional box,
an empty one, a box whose challenged ballots are in no archive.
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from tests.conformance.held import HELD, STAGES, Held, hold_once
from tests.conformance.peer import Peer, lay
from tests.conformance.records import archives, openings_of, set_up_of, verify_all
from tests.conformance.shora_says import command
from tests.support import city

from shora.ballot.tracker import tracker_of
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.ids import BoxId
from shora.record.city import read_city

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module", params=HELD)
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Held:
    return hold_once(request.param, tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Held:
    return hold_once("city", tmp_path_factory.getbasetemp())


def boxes_of(held: Held) -> Iterator[tuple[BoxId, Path]]:
    """The boxes that were opened, with their archives."""
    known = read_city(held.layout)
    for box in known.definition.boxes:
        path = held.layout.archive(box.id, known.info(box.id).uuid)
        if path.exists():
            yield box.id, path


def test_shora_verify_ends_with_0(held: Held) -> None:
    done = command("verify", str(held.record))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{held.ballots} ballots" in done.stdout


def test_the_city_has_every_kind_of_box(small: Held) -> None:
    """Otherwise the other tests would show less than they say."""
    phases = {}
    for box, path in boxes_of(small):
        with open_archive(path) as index:
            phases[box] = index.phase, index.state.ballots
    opened, stopped = BoxPhase.DECRYPTED, BoxPhase.TALLIED
    assert phases == {
        city.NORTH: (opened, 4),
        city.SOUTH: (opened, 3),
        city.SMALL: (stopped, 1),
        city.WAITING: (stopped, 2),
    }
    assert len(openings_of(small.layout, city.NORTH)) == 1


@pytest.mark.parametrize("stage", STAGES)
def test_the_peer_verifies_every_box(peer: Peer, held: Held, stage: str, tmp_path: Path) -> None:
    assert len(held.stages[stage]) == len(archives(held.record))
    for name, archive in held.stages[stage].items():
        lay(tmp_path / name, name, archive)
        answer = peer.verify(tmp_path / name)
        assert answer.accepted, answer.err


@pytest.mark.parametrize(("before", "now"), list(pairwise(STAGES)))
def test_each_stage_is_a_beginning_of_the_next(
    peer: Peer, held: Held, before: str, now: str, tmp_path: Path
) -> None:
    for name in held.stages[before]:
        for stage in (before, now):
            lay(tmp_path / stage / name, name, held.stages[stage][name])
        folders = (f"--dir1={tmp_path / before / name}", f"--dir2={tmp_path / now / name}")
        answer = peer.ask("election", "verify-diff", *folders, folder=tmp_path)
        assert answer.accepted, answer.err


def test_the_peer_verifies_every_ballot(peer: Peer, held: Held, tmp_path: Path) -> None:
    count = 0
    for path in archives(held.record):
        box = set_up_of(path)
        assert box.archive == held.stages["open"][path.name]
        lay(tmp_path / path.stem, box.file, box.archive)
        for ballot in box.ballots:
            assert peer.verify_ballot(tmp_path / path.stem, ballot).accepted
            count += 1
    assert count == held.ballots


def test_the_peer_verifies_every_challenged_ballot(peer: Peer, held: Held, tmp_path: Path) -> None:
    """A ballot that was put to the test is a whole ballot of its box, and is in no archive."""
    count = 0
    for box, path in boxes_of(held):
        set_up = set_up_of(path)
        lay(tmp_path / box, set_up.file, set_up.archive)
        for opening in openings_of(held.layout, box):
            answer = peer.verify_ballot(tmp_path / box, opening.ballot)
            assert answer.accepted, answer.err
            hashed = peer.do("sha256-b64", folder=tmp_path, data=opening.ballot).decode()
            assert hashed.rstrip("=") == opening.tracker == tracker_of(opening.ballot)
            assert opening.ballot not in set_up.ballots
            count += 1
    assert count == 1


def test_the_peer_s_tally_and_result_are_those_of_the_record(peer: Peer, held: Held, tmp_path: Path) -> None:
    """The tally of every box byte for byte; the result of each that was opened alone."""
    opened = {}
    for box, path in boxes_of(held):
        folder, whole = tmp_path / box, path.read_bytes()
        lay(folder, path.name, whole)
        tally = peer.do("election", "compute-encrypted-tally", folder=folder)
        assert all(line in whole for line in tally.split(b"\n"))
        if box in held.results:
            result = peer.do("election", "compute-result", folder=folder)
            assert result in whole
            opened[box] = json.loads(result)["result"]
        else:
            answer = peer.ask("election", "compute-result", folder=folder)
            assert not answer.accepted
            assert "missing partial decryptions" in answer.err
    groups = {name for name in held.results if name.startswith("group-")}
    assert opened == {name: result for name, result in held.results.items() if name not in groups}
    assert groups


def test_all_boxes_at_once(peer: Peer, held: Held, tmp_path: Path) -> None:
    paths = archives(held.record)
    answers = verify_all(peer, paths, tmp_path, processes=2)
    assert [answer.code for answer in answers] == [0] * len(paths)
