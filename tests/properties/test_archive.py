"""Whatever a box does, its archive has no findings; whatever is done to an archive, it shows.

Random days are written and read back; random changes are made to archives of another program.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shora.box.archive import Archive
from shora.box.archive_bytes import ballot_prefix
from shora.box.archive_read import open_archive
from shora.box.payloads import SizedTally, digest
from shora.errors import InputError, RefusedError, UnsupportedError
from shora.ids import PublicCredential, Uuid
from shora.text.json import canonical

PEER = Path(__file__).parents[1] / "data" / "peer" / "9Xk5ujWWKGnDVG.bel"
UUID = Uuid("123456789ABCDE")
CARDS = [PublicCredential(f"{number:064x}") for number in range(6)]
ELECTION = canonical({"uuid": UUID})
PREFIX = ballot_prefix(UUID, ELECTION)

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ballots"), st.lists(st.integers(0, 5), min_size=1, max_size=4)),
        st.tuples(st.sampled_from(("end", "tally", "result", "reopen")), st.just([0])),
        st.tuples(st.just("share"), st.lists(st.integers(1, 3), min_size=1, max_size=1)),
    ),
    max_size=12,
)


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@pytest.fixture(name="names", scope="module")
def _names() -> Iterator[int]:
    return iter(range(10**9))


def step(box: Archive, name: str, numbers: list[int]) -> None:
    tally = b"[[1]]"
    if name == "ballots":
        cards = [CARDS[number] for number in numbers]
        box.append_ballots([(PREFIX + card.encode() + b'"}', card) for card in cards])
    elif name == "end":
        box.end_ballots()
    elif name == "tally":
        box.append_tally(SizedTally(num_tallied=1, total_weight=1, encrypted_tally=digest(tally)), tally)
    elif name == "share":
        box.append_partial_decryption(numbers[0], b'["%d"]' % numbers[0])
    else:
        box.append_result(b"{}")


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_a_box_writes_nothing_wrong(
    folder: Path, names: Iterator[int], steps: list[tuple[str, list[int]]]
) -> None:
    place = folder / str(next(names))
    place.mkdir()
    box = Archive.create(
        place / f"{UUID}.bel", timestamp=0, election=ELECTION, trustees=b"[]", credentials=canonical(CARDS)
    )
    for name, numbers in steps:
        length = box.path.stat().st_size
        try:
            if name == "reopen":
                box.close()
                box, recovery = Archive.open(box.path, acknowledged=box.checkpoint)
                assert recovery.cut == 0
            else:
                step(box, name, numbers)
        except RefusedError:
            assert box.path.stat().st_size == length
    with box, open_archive(box.path) as index:
        assert index.findings == ()
        assert index.state == box.state
        ballots = [stored.data for batch in index.iter_ballots(500) for stored in batch]
        assert len(ballots) == len(set(ballots)) == box.state.ballots


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("flip", "cut", "insert", "remove", "move")),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=3,
)


@given(CHANGES)
@settings(max_examples=150, deadline=None)
def test_no_change_goes_unnoticed(folder: Path, changes: list[tuple[str, int, int]]) -> None:
    original = PEER.read_bytes()
    content = bytearray(original)
    for what, first, second in changes:
        at, to = first % (len(content) + 1), second % (len(content) + 1)
        block = slice(at // 512 * 512, at // 512 * 512 + 512)
        if what == "flip" and at < len(content):
            content[at] ^= 1 << second % 8
        elif what == "cut":
            del content[max(at, 2048) :]
        elif what == "insert":
            content[block.start : block.start] = content[to // 512 * 512 : to // 512 * 512 + 512]
        elif what == "remove":
            del content[block]
        elif what == "move":
            moved = content[block]
            del content[block]
            content[to // 512 * 512 : to // 512 * 512] = moved
    path = folder / "changed.bel"
    path.write_bytes(content)
    try:
        with open_archive(path) as index:
            if index.findings == ():
                assert original.startswith(content)  # an earlier state, cut between two events
                assert index.sound_length == len(content)
            assert index.sound_length <= len(content)
    except (InputError, UnsupportedError):
        assert not original.startswith(content) or len(content) < 1024
