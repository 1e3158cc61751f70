"""Members and events out of their places, each named; and what the reader itself promises."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.forge import Forge, Read, codes, compact, data, sha, whole

from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.box.faults import MAX_FINDINGS, ArchiveFault
from shora.errors import DamagedError, InputError
from shora.ids import Hash

# ── Members ──


def test_swapped_members(read: Read) -> None:
    for a, b in [(1, 2), (2, 3), (1, 3), (11, 12), (14, 15)]:
        forge = whole()
        forge.members[a], forge.members[b] = forge.members[b], forge.members[a]
        assert set(codes(read(forge.bytes()))) == {ArchiveFault.MEMBER_OUT_OF_PLACE}, (a, b)


def test_data_after_its_event(read: Read) -> None:
    for event in (5, 7, 13, 16, 21):
        forge = whole()
        forge.members[event], forge.members[event - 1] = forge.members[event - 1], forge.members[event]
        index = read(forge.bytes())
        assert set(codes(index)) == {ArchiveFault.MEMBER_OUT_OF_PLACE}, event
        assert index.phase is BoxPhase.DECRYPTED


def test_data_too_early(read: Read) -> None:
    forge = whole()
    forge.members.insert(6, forge.members.pop(8))
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.MEMBER_OUT_OF_PLACE]
    assert index.findings[0].place == "event 2"


@pytest.mark.parametrize("at", [1, 4, 6, 11, 12, 14, 15, 20])
def test_missing_data(read: Read, at: int) -> None:
    forge = whole()
    del forge.members[at]
    found = codes(read(forge.bytes()))
    assert ArchiveFault.PAYLOAD_MISSING in found
    assert set(found) <= {ArchiveFault.PAYLOAD_MISSING, ArchiveFault.DATA_WITHOUT_EVENT}


@pytest.mark.parametrize("at", [1, 2, 6, 8, 10, 11, 20, 22])
def test_orphans(read: Read, at: int) -> None:
    forge = whole()
    forge.members.insert(at, data(b'"nobody names this"'))
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.DATA_WITHOUT_EVENT]
    assert index.findings[0].place == sha(b'"nobody names this"')


def test_the_same_data_twice(read: Read) -> None:
    for at in (1, 4, 6, 11, 20):
        forge = whole()
        forge.members.insert(at, forge.members[at])
        assert ArchiveFault.MEMBER_REPEATED in codes(read(forge.bytes())), at


def test_the_same_ballot_twice(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.ballot(1)
    forge.ballot(1)
    assert codes(read(forge.bytes())) == [ArchiveFault.MEMBER_REPEATED]
    del forge.members[-2]  # the data once, two events
    assert codes(read(forge.bytes())) == [ArchiveFault.MEMBER_OUT_OF_PLACE]


# ── Events ──


def test_out_of_order(read: Read) -> None:
    def two_setups(forge: Forge) -> None:
        forge.setup()
        forge.setup("again")

    def ballot_before_setup(forge: Forge) -> None:
        forge.ballot(1)
        forge.setup()

    def closed(forge: Forge) -> None:
        forge.setup()
        forge.ballot(1)
        forge.event("EndBallots")

    def tallied(forge: Forge) -> None:
        closed(forge)
        forge.tally()

    def opened(forge: Forge) -> None:
        tallied(forge)
        forge.share(1)
        forge.result()

    cases: list[tuple[ArchiveFault, list[Callable[[Forge], object]]]] = [
        (ArchiveFault.SETUP_TWICE, [two_setups]),
        (ArchiveFault.SETUP_MISSING, [ballot_before_setup]),
        (ArchiveFault.BALLOT_AFTER_END, [closed, lambda forge: forge.ballot(2)]),
        (ArchiveFault.END_TWICE, [closed, lambda forge: forge.event("EndBallots")]),
        (ArchiveFault.TALLY_BEFORE_END, [lambda forge: forge.setup(), lambda forge: forge.tally()]),
        (ArchiveFault.TALLY_TWICE, [tallied, lambda forge: forge.tally(1)]),
        (ArchiveFault.SHARE_BEFORE_TALLY, [closed, lambda forge: forge.share(1)]),
        (ArchiveFault.SHARE_TWICE, [tallied, lambda forge: forge.share(1), lambda forge: forge.share(1, 1)]),
        (ArchiveFault.RESULT_BEFORE_SHARE, [tallied, lambda forge: forge.result()]),
        (ArchiveFault.RESULT_TWICE, [opened, lambda forge: forge.result(1)]),
        (ArchiveFault.EVENT_AFTER_RESULT, [opened, lambda forge: forge.share(2)]),
        (
            ArchiveFault.EVENT_WITHOUT_PAYLOAD,
            [lambda forge: forge.setup(), lambda forge: forge.event("Ballot")],
        ),
    ]
    for fault, steps in cases:
        forge = Forge()
        for step in steps:
            step(forge)
        assert codes(read(forge.bytes())) == [fault], fault


def test_an_end_with_a_payload(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.event("EndBallots", forge.data(b'"why"'))
    assert codes(read(forge.bytes())) == [ArchiveFault.EVENT_WITH_PAYLOAD]


def test_a_broken_chain(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.height = 5
    forge.ballot(1)
    forge.ballot(2)
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.HEIGHT_WRONG]
    assert index.findings[0].place == "event 5"
    forge = Forge()
    forge.setup()
    forge.parent = sha(b"other")
    forge.ballot(1)
    forge.ballot(2)
    assert codes(read(forge.bytes())) == [ArchiveFault.PARENT_WRONG]


def test_dropped_and_swapped_events(read: Read) -> None:
    forge = whole()
    del forge.members[6:8]  # the first ballot with its event
    assert set(codes(read(forge.bytes()))) == {ArchiveFault.HEIGHT_WRONG}
    forge = whole()
    forge.members[6:10] = forge.members[8:10] + forge.members[6:8]
    assert ArchiveFault.HEIGHT_WRONG in codes(read(forge.bytes()))


@pytest.mark.parametrize(
    "encode,fault",
    [
        (lambda event: json.dumps(event).encode(), ArchiveFault.EVENT_NOT_CANONICAL),
        (lambda event: compact(dict(reversed(event.items()))), ArchiveFault.EVENT_NOT_CANONICAL),
        (lambda event: compact(event) + b"\n", ArchiveFault.EVENT_NOT_CANONICAL),
        (lambda event: compact(event | {"note": 1}), ArchiveFault.EVENT_MALFORMED),
        (lambda event: compact(event | {"height": "1"}), ArchiveFault.EVENT_MALFORMED),
        (lambda event: compact(event)[:-1] + b',"height":1}', ArchiveFault.EVENT_MALFORMED),
        (lambda event: b"{}", ArchiveFault.EVENT_MALFORMED),
        (lambda event: compact(event) + b" " * 5000, ArchiveFault.EVENT_MALFORMED),
    ],
)
def test_events_in_another_form(read: Read, encode: Callable[[object], bytes], fault: ArchiveFault) -> None:
    forge = Forge()
    forge.setup()
    forge.event("EndBallots", encode=encode)
    assert codes(read(forge.bytes())) == [fault]


def test_unknown_events(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.event("Recount")
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.EVENT_MALFORMED]
    assert "there is no event 'Recount'" in index.findings[0].detail


@pytest.mark.parametrize("change", [{"num_tallied": -1}, {"more": 1}, {"encrypted_tally": "x"}])
def test_malformed_payloads(read: Read, change: dict[str, object]) -> None:
    forge = Forge()
    forge.setup()
    forge.event("EndBallots")
    inner = forge.data(b'["tally"]')
    sized = {"num_tallied": 1, "total_weight": 1, "encrypted_tally": inner} | change
    forge.event("EncryptedTally", forge.data(compact(sized)))
    assert codes(read(forge.bytes())) == [ArchiveFault.DATA_WITHOUT_EVENT, ArchiveFault.PAYLOAD_MALFORMED]


def test_a_setup_that_is_none(read: Read) -> None:
    forge = Forge()
    forge.event("Setup", forge.data(b"{}"))
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.PAYLOAD_MALFORMED]
    with pytest.raises(InputError, match="no readable Setup"):
        _ = index.setup


# ── The reader itself ──


def test_findings_are_bounded(read: Read) -> None:
    forge = whole()
    for number in range(MAX_FINDINGS + 50):
        forge.data(b"%d" % number)
    index = read(forge.bytes())
    assert len(index.findings) == MAX_FINDINGS + 1
    assert codes(index)[-1] is ArchiveFault.TOO_MANY


def test_a_finding_is_one_line(read: Read) -> None:
    index = read(whole().bytes() + b"\n")
    length = len(whole().bytes())
    line = f"bytes-appended at byte {length} (byte {length}): 1 bytes that are no member"
    assert [str(finding) for finding in index.findings] == [line]


def test_damaged_ballots_are_left_out(read: Read) -> None:
    content = bytearray(whole().bytes())
    at = content.index(b'{"ballot":1}')
    content[at + 10] = ord("7")
    index = read(bytes(content))
    assert [ballot.data for batch in index.iter_ballots(1000) for ballot in batch] == [b'{"ballot":2}']
    with pytest.raises(DamagedError, match="is not what its name says"):
        index.read(Hash(sha(b'{"ballot":1}')))
    with pytest.raises(InputError, match="is not in the archive"):
        index.read(Hash("00" * 32))


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.bel"
    content = whole().bytes()
    path.write_bytes(content)
    with open_archive(path) as index:
        assert index.findings == ()
        path.write_bytes(content.replace(b'{"ballot":1}', b'{"ballot":7}'))
        with pytest.raises(DamagedError):
            list(index.iter_ballots(1000))
        path.write_bytes(content[:2000])
        with pytest.raises(DamagedError, match="became shorter"):
            list(index.events())


def test_large_bodies_are_hashed_in_pieces(read: Read) -> None:
    forge = Forge()
    forge.setup()
    large = b'"' + b"x" * 3_000_000 + b'"'
    forge.event("Ballot", forge.data(large))
    index = read(forge.bytes())
    assert codes(index) == []
    assert [ballot.data for batch in index.iter_ballots(1) for ballot in batch] == [large]
    spoiled = bytearray(forge.bytes())
    spoiled[-2_000_000] ^= 1
    assert codes(read(bytes(spoiled))) == [ArchiveFault.HASH_WRONG]


def test_values_are_frozen(read: Read) -> None:
    finding = read(whole().bytes() + b"\n").findings[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.offset = 0  # type: ignore[misc]
