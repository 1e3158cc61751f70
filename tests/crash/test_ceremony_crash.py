"""A trustee's turn under failure: no step twice with different content, no secret lost, nothing sent before it is kept."""

import errno
import itertools
import shutil
from pathlib import Path

import pytest
from tests.support.ceremony import PASSPHRASE, Apart, apart, cheap
from tests.support.failing import Crash, FailingDisk

from shora.crypto.trustees import TrusteeKeys
from shora.disk import StorageError
from shora.errors import RefusedError
from shora.ids import Hash, Uuid
from shora.trustees.apart import complain_about
from shora.trustees.carrier import carry, finish
from shora.trustees.exchange import Exchange
from shora.trustees.opened import Opened
from shora.trustees.parties import Parties, Step

FAILURES = [Crash(), OSError(errno.ENOSPC, "full")]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap(monkeypatch)


def left(all_: Apart, step: Step) -> bytes | None:
    path = all_.path(step, 1)
    return path.read_bytes() if path.exists() else None


@pytest.mark.parametrize("error", FAILURES, ids=["power", "full"])
@pytest.mark.parametrize("step", list(Step))
def test_a_turn_stopped_at_every_call(tmp_path: Path, step: Step, error: BaseException) -> None:
    """At every call of one turn the machine stops; then the same trustee goes on."""
    all_ = apart(tmp_path, 1, 2)
    for _ in range(step - 1):
        all_.step()
        carry(all_.exchange)
    start = tmp_path / "start"
    _copy(all_, start)
    for at in itertools.count(1):
        _restore(all_, start)
        disk = FailingDisk(at, error)
        try:
            all_.turn(1, disk)
        except (Crash, StorageError):
            pass
        else:
            break
        out = left(all_, step)
        kept = all_.folder(1).sent()
        assert len(kept) in {step - 1, step}
        if out is not None:
            assert kept[-1] == out, f"call {at}: it left before it was kept"
        if len(kept) == step and step is Step.SHARE:
            assert all_.folder(1).share(PASSPHRASE).index == 1, f"call {at}: kept before its secret"
        if len(kept) == step and step is Step.COMMITMENT:
            assert all_.folder(1).secret(all_.parties, 1, PASSPHRASE).seed
        turn = all_.turn(1)
        assert turn.took == (() if len(kept) == step else (step,))
        said = all_.folder(1).sent()
        assert said[: len(kept)] == kept, f"call {at}: it says something else than before"
        assert left(all_, step) == said[step - 1], f"call {at}"
        if out is not None:
            assert left(all_, step) == out, f"call {at}: what had left has changed"
    assert at > 10, "a turn has this many calls"
    all_.until(Step.CONFIRMED)
    closed = finish(all_.exchange, tmp_path / "out")
    keys = TrusteeKeys(closed.trustees).verification_keys
    assert all_.folder(1).share(PASSPHRASE).share().public_key == keys[0]


def _copy(all_: Apart, to: Path) -> None:
    to.mkdir()
    for name in ("exchange", "t1"):
        if (all_.root / name).exists():
            shutil.copytree(all_.root / name, to / name)


def _restore(all_: Apart, start: Path) -> None:
    for name in ("exchange", "t1"):
        shutil.rmtree(all_.root / name, ignore_errors=True)
        if (start / name).exists():
            shutil.copytree(start / name, all_.root / name)


@pytest.mark.parametrize("error", FAILURES, ids=["power", "full"])
def test_the_beginning_the_carrier_and_the_end(tmp_path: Path, error: BaseException) -> None:
    all_ = apart(tmp_path, 1, 2)
    parties = all_.parties
    for at in itertools.count(1):
        root = tmp_path / f"begin-{at}"
        try:
            Exchange.begin(root, parties, disk=FailingDisk(at, error))
        except (Crash, StorageError):
            if (root / "ceremony.json").exists():
                assert Exchange(root).parties() == parties
            else:
                assert Exchange.begin(root, parties).parties() == parties
        else:
            break
    for _ in range(3):
        all_.step()
    for at in itertools.count(1):
        try:
            carry(Exchange(all_.exchange.root, disk=FailingDisk(at, error)))
        except (Crash, StorageError):
            continue
        break
    carry(all_.exchange)
    all_.step()
    all_.step()
    whole = finish(all_.exchange, tmp_path / "whole")
    for at in itertools.count(1):
        out = tmp_path / f"out-{at}"
        try:
            finish(all_.exchange, out, disk=FailingDisk(at, error))
        except (Crash, StorageError):
            for name, data in (("trustees.json", whole.trustees), ("ceremony.json", whole.transcript)):
                assert not (out / name).exists() or (out / name).read_bytes() == data
            assert finish(all_.exchange, out) == whole
        else:
            break


U = [Uuid(f"uuidFfBox{i}AAAAAA") for i in range(1, 5)]
H = Hash("ab" * 32)


@pytest.mark.parametrize("error", FAILURES, ids=["power", "full"])
def test_a_unit_that_is_half_noted(tmp_path: Path, error: BaseException) -> None:
    """The same unit completes its notes; another one is refused for the boxes that are noted."""
    counts = set()
    for at in itertools.count(1):
        folder = tmp_path / str(at) / "opened"
        try:
            Opened(folder, disk=FailingDisk(at, error)).note("group-1", U, H)
        except (Crash, StorageError):
            pass
        else:
            break
        noted = [one for one in U if (folder / f"{one}.json").exists()]
        counts.add(len(noted))
        assert noted == U[: len(noted)], "in their order"
        for one in noted:
            with pytest.raises(RefusedError, match="in the unit group-1"):
                Opened(folder).note("group-2", [one], H)
        if noted:
            with pytest.raises(RefusedError, match="in the unit group-1"):
                Opened(folder).note("group-2", list(reversed(U)), H)
            assert [one for one in U if (folder / f"{one}.json").exists()] == noted, "a refusal notes nothing"
        Opened(folder).note("group-1", U, H)
        assert Opened(folder).units() == dict.fromkeys(U, "group-1")
    assert counts >= {0, 1, 2, 3}


def test_a_complaint_is_kept_before_its_seed_leaves(tmp_path: Path) -> None:
    from tests.scenarios.test_dishonest_ceremony import deal_badly

    all_ = apart(tmp_path)
    deal_badly(all_)
    start = tmp_path / "start"
    _copy(all_, start)
    for at in itertools.count(1):
        _restore(all_, start)
        disk = FailingDisk(at, Crash())
        arguments = (all_.identities[0], lambda _: PASSPHRASE)
        try:
            complain_about(Exchange(all_.exchange.root, disk=disk), all_.folder(1, disk), *arguments)
        except Crash:
            pass
        else:
            break
        if (all_.exchange.root / "complaints" / "t1.json").exists():
            assert all_.folder(1).complained, f"call {at}"
        (named,) = complain_about(all_.exchange, all_.folder(1), *arguments)
        assert named.trustee == "t2"
    assert at > 5


def test_the_token_is_drawn_anew_for_each_attempt(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    assert Parties.begin(all_.parties.election, all_.plan).ceremony != all_.parties.ceremony
