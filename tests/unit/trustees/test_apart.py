"""Trustees with folders: honest ceremonies, turns out of order, stopping and going on, finishing."""

import os
import stat
import time
from pathlib import Path

import pytest
from tests.support.ceremony import PASSPHRASE, apart, cheap

from shora.crypto.trustees import TrusteeKeys
from shora.errors import DamagedError, InputError, RefusedError
from shora.trustees.apart import advance
from shora.trustees.carrier import carry, finish, look
from shora.trustees.exchange import Exchange
from shora.trustees.folder import TrusteeFolder
from shora.trustees.parties import Step


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap(monkeypatch)


@pytest.mark.parametrize("threshold,size", [(3, 5), (5, 9)])
def test_an_honest_ceremony(tmp_path: Path, threshold: int, size: int) -> None:
    begin = time.perf_counter()
    all_ = apart(tmp_path, threshold, size)
    all_.until(Step.CONFIRMED)
    turns = all_.step()
    closed = finish(all_.exchange, tmp_path / "out")
    took = time.perf_counter() - begin
    assert took < 60, "10 s on a free machine"
    print(f"{threshold} of {size}: {took:.1f} s")
    assert all(turn.done for turn in turns)
    keys = TrusteeKeys(closed.trustees)
    assert keys.check() == ()
    for index in range(1, size + 1):
        kept = all_.folder(index).share(PASSPHRASE)
        assert (kept.index, kept.share().public_key) == (index, keys.verification_keys[index - 1])
        assert all_.folder(index).trustees() == closed.trustees
        assert (all_.folder(index).root / "ceremony.json").read_bytes() == closed.transcript
    assert (tmp_path / "out" / "trustees.json").read_bytes() == closed.trustees
    assert (tmp_path / "out" / "ceremony.json").read_bytes() == closed.transcript
    assert finish(all_.exchange, tmp_path / "out") == closed, "the same again is fine"
    assert look(all_.exchange).strangers == ()


def test_a_folder_is_for_its_trustee_alone(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    all_.until(Step.SHARE)
    root = all_.folder(1).root
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    seed = all_.folder(1).secret(all_.parties, 1, PASSPHRASE).seed
    share = all_.folder(1).share(PASSPHRASE).secret
    for name in ("seed.json", "share.json"):
        assert stat.S_IMODE((root / name).stat().st_mode) == 0o600
    for path in tmp_path.rglob("*.json"):
        text = path.read_text()
        assert seed not in text
        assert share not in text


def test_who_is_awaited_is_named(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    turn = all_.turn(1)
    assert (turn.took, turn.awaiting, turn.awaited) == ((Step.COMMITMENT,), Step.COMMITMENT, ("t2", "t3"))
    turn = all_.turn(1)
    assert (turn.took, turn.awaited) == ((), ("t2", "t3")), "nothing is taken twice"
    all_.turn(3)
    standing = look(all_.exchange)
    assert (standing.step, standing.awaited, standing.misdeeds) == (Step.COMMITMENT, ("t2",), ())
    assert all_.turn(2).awaited == ()
    all_.step()
    all_.step()
    turn = all_.turn(1)
    assert turn.awaited == ("carrier",)
    carry(all_.exchange)
    assert all_.turn(1).took == (Step.SHARE,)
    with pytest.raises(RefusedError, match=r"step 4 \(share\) is not complete: t2, t3 is awaited"):
        finish(all_.exchange, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_lost_file_is_awaited_and_delivered_again(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    all_.until(Step.POLYNOMIAL)
    said = all_.path(Step.POLYNOMIAL, 2).read_bytes()
    all_.path(Step.POLYNOMIAL, 2).unlink()
    turn = all_.turn(1)
    assert (turn.took, turn.awaiting, turn.awaited) == ((), Step.POLYNOMIAL, ("t2",))
    assert all_.turn(2).took == (Step.SHARE,)
    assert all_.path(Step.POLYNOMIAL, 2).read_bytes() == said


@pytest.mark.parametrize(
    "step", [Step.COMMITMENT, Step.CERTIFICATE, Step.POLYNOMIAL, Step.SHARE, Step.CONFIRMED]
)
def test_a_folder_carried_to_another_machine_goes_on(tmp_path: Path, step: Step) -> None:
    all_ = apart(tmp_path)
    all_.until(step)
    (tmp_path / "t2").rename(tmp_path / "moved")
    moved = TrusteeFolder(tmp_path / "moved")
    turn = advance(all_.exchange, moved, all_.identities[1], lambda _: PASSPHRASE)
    assert turn.took == (() if step is Step.CONFIRMED else (Step(step + 1),))


def test_a_wrong_passphrase_sends_nothing(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    all_.until(Step.COMMITMENT)
    with pytest.raises(RefusedError, match="passphrase"):
        advance(all_.exchange, all_.folder(1), all_.identities[0], lambda _: "another phrase altogether")
    assert not all_.path(Step.CERTIFICATE, 1).exists()
    assert len(all_.folder(1).sent()) == 1


def test_whether_the_passphrase_is_new_is_told(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    asked: list[bool] = []

    def ask(new: bool) -> str:
        asked.append(new)
        return PASSPHRASE

    advance(all_.exchange, all_.folder(1), all_.identities[0], ask)
    advance(all_.exchange, all_.folder(1), all_.identities[0], ask)
    assert asked == [True], "waiting needs no secret"
    all_.step(skip=[1])
    advance(all_.exchange, all_.folder(1), all_.identities[0], ask)
    assert asked == [True, False]


def test_folders_do_not_lie_in_each_other(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    for root in (all_.exchange.root / "mine", tmp_path):
        with pytest.raises(RefusedError, match="lie in each other"):
            advance(all_.exchange, TrusteeFolder(root), all_.identities[0], lambda _: PASSPHRASE)


def test_a_stranger_takes_no_part(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    other = apart(tmp_path / "other")
    with pytest.raises(RefusedError, match="none of the ceremony's trustees"):
        advance(all_.exchange, all_.folder(1), other.identities[0], lambda _: PASSPHRASE)


def test_a_folder_that_lost_its_seed_or_a_step_stops(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    all_.until(Step.CERTIFICATE)
    (tmp_path / "t1" / "seed.json").unlink()
    with pytest.raises(DamagedError, match="seed is missing"):
        all_.turn(1)
    (tmp_path / "t2" / "sent" / "1.json").unlink()
    with pytest.raises(DamagedError, match="missing"):
        all_.turn(2)


def test_an_exchange_is_begun_once_and_is_one(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    with pytest.raises(RefusedError, match="already there"):
        Exchange.begin(all_.exchange.root, all_.parties)
    with pytest.raises(InputError, match="no exchange"):
        look(Exchange(tmp_path / "nothing"))


def test_strangers_are_named_and_left_alone(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    all_.until(Step.COMMITMENT)
    (all_.exchange.root / "1" / "t9.json").write_text("{}")
    (all_.exchange.root / "notes.txt").write_text("x")
    assert look(all_.exchange).strangers == ("1/t9.json", "notes.txt")
    assert all_.turn(1).took == (Step.CERTIFICATE,)


def test_a_link_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    all_ = apart(tmp_path)
    os.mkfifo(all_.path(Step.COMMITMENT, 2))
    with pytest.raises(InputError, match="no plain file"):
        look(all_.exchange)
    all_.path(Step.COMMITMENT, 2).unlink()
    all_.path(Step.COMMITMENT, 2).symlink_to("/etc/hostname")
    with pytest.raises(InputError, match="cannot be read"):
        look(all_.exchange)
