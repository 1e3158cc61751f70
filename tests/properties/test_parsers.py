"""Whatever bytes come in, the answer is a value or an error for people: nothing crashes, nothing hangs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.city import NORTH, Small, hold
from tests.support.elections import TREES, election_of

from shora.box.archive_read import open_archive
from shora.cards.pack import card_of, read_pack
from shora.crypto import pedersen
from shora.crypto.credentials import check_keys
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.trustees import (
    PartialDecryption,
    Share,
    TrusteeKeys,
    check_partial_decryption,
    check_result,
    combine,
    discrete_logs,
)
from shora.election.read import read_bytes
from shora.errors import ShoraError
from shora.ids import Uuid
from shora.seats.read import read_totals
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.tally.result import read_result
from shora.trustees.keep import read_trustee
from shora.trustees.parties import Parties
from shora.trustees.said import hear
from shora.verification.verdict import Verdict

ELECTION, SHARE, KEYS = election_of(TREES)
TALLY = BallotProduct(ELECTION).encrypted_tally()
PARTIAL = SHARE.decrypt(ELECTION, TALLY)
RESULT = b'{"result":[[0,0,0,0]]}'
SEEDS = [pedersen.new_seed() for _ in range(3)]
CERTIFICATES = [
    pedersen.certificate(seed, size=3, threshold=2, index=i) for i, seed in enumerate(SEEDS, start=1)
]
POLYNOMIALS = [pedersen.polynomial(seed, CERTIFICATES, 2) for seed in SEEDS]
UUID = Uuid("ParsersParsers")


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def keys_of(data: bytes) -> None:
    keys = TrusteeKeys(data)
    keys.check()
    _ = (keys.public_key, keys.verification_keys, keys.groups)


PARSERS: dict[str, Callable[[bytes], object]] = {
    "election": BoxElection,
    "ballot": lambda data: ELECTION.check([data], [1], BallotProduct(ELECTION)),
    "trustees": keys_of,
    "private key": Share.from_private_key,
    "share": lambda data: Share.open(SEEDS[0], data),
    "seed": lambda data: Share.open(text(data), b"{}"),
    "tally to decrypt": lambda data: SHARE.decrypt(ELECTION, data),
    "tally to combine": lambda data: combine(ELECTION, KEYS, data, [], 0),
    "partial decryption": lambda data: check_partial_decryption(ELECTION, TALLY, SHARE.public_key, data),
    "partial decryption to combine": lambda data: combine(
        ELECTION, KEYS, TALLY, [PartialDecryption(owner=1, payload=data)], 10
    ),
    "a trustee's key": lambda data: check_partial_decryption(ELECTION, TALLY, text(data), PARTIAL),
    "result": lambda data: check_result(
        ELECTION, KEYS, TALLY, [PartialDecryption(owner=1, payload=PARTIAL)], data
    ),
    "result as numbers": lambda data: read_result(data, ELECTION.questions, "x"),
    "points": lambda data: check_keys([text(data)]),
    "logarithms": lambda data: discrete_logs([text(data)], 10),
    "card": lambda data: card_of(UUID, text(data)),
    "certificate": lambda data: pedersen.check_certificates([CERTIFICATES[0], data, CERTIFICATES[2]], 2),
    "polynomial": lambda data: pedersen.check_polynomial(CERTIFICATES, 2, 1, data),
    "vinput": lambda data: pedersen.voutput(SEEDS[0], CERTIFICATES, 2, data),
    "voutput": lambda data: pedersen.check_voutput(CERTIFICATES, 2, POLYNOMIALS, 1, data),
    "parameters": lambda data: pedersen.parameters(CERTIFICATES, 2, POLYNOMIALS, [data] * 3),
    "said": hear,
    "parties": lambda data: Parties.decode(data, "x"),
    "definition": lambda data: read_bytes(data, place="x"),
    "totals": lambda data: read_totals(data, place="x"),
}

SAMPLES = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'""',
    b"[[]]",
    b"0",
    b"1e999",
    b"-0",
    b'"0"',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"9" * 100_000,
    b'"' + b"9" * 100_000 + b'"',
    b"\xef\xbb\xbf{}",
    b"\xff\xfe",
    b'"\\ud800"',
    bytes(1000),
    TALLY,
    PARTIAL,
    RESULT,
    *CERTIFICATES,
    POLYNOMIALS[0],
]
"""Bytes that readers stumble over, and messages where another one belongs."""


def one_line(error: ShoraError) -> None:
    """A message for people repeats little of what it is about."""
    assert "\n" not in str(error)
    assert len(str(error)) < 2000


def survives(parse: Callable[[bytes], object], data: bytes) -> None:
    try:
        parse(data)
    except ShoraError as error:
        one_line(error)


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS.keys())
def test_strange_bytes(parse: Callable[[bytes], object]) -> None:
    for data in SAMPLES:
        survives(parse, data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
).map(lambda value: json.dumps(value).encode())


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS.keys())
@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=200) | JSON)
def test_random_bytes(parse: Callable[[bytes], object], data: bytes) -> None:
    survives(parse, data)


MUTABLE: list[tuple[str, bytes]] = [
    ("partial decryption", PARTIAL),
    ("tally to decrypt", TALLY),
    ("result", RESULT),
    ("certificate", CERTIFICATES[1]),
    ("polynomial", POLYNOMIALS[0]),
]


@pytest.mark.parametrize("name,good", MUTABLE, ids=[name for name, _ in MUTABLE])
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_messages_with_a_few_bytes_changed(name: str, good: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(good) - 1))
    cut = data.draw(st.integers(0, 3))
    more = data.draw(st.binary(max_size=3) | st.sampled_from([b'"', b"\\", b"{", b"]", b"-", b"0", b"null"]))
    survives(PARSERS[name], good[:at] + more + good[at + cut :])


# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────

FILES = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return hold(tmp_path_factory.mktemp("parsers") / "record")


def judged(path: Path) -> Verdict | None:
    try:
        return verify(path, Unwatched())
    except ShoraError as error:
        one_line(error)
        return None


@FILES
@given(st.binary(max_size=3000))
def test_random_files(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "ParsersParsers.bel"
    path.write_bytes(data)
    assert judged(path) is None
    readers: tuple[Callable[[Path], object], ...] = (open_archive, read_pack, read_trustee)
    for read in readers:
        with pytest.raises(ShoraError):
            read(path)


@settings(FILES, max_examples=120)
@given(st.data())
def test_an_archive_with_a_changed_byte_is_never_verified(
    held: Small, tmp_path: Path, data: st.DataObject
) -> None:
    good = held.archive(NORTH).read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    bits = data.draw(st.integers(1, 255))
    path = tmp_path / held.archive(NORTH).name
    path.write_bytes(good[:at] + bytes([good[at] ^ bits]) + good[at + 1 :])
    verdict = judged(path)
    assert verdict is None or verdict.failures


@settings(FILES, max_examples=60)
@given(st.data())
def test_an_archive_that_was_cut_or_grew_is_verified_at_the_end_of_an_event_alone(
    held: Small, tmp_path: Path, data: st.DataObject
) -> None:
    good = held.archive(NORTH).read_bytes()
    length = data.draw(st.integers(0, len(good)))
    path = tmp_path / held.archive(NORTH).name
    path.write_bytes(good[:length] + data.draw(st.binary(min_size=1, max_size=600)))
    verdict = judged(path)
    assert verdict is None or verdict.failures


@settings(FILES, max_examples=60)
@given(st.data())
def test_a_record_with_a_changed_byte_is_never_verified(held: Small, data: st.DataObject) -> None:
    root = held.layout.root
    names = sorted(
        path.relative_to(root) for path in root.rglob("*") if path.is_file() and path.suffix != ".bel"
    )
    path = root / data.draw(st.sampled_from(names))
    good = path.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    bits = data.draw(st.integers(1, 255))
    try:
        path.write_bytes(good[:at] + bytes([good[at] ^ bits]) + good[at + 1 :])
        verdict = judged(root)
    finally:
        path.write_bytes(good)
    assert verdict is None or verdict.failures
