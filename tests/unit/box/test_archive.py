"""The writer: byte for byte what the peer writes, and what it refuses."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shora.box.archive import Archive
from shora.box.archive_bytes import Entry, ballot_prefix, encode_entries, first_bytes
from shora.box.archive_read import ArchiveIndex, open_archive
from shora.box.archive_recover import Checkpoint
from shora.box.events import BoxPhase, EventType
from shora.box.payloads import SizedTally, digest
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import Hash, PublicCredential, Uuid
from shora.text.json import canonical

PEER = Path(__file__).parents[2] / "data" / "peer"
ARCHIVES = sorted(PEER.glob("*.bel"))
UUID = Uuid("123456789ABCDE")
TIME = 1_800_000_000
CARDS = [PublicCredential(f"{number:064x}") for number in range(1, 9)]
ELECTION = canonical({"version": 1, "name": "شورا", "uuid": UUID})
TRUSTEES = b'["trustees"]'
CREDENTIALS = canonical(CARDS)
PREFIX = ballot_prefix(UUID, ELECTION)


def ballot(card: PublicCredential, answer: int = 0) -> bytes:
    return PREFIX + card.encode() + b'","answers":[%d]}' % answer


def create(folder: Path) -> Archive:
    return Archive.create(
        folder / f"{UUID}.bel", timestamp=TIME, election=ELECTION, trustees=TRUSTEES, credentials=CREDENTIALS
    )


@pytest.fixture(name="box")
def _box(tmp_path: Path) -> Iterator[Archive]:
    with create(tmp_path) as archive:
        yield archive


def complete(box: Archive) -> None:
    box.append_ballots([(ballot(card), card) for card in CARDS[:3]])
    box.end_ballots()
    tally = b'[["tally"]]'
    box.append_tally(SizedTally(num_tallied=3, total_weight=3, encrypted_tally=digest(tally)), tally)
    box.append_partial_decryption(2, b'["two"]')
    box.append_partial_decryption(1, b'["one"]')
    box.append_result(b'{"result":[[3]]}')


# ── The peer's bytes ──


def entries_of(index: ArchiveIndex) -> Iterator[Entry]:
    """What the archive's events bring, Setup left out."""
    shares = {share.payload for share in index.shares}
    by_owned = {digest(share.encode()): share.payload for share in index.shares}
    assert len(shares) == len(by_owned)
    for event in index.events():
        if event.type is EventType.SETUP:
            continue
        names: list[Hash] = []
        if event.payload is not None:
            if event.type is EventType.ENCRYPTED_TALLY and index.tally is not None:
                names.append(index.tally.encrypted_tally)
            if event.type is EventType.PARTIAL_DECRYPTION:
                names.append(by_owned[event.payload])
            names.append(event.payload)
        yield Entry(type=event.type, data=tuple(index.read(name) for name in names))


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_writes_what_the_peer_writes(path: Path, tmp_path: Path) -> None:
    """The whole archive anew, from its contents; and through the writer up to the first vote cast again."""
    with open_archive(path) as index:
        setup = [index.read(name) for name in index.setup.names]
        entries = list(entries_of(index))
        content = first_bytes(index.timestamp, *setup)
        copy = tmp_path / path.name
        with Archive.create(
            copy, timestamp=index.timestamp, election=setup[0], trustees=setup[1], credentials=setup[2]
        ) as ours:
            assert copy.read_bytes() == content
            rest, state = encode_entries(ours.state, entries, index.timestamp)
            assert content + rest == path.read_bytes()
            assert state == index.state
            for entry in entries[:5]:
                text = entry.data[0]
                ours.append_ballot(text, PublicCredential(text.split(b'"credential":"')[1][:64].decode()))
            assert path.read_bytes().startswith(copy.read_bytes())
            with pytest.raises(RefusedError, match="card already used"):
                text = entries[5].data[0]
                ours.append_ballot(text, PublicCredential(text.split(b'"credential":"')[1][:64].decode()))


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_opens_what_the_peer_made(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    archive, recovery = Archive.open(copy, acknowledged=None)
    with archive:
        assert recovery.cut == 0
        assert str(recovery) == "the archive is whole: 15 events"
        assert archive.phase is BoxPhase.DECRYPTED
        assert archive.uuid == path.stem
    assert copy.read_bytes() == path.read_bytes()


# ── A box's life ──


def test_a_whole_life(box: Archive) -> None:
    complete(box)
    assert box.phase is BoxPhase.DECRYPTED
    with open_archive(box.path) as index:
        assert index.findings == ()
        assert index.state == box.state
        assert (index.ballots, [share.owner for share in index.shares]) == (3, [2, 1])
        assert [stored.data for stored in next(index.iter_ballots(10**6))] == [
            ballot(card) for card in CARDS[:3]
        ]
        assert box.checkpoint == Checkpoint(events=9, head=list(index.event_hashes())[-1])


def test_an_empty_box(box: Archive) -> None:
    box.end_ballots()
    assert box.append_ballots([]) == ()
    with open_archive(box.path) as index:
        assert (index.findings, index.phase, index.ballots) == ((), BoxPhase.CLOSED, 0)


def test_reopening_knows_the_used_cards(tmp_path: Path) -> None:
    with create(tmp_path) as box:
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
        path, before = box.path, box.checkpoint
    box, recovery = Archive.open(path, acknowledged=before)
    with box:
        assert recovery.kept == before
        assert box.is_used(CARDS[0])
        assert not box.is_used(CARDS[1])
        box.check_card(CARDS[1])
        for attempt in (
            lambda: box.check_card(CARDS[0]),
            lambda: box.append_ballot(ballot(CARDS[0], 1), CARDS[0]),
        ):
            with pytest.raises(RefusedError, match="card already used"):
                attempt()
        box.append_ballot(ballot(CARDS[1]), CARDS[1])
        assert box.state.ballots == 2


def test_the_file_is_readable_by_all(box: Archive) -> None:
    assert not list(box.path.parent.glob(".*"))
    umask = os.umask(0)
    os.umask(umask)
    assert box.path.stat().st_mode & 0o777 == 0o644 & ~umask


# ── What is refused, and that nothing is written then ──


def test_refusals_leave_the_file_alone(box: Archive) -> None:
    box.append_ballot(ballot(CARDS[0]), CARDS[0])
    before = box.path.read_bytes()
    other = ballot_prefix(Uuid("z" * 14), ELECTION) + CARDS[1].encode() + b'"}'
    unknown = PublicCredential("f" * 64)
    for ballots, message in [
        ([(ballot(CARDS[0], 1), CARDS[0])], "card already used"),
        ([(ballot(CARDS[1]), CARDS[1]), (ballot(CARDS[1], 1), CARDS[1])], "twice in one batch"),
        ([(ballot(CARDS[1]), CARDS[1]), (ballot(unknown), unknown)], "unknown card"),
        ([(other, CARDS[1])], "not one of this box"),
        ([(ballot(CARDS[1])[:-1], CARDS[1])], "not one of this box"),
        ([(b"", CARDS[1])], "not one of this box"),
        ([(ballot(CARDS[2]), CARDS[1])], "made with another card"),
    ]:
        with pytest.raises(RefusedError, match=message):
            box.append_ballots(ballots)
    assert box.path.read_bytes() == before
    box.append_ballot(ballot(CARDS[1]), CARDS[1])  # a refused batch used up no card


def test_order_is_kept(box: Archive) -> None:
    tally = b"[]"
    sized = SizedTally(num_tallied=0, total_weight=0, encrypted_tally=digest(tally))
    with pytest.raises(RefusedError, match="an EncryptedTally before EndBallots"):
        box.append_tally(sized, tally)
    box.end_ballots()
    before = box.path.read_bytes()
    with pytest.raises(RefusedError, match="a Ballot after EndBallots"):
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
    assert not box.is_used(CARDS[0])
    with pytest.raises(RefusedError, match="a second EndBallots"):
        box.end_ballots()
    with pytest.raises(RefusedError, match="a PartialDecryption before EncryptedTally"):
        box.append_partial_decryption(1, b'["one"]')
    with pytest.raises(RefusedError, match="a Result before any PartialDecryption"):
        box.append_result(b"{}")
    assert box.path.read_bytes() == before
    with pytest.raises(InputError, match="not the one that was counted"):
        box.append_tally(sized, b"[[]]")
    box.append_tally(sized, tally)
    box.append_partial_decryption(1, b'["one"]')
    with pytest.raises(RefusedError, match="trustee 1 has a partial decryption already"):
        box.append_partial_decryption(1, b'["other"]')
    with pytest.raises(RefusedError, match="in the archive already"):
        box.append_partial_decryption(2, b'["one"]')
    with pytest.raises(InputError, match="count from 1"):
        box.append_partial_decryption(0, b'["zero"]')
    with pytest.raises(InputError, match="not canonical JSON"):
        box.append_result(b'{"result": []}')
    with open_archive(box.path) as index:
        assert (index.findings, index.phase) == ((), BoxPhase.TALLIED)


def test_create_refuses(tmp_path: Path) -> None:
    path = tmp_path / f"{UUID}.bel"

    def attempt(change: dict[str, bytes], path: Path = path, timestamp: int = TIME) -> None:
        parts = {"election": ELECTION, "trustees": TRUSTEES, "credentials": CREDENTIALS} | change
        Archive.create(
            path,
            timestamp=timestamp,
            election=parts["election"],
            trustees=parts["trustees"],
            credentials=parts["credentials"],
        ).close()

    for change, message in [
        ({"election": ELECTION + b"\n"}, "election: the text is not canonical JSON"),
        ({"election": b'{"uuid":"short"}'}, "not a uuid"),
        ({"election": b'{"uuid":"0OIl0OIl0OIl0OIl"}'}, "not a uuid"),
        ({"election": b"{}"}, "'uuid' is missing"),
        ({"trustees": b"x"}, "trustees"),
        ({"credentials": b'["x"]'}, "not 64 hexadecimal digits"),
        ({"credentials": canonical([CARDS[0], CARDS[0]])}, "there twice"),
    ]:
        with pytest.raises(InputError, match=message):
            attempt(change)
    with pytest.raises(InputError, match=f"is named {UUID}.bel"):
        attempt({}, path=tmp_path / "box.bel")
    with pytest.raises(InputError, match="does not fit"):
        attempt({}, timestamp=-1)
    assert list(tmp_path.iterdir()) == []
    create(tmp_path).close()
    with pytest.raises(RefusedError, match="already there"):
        create(tmp_path)
    with pytest.raises(DamagedError, match="its folder is not there"):
        create(tmp_path / "missing")


def test_open_refuses_what_is_damaged(tmp_path: Path) -> None:
    with create(tmp_path) as box:
        complete(box)
        path = box.path
    good = path.read_bytes()
    end = len(good)
    for content in [
        b"",
        b"x" * 3000,
        good + b"x",
        good + good[1024:],
        good[:2000] + b"?" + good[2001:],
        good[: end - 600] + b"?" + good[end - 599 :],
        good[: end - 1] + b"?",
        good[:1024],
        good[:1024] + good[2048:],
    ]:
        path.write_bytes(content)
        with pytest.raises(DamagedError):
            Archive.open(path, acknowledged=None)
        assert path.read_bytes() == content
    path.unlink()
    with pytest.raises(InputError, match="there is no archive here"):
        Archive.open(path, acknowledged=None)


def test_open_refuses_to_forget_what_was_acknowledged(tmp_path: Path) -> None:
    with create(tmp_path) as box:
        path = box.path
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
        short = path.read_bytes()
        box.append_ballot(ballot(CARDS[1]), CARDS[1])
        acknowledged = box.checkpoint
    whole = path.read_bytes()
    for content in (short, whole[: len(whole) - 512], whole[: len(whole) - 1500]):
        path.write_bytes(content)
        with pytest.raises(DamagedError, match="2 sound events, and not the 3 that were acknowledged"):
            Archive.open(path, acknowledged=acknowledged)
        assert path.read_bytes() == content
    path.write_bytes(whole)
    for wrong in (Checkpoint(events=2, head=acknowledged.head), Checkpoint(events=0, head=acknowledged.head)):
        with pytest.raises(DamagedError, match="that were acknowledged"):
            Archive.open(path, acknowledged=wrong)
    Archive.open(path, acknowledged=acknowledged)[0].close()


def test_what_lies_behind_the_acknowledged_can_be_cut(tmp_path: Path) -> None:
    """With the caller's notes, also what a crash on a lesser file system leaves: holes before right bytes."""
    with create(tmp_path) as box:
        path = box.path
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
        acknowledged, length = box.checkpoint, path.stat().st_size
        box.append_ballots([(ballot(card), card) for card in CARDS[1:4]])
    content = bytearray(path.read_bytes())
    content[length + 512 : length + 1024] = bytes(512)
    path.write_bytes(content)
    with pytest.raises(DamagedError):
        Archive.open(path, acknowledged=None)
    box, recovery = Archive.open(path, acknowledged=acknowledged)
    with box:
        assert recovery.kept == acknowledged
        assert recovery.cut == len(content) - length
        assert str(recovery).endswith("of an unfinished append were cut; 2 events are kept")
        box.append_ballots([(ballot(card), card) for card in CARDS[1:4]])
        assert box.state.ballots == 4


# ── One writer ──


def test_a_second_writer_is_refused(box: Archive) -> None:
    with pytest.raises(RefusedError, match="another process is writing"):
        Archive.open(box.path, acknowledged=None)
    program = (
        "import sys; from pathlib import Path; from shora.box.archive import Archive\n"
        "from shora.errors import RefusedError\n"
        "try: Archive.open(Path(sys.argv[1]), acknowledged=None)\n"
        "except RefusedError: sys.exit(7)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", program, str(box.path)], env=environment, check=False, timeout=60
    )
    assert run.returncode == 7


def test_a_stranger_who_appends_is_noticed(box: Archive) -> None:
    with box.path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(DamagedError, match="somebody else changed the archive's length"):
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
    with pytest.raises(DamagedError, match="cannot be appended to"):
        box.end_ballots()


def test_closed_is_closed(box: Archive) -> None:
    box.close()
    box.close()
    with pytest.raises(DamagedError, match="when it is closed"):
        box.end_ballots()
    Archive.open(box.path, acknowledged=None)[0].close()


def test_a_stored_ballot_of_another_box_is_noticed(tmp_path: Path) -> None:
    with create(tmp_path) as box:
        path, state = box.path, box.state
    other = ballot_prefix(Uuid("z" * 14), ELECTION) + CARDS[1].encode() + b'"}'
    more, _ = encode_entries(state, [Entry(type=EventType.BALLOT, data=(other,))], TIME)
    with path.open("ab") as file:
        file.write(more)
    with pytest.raises(DamagedError, match="not one of this box"):
        Archive.open(path, acknowledged=None)
