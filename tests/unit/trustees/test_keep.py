"""A trustee's file: for its owner alone, written once, read back, and never repeated in a message."""

import json
import os
import stat
from pathlib import Path

import pytest
from tests.support.ceremony import ELECTION, PASSPHRASE, cheap, people

from shora.crypto.sealing import seal
from shora.errors import InputError, RefusedError, ShoraError
from shora.trustees.ceremony import Holding, hold_together, share_of
from shora.trustees.keep import KeptTrustee, open_trustee, read_trustee, write_trustee

HOLDINGS = hold_together(ELECTION, *people()).holdings
HOLDING: Holding = HOLDINGS[1]
KEPT = KeptTrustee.of(HOLDING)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap(monkeypatch)


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "trustee.json"


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_written_for_its_owner_and_read_back(path: Path, passphrase: str | None) -> None:
    before = os.umask(0)
    try:
        write_trustee(path, HOLDING, passphrase)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = read_trustee(path, passphrase)
    assert kept == KEPT
    assert (kept.index, kept.trustee, kept.election) == (2, "t2", "small")
    assert kept.share().public_key == share_of(HOLDING).public_key
    assert (KEPT.secret in path.read_text()) == (passphrase is None)


def test_what_is_sealed_is_small() -> None:
    assert len(KEPT.encode()) < 180
    assert len(KEPT.seal(PASSPHRASE)) < 480


def test_never_written_over(path: Path) -> None:
    write_trustee(path, HOLDING)
    with pytest.raises(RefusedError, match="already there"):
        write_trustee(path, HOLDINGS[0])
    assert read_trustee(path).index == 2


def test_not_shown(path: Path) -> None:
    write_trustee(path, HOLDING)
    kept = read_trustee(path)
    assert kept.secret not in repr(kept) + str(kept)
    assert repr(kept) == "KeptTrustee(t2)"


def test_sealed_files_of_others(path: Path) -> None:
    write_trustee(path, HOLDING, PASSPHRASE)
    with pytest.raises(InputError, match="sealed"):
        read_trustee(path)
    with pytest.raises(RefusedError, match="passphrase"):
        read_trustee(path, PASSPHRASE + "!")
    identity = seal(b"x", PASSPHRASE, what="identity trustee:t2")
    with pytest.raises(InputError, match="does not hold a trustee's share"):
        open_trustee(identity, PASSPHRASE, "x")
    swapped = seal(KEPT.encode(), PASSPHRASE, what="trustee t1")
    with pytest.raises(InputError, match="another trustee's name"):
        open_trustee(swapped, PASSPHRASE, "x")


def content(**change: object) -> bytes:
    value = {
        "format": "shora-trustee-2",
        "election": "small",
        "trustee": "t2",
        "index": 2,
        "share": KEPT.secret,
    }
    return json.dumps(value | change).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        content()[:-20],
        content(format="shora-trustee-1"),
        content(format=1),
        content(index="2"),
        content(index=True),
        content(index=0),
        content(share=None),
        content(trustee=5),
        content(more=5),
        content() + b"{}",
        content().replace(b'"index"', b'"share": "x", "index"'),
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_none_is_refused_and_not_repeated(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_trustee(path)
    assert str(path) in str(caught.value)
    assert KEPT.secret not in str(caught.value)


@pytest.mark.parametrize(
    "secret", ["x", "", "-1", "0" + KEPT.secret, "9" * 90, KEPT.secret + '"'], ids=range(6)
)
def test_a_share_that_does_not_open(path: Path, secret: str) -> None:
    path.write_bytes(content(share=secret))
    kept = read_trustee(path)
    with pytest.raises(ShoraError) as caught:
        kept.share()
    assert KEPT.secret not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_missing_file(path: Path) -> None:
    with pytest.raises(InputError, match="not there"):
        read_trustee(path)
