"""Somebody cheats in a ceremony of trustees who work apart: it is named, with its step, and nothing comes out."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.ceremony import ELECTION, PASSPHRASE, Apart, apart, cheap, people, tampered

from shora.crypto import pedersen
from shora.crypto.statement import state
from shora.errors import DamagedError, RefusedError
from shora.trustees.apart import Turn, advance, complain_about
from shora.trustees.carrier import carry, finish, look
from shora.trustees.carrying import polynomial_fields
from shora.trustees.ceremony import Joined, Secret, SeenEarlierError, Self
from shora.trustees.complaint import KIND
from shora.trustees.exchange import Exchange
from shora.trustees.parties import CeremonyFailedError, Parties, Step, hash_of, hash_of_list
from shora.trustees.said import hear


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap(monkeypatch)


@pytest.fixture(name="all_")
def _all(tmp_path: Path) -> Apart:
    return apart(tmp_path)


def stops(all_: Apart, step: Step, trustee: str, code: str) -> None:
    """Status, carrier, every honest trustee and the end name the same one, and nothing is written."""
    found = {(one.step, one.trustee, one.code) for one in look(all_.exchange).misdeeds}
    assert found == {(step, trustee, code)}
    with pytest.raises(CeremonyFailedError, match=trustee):
        carry(all_.exchange)
    out = all_.root / "out"
    with pytest.raises(CeremonyFailedError, match=trustee):
        finish(all_.exchange, out)
    assert not out.exists()


def honest_refuse(all_: Apart, trustee: str, *honest: int) -> None:
    """Honest trustees send nothing more, and name the same one."""
    for index in honest:
        before = all_.folder(index).sent()
        with pytest.raises(CeremonyFailedError) as caught:
            all_.turn(index)
        assert caught.value.trustees == (trustee,)
        assert all_.folder(index).sent() == before


def test_a_certificate_other_than_the_committed_one(all_: Apart) -> None:
    all_.until(Step.CERTIFICATE)
    fresh = Secret.draw(all_.parties, 2).certificate
    all_.cheat(Step.CERTIFICATE, 2, message=fresh, fields=lambda said: {"certificate": hash_of(said.message)})
    stops(all_, Step.CERTIFICATE, "t2", "commitment-differs")
    honest_refuse(all_, "t2", 1, 3)


def test_a_certificate_that_was_exchanged_on_its_way(all_: Apart) -> None:
    all_.until(Step.CERTIFICATE)
    said = hear(all_.path(Step.CERTIFICATE, 2).read_bytes())
    other = Secret.draw(all_.parties, 2).certificate
    all_.replace(Step.CERTIFICATE, 2, type(said)(message=other, statement=said.statement).encode())
    stops(all_, Step.CERTIFICATE, "t2", "certificate-differs")
    honest_refuse(all_, "t2", 1, 3)
    with pytest.raises(SeenEarlierError, match="in the name of t2"):
        all_.turn(2)


@pytest.mark.parametrize("step", list(Step))
def test_a_wrong_identity_signature(all_: Apart, step: Step) -> None:
    """Somebody else signs in the name of t2."""
    all_.until(step)
    _, strangers = people()
    all_.identities[1] = strangers[0]
    value = json.loads(all_.path(step, 2).read_bytes())
    value["signed"]["signatures"][0]["signature"] = strangers[0].sign(b"something")
    all_.replace(step, 2, json.dumps(value, separators=(",", ":")).encode())
    stops(all_, step, "t2", "signature-invalid")
    honest_refuse(all_, "t2", 1, 3)


@pytest.mark.parametrize("step", list(Step))
def test_the_message_of_another_trustee_is_replayed(all_: Apart, step: Step) -> None:
    all_.until(step)
    all_.replace(step, 2, all_.path(step, 1).read_bytes())
    assert {(m.step, m.trustee) for m in look(all_.exchange).misdeeds} == {(step, "t2")}
    assert {m.code for m in look(all_.exchange).misdeeds} >= {"signature-missing", "signature-unexpected"}
    honest_refuse(all_, "t2", 1, 3)


def test_the_message_of_an_older_ceremony_is_replayed(all_: Apart) -> None:
    """The same trustees, an attempt before."""
    older = Apart(root=all_.root / "older", plan=all_.plan, identities=all_.identities)
    older.until(Step.COMMITMENT)
    all_.until(Step.COMMITMENT)
    all_.replace(Step.COMMITMENT, 2, older.path(Step.COMMITMENT, 2).read_bytes())
    stops(all_, Step.COMMITMENT, "t2", "ceremony-other")
    honest_refuse(all_, "t2", 1, 3)


def test_a_message_of_another_step_is_replayed(all_: Apart) -> None:
    all_.until(Step.CERTIFICATE)
    all_.replace(Step.CERTIFICATE, 2, all_.path(Step.COMMITMENT, 2).read_bytes())
    assert {m.trustee for m in look(all_.exchange).misdeeds} == {"t2"}
    honest_refuse(all_, "t2", 1, 3)


def test_a_commitment_for_another_plan(all_: Apart) -> None:
    all_.until(Step.COMMITMENT)
    all_.cheat(Step.COMMITMENT, 3, fields=lambda _: {"plan": "0" * 64})
    stops(all_, Step.COMMITMENT, "t3", "plan-differs")
    honest_refuse(all_, "t3", 1, 2)


def test_the_plan_of_the_exchange_is_exchanged(all_: Apart) -> None:
    """The carrier puts another key in a trustee's place, in the middle of the ceremony."""
    all_.until(Step.COMMITMENT)
    plan, _ = people()
    members = (*all_.plan.members[:2], plan.members[2])
    other = Parties(
        election=ELECTION,
        ceremony=all_.parties.ceremony,
        plan=type(plan)(threshold=2, members=members),
    )
    (all_.exchange.root / "ceremony.json").write_bytes(other.encode())
    for index in (1, 2):
        with pytest.raises(SeenEarlierError, match="another plan"):
            all_.turn(index)


def test_the_id_of_the_ceremony_is_exchanged(all_: Apart) -> None:
    all_.until(Step.COMMITMENT)
    other = Parties.begin(ELECTION, all_.plan)
    (all_.exchange.root / "ceremony.json").write_bytes(other.encode())
    with pytest.raises(SeenEarlierError, match="another ceremony id"):
        all_.turn(1)


def test_a_polynomial_whose_signature_is_wrong(all_: Apart) -> None:
    all_.until(Step.POLYNOMIAL)
    honest = hear(all_.path(Step.POLYNOMIAL, 1).read_bytes()).message
    certificates = [hear(data).message for data in _files(all_, Step.CERTIFICATE)]
    all_.cheat(
        Step.POLYNOMIAL,
        1,
        message=tampered(honest, "signature", "response", "7"),
        fields=lambda said: polynomial_fields(said.message, certificates),
    )
    stops(all_, Step.POLYNOMIAL, "t1", "polynomial-signature")
    honest_refuse(all_, "t1", 2, 3)


def deal_badly(all_: Apart) -> None:
    """Dealer 2 seals for t1 what it sealed for t3; everything that others can see is in order."""
    all_.step()
    all_.step()
    all_.step()
    message = hear(all_.path(Step.POLYNOMIAL, 2).read_bytes()).message
    other = json.loads(message)["secrets"][2]
    all_.cheat(
        Step.POLYNOMIAL,
        2,
        message=tampered(message, "secrets", 0, other),
        fields=lambda said: {"polynomial": hash_of(said.message)},
    )
    carry(all_.exchange)


def test_a_share_that_does_not_fit_is_named_by_its_receiver(all_: Apart) -> None:
    deal_badly(all_)
    with pytest.raises(CeremonyFailedError) as caught:
        all_.turn(1)
    assert (caught.value.trustees, caught.value.codes) == (("t2",), ("share-invalid",))
    assert len(all_.folder(1).sent()) == 3
    assert all_.turn(3).took == (Step.SHARE,), "the others cannot see it"
    assert look(all_.exchange).misdeeds == ()
    with pytest.raises(RefusedError, match="is awaited"):
        finish(all_.exchange, all_.root / "out")


def complain(all_: Apart, index: int) -> tuple[str, ...]:
    found = complain_about(
        all_.exchange, all_.folder(index), all_.identities[index - 1], lambda _: PASSPHRASE
    )
    return tuple(one.trustee for one in found)


def test_a_complaint_convinces_everybody(all_: Apart) -> None:
    deal_badly(all_)
    assert complain(all_, 1) == ("t2",)
    assert complain(all_, 1) == ("t2",), "the same again is fine"
    stops(all_, Step.POLYNOMIAL, "t2", "share-invalid")
    honest_refuse(all_, "t2", 3)
    with pytest.raises(RefusedError, match="the ceremony is over"):
        all_.turn(1)


def test_a_complaint_without_cause_is_not_made(all_: Apart) -> None:
    all_.until(Step.POLYNOMIAL)
    with pytest.raises(RefusedError, match="nothing to show"):
        complain(all_, 1)
    assert not (all_.exchange.root / "complaints" / "t1.json").exists()
    assert not all_.folder(1).complained


def test_nobody_shows_its_seed_after_its_share(all_: Apart) -> None:
    all_.until(Step.SHARE)
    with pytest.raises(RefusedError, match="before one's own public share"):
        complain(all_, 1)


@pytest.mark.parametrize("seed", ["own", "other", "junk"])
def test_a_false_complaint_names_who_makes_it(all_: Apart, seed: str) -> None:
    all_.until(Step.POLYNOMIAL)
    polynomials = [hear(data).message for data in _files(all_, Step.POLYNOMIAL)]
    seeds = {
        "own": all_.folder(1).secret(all_.parties, 1, PASSPHRASE).seed,
        "other": all_.folder(2).secret(all_.parties, 2, PASSPHRASE).seed,
        "junk": "x",
    }
    statement = state(
        KIND,
        ELECTION,
        {
            "ceremony": all_.parties.ceremony,
            "trustee": "t1",
            "index": 1,
            "polynomials": hash_of_list([hash_of(one) for one in polynomials]),
            "seed": seeds[seed],
        },
    ).signed("trustee:t1", all_.identities[0])
    all_.exchange.put_complaint(all_.plan.members[0].id, statement.encode())
    stops(all_, Step.SHARE, "t1", "ceremony-malformed")


def test_a_complaint_in_anothers_name_names_that_file(all_: Apart) -> None:
    all_.until(Step.POLYNOMIAL)
    all_.exchange.put_complaint(all_.plan.members[0].id, b"{}")
    stops(all_, Step.SHARE, "t1", "ceremony-malformed")


def test_a_missing_message_is_awaited_by_name(all_: Apart) -> None:
    all_.until(Step.CERTIFICATE)
    all_.step(skip=[2])
    turn: Turn = all_.turn(1)
    assert (turn.awaiting, turn.awaited) == (Step.POLYNOMIAL, ("t2",))
    with pytest.raises(RefusedError, match=r"step 3 \(polynomial\) is not complete: t2 is awaited"):
        finish(all_.exchange, all_.root / "out")


def test_one_who_waits_for_the_others_certificates_gets_none(all_: Apart) -> None:
    """The honest do not open before everybody has committed."""
    all_.step(skip=[3])
    assert all_.turn(1).awaited == ("t3",)
    assert all_.turn(2).awaited == ("t3",)
    assert list((all_.exchange.root / "2").iterdir()) == []


def test_one_who_opens_too_early_is_named(all_: Apart) -> None:
    all_.step(skip=[3])
    me = Self(
        parties=all_.parties,
        index=2,
        identity=all_.identities[1],
        secret=all_.folder(2).secret(all_.parties, 2, PASSPHRASE),
    )
    joined = Joined(me)
    early = me.say(
        Step.CERTIFICATE, {"certificate": "0" * 64, "commitments": "0" * 64}, me.secret.certificate
    )
    assert joined.sent == all_.folder(2).sent()[0]
    all_.exchange.put(Step.CERTIFICATE, me.id, early.encode())
    stops(all_, Step.CERTIFICATE, "t2", "transcript-order")
    honest_refuse(all_, "t2", 1, 3)
    assert all_.folder(3).sent() == (), "nobody commits after a certificate was opened"


def test_one_who_opened_after_other_commitments_is_named(all_: Apart) -> None:
    """It says itself that it had seen something else."""
    all_.until(Step.CERTIFICATE)
    all_.cheat(Step.CERTIFICATE, 2, fields=lambda _: {"commitments": hash_of(b"others")})
    stops(all_, Step.CERTIFICATE, "t2", "transcript-order")
    honest_refuse(all_, "t2", 1, 3)


def test_one_who_shows_different_commitments_to_different_people(all_: Apart, tmp_path: Path) -> None:
    """Two copies of the exchange; t3 commits differently in each. The certificates tell."""
    all_.step(skip=[3])
    shutil.copytree(all_.exchange.root, tmp_path / "copy")
    all_.turn(3)
    fresh = Self(
        parties=all_.parties,
        index=3,
        identity=all_.identities[2],
        secret=Secret.draw(all_.parties, 3),
    )
    copy = Exchange(tmp_path / "copy")
    copy.put(Step.COMMITMENT, fresh.id, Joined(fresh).sent)
    all_.turn(1)
    advance(copy, all_.folder(2), all_.identities[1], lambda _: PASSPHRASE)
    all_.exchange.put(Step.CERTIFICATE, all_.plan.members[1].id, all_.folder(2).sent()[1])
    assert {(m.trustee, m.code) for m in look(all_.exchange).misdeeds} == {("t2", "transcript-order")}
    all_.turn(3)
    with pytest.raises(SeenEarlierError, match="step 2"):
        all_.turn(2)
    with pytest.raises(CeremonyFailedError, match="after other commitments"):
        all_.turn(1)


def test_one_who_sends_its_message_twice_is_not_heard(all_: Apart) -> None:
    """Another polynomial after others have answered to the first one."""
    all_.until(Step.SHARE)
    older = all_.path(Step.POLYNOMIAL, 2).read_bytes()
    secret = all_.folder(2).secret(all_.parties, 2, PASSPHRASE)
    certificates = [hear(data).message for data in _files(all_, Step.CERTIFICATE)]
    new = pedersen.polynomial(secret.seed, certificates, 2)
    all_.cheat(
        Step.POLYNOMIAL, 2, message=new, fields=lambda said: polynomial_fields(said.message, certificates)
    )
    assert all_.path(Step.POLYNOMIAL, 2).read_bytes() != older
    for index in (1, 3):
        with pytest.raises(SeenEarlierError, match="step 4"):
            all_.turn(index)
    with pytest.raises(CeremonyFailedError):
        finish(all_.exchange, all_.root / "out")
    assert not (all_.root / "out").exists()


def test_the_carrier_puts_something_else_together(all_: Apart) -> None:
    all_.step()
    all_.step()
    all_.step()
    all_.exchange.put_dealt(all_.plan.members[0].id, b"{}")
    with pytest.raises(SeenEarlierError, match="carrier"):
        all_.turn(1)
    with pytest.raises(RefusedError, match="other content"):
        carry(all_.exchange)


def test_a_trustee_that_confirms_another_structure(all_: Apart) -> None:
    all_.until(Step.CONFIRMED)
    all_.cheat(Step.CONFIRMED, 3, fields=lambda _: {"trustees": "0" * 64})
    stops(all_, Step.CONFIRMED, "t3", "confirmed-other")
    honest_refuse(all_, "t3", 1, 2)


def test_a_share_that_was_lost_or_exchanged_is_not_confirmed(all_: Apart) -> None:
    all_.until(Step.SHARE)
    other = all_.folder(2).sealed_share()
    (all_.folder(1).root / "share.json").write_bytes(other)
    with pytest.raises(DamagedError, match="share of another trustee"):
        all_.turn(1)
    (all_.folder(1).root / "share.json").write_bytes(
        replace(all_.folder(1).share(PASSPHRASE), trustee=all_.plan.members[0].id, index=1).seal(PASSPHRASE)
    )
    with pytest.raises(RefusedError, match="not the share of trustee"):
        all_.turn(1)
    assert not all_.path(Step.CONFIRMED, 1).exists()


def _files(all_: Apart, step: Step) -> list[bytes]:
    return [data for data in all_.exchange.files(all_.parties, step) if data is not None]
