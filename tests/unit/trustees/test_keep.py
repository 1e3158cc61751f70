"""A trustee's file: for its owner alone, written once, read back, and never repeated in a message."""

import json
import os
import stat
from pathlib import Path

import pytest
from tests.support.city import small_definition

from shora.errors import InputError, ShoraError
from shora.trustees.ceremony import Holding, hold_together, share_of
from shora.trustees.keep import KeptTrustee, read_trustee, write_trustee

_, HOLDINGS = hold_together(small_definition().trustees)
HOLDING: Holding = HOLDINGS[1]


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "trustee.json"


def test_written_for_its_owner_and_read_back(path: Path) -> None:
    before = os.umask(0)
    try:
        write_trustee(path, HOLDING)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = read_trustee(path)
    assert kept == KeptTrustee(index=2, seed=HOLDING.seed, voutput=HOLDING.voutput)
    assert kept.share().public_key == share_of(HOLDING).public_key


def test_never_written_over(path: Path) -> None:
    write_trustee(path, HOLDING)
    with pytest.raises(FileExistsError):
        write_trustee(path, HOLDINGS[0])
    assert read_trustee(path).index == 2


def test_not_shown(path: Path) -> None:
    write_trustee(path, HOLDING)
    kept = read_trustee(path)
    assert kept.seed not in repr(kept) + str(kept)
    assert repr(kept) == "KeptTrustee(2)"


def content(**change: object) -> bytes:
    value = {
        "format": "shora-trustee-1",
        "index": 2,
        "seed": HOLDING.seed,
        "voutput": HOLDING.voutput.decode(),
    }
    return json.dumps(value | change).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        content()[:-20],
        content(format="shora-trustee-2"),
        content(format=1),
        content(index="2"),
        content(index=True),
        content(seed=None),
        content(voutput=5),
        content() + b"{}",
        content().replace(b'"index"', b'"seed": "x", "index"'),
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_none_is_refused_and_not_repeated(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_trustee(path)
    assert str(path) in str(caught.value)
    assert HOLDING.seed not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        content(seed="x"),
        content(seed=""),
        content(seed="0" * 22),
        content(seed=HOLDINGS[0].seed),
        content(voutput=""),
        content(voutput="{}"),
        content(voutput='{"private_key":"x"}'),
        content(voutput=HOLDINGS[0].voutput.decode()),
    ],
)
def test_a_share_that_does_not_open(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    kept = read_trustee(path)
    with pytest.raises(ShoraError) as caught:
        kept.share()
    assert HOLDING.seed not in str(caught.value)
    assert caught.value.exit_code == 2
