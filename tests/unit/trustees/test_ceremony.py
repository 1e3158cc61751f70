"""The key ceremony in memory: whole, refused a second time, resumed, and with a cheating trustee at every step."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.ceremony import ELECTION, Together, begun, cheat, people, sent, tampered

from shora.crypto.trustees import TrusteeKeys
from shora.election.trusteeplan import TrusteePlan
from shora.errors import InputError, RefusedError, ShoraError
from shora.trustees.carrying import Certified, Inviting, Sharing, polynomial_fields, share_fields
from shora.trustees.ceremony import (
    Dealt,
    Holding,
    Joined,
    Secret,
    SeenEarlierError,
    Self,
    hold_together,
    open_share,
    share_of,
)
from shora.trustees.consumed import Consumable
from shora.trustees.parties import CeremonyFailedError, Parties, Step, hash_of
from shora.trustees.said import hear


def dealt() -> tuple[Together, Certified, list[Dealt]]:
    all_ = begun()
    revealed = all_.revealed()
    committed = Inviting(all_.parties).commit(sent(all_.joined))
    certified = committed.certify(sent(revealed))
    return all_, certified, [one.deal(sent(revealed)) for one in revealed]


def received() -> tuple[Together, Sharing, list[Holding]]:
    all_, certified, dealers = dealt()
    files = sent(dealers)
    sharing = certified.share(files)
    return all_, sharing, [one.receive(files, sharing.dealt_to(one.index)) for one in dealers]


@pytest.mark.parametrize("threshold,size", [(1, 2), (2, 3), (3, 5)])
def test_a_whole_ceremony(threshold: int, size: int) -> None:
    plan, identities = people(threshold, size)
    made = hold_together(ELECTION, plan, identities)
    keys = TrusteeKeys(made.trustees)
    assert keys.check() == ()
    (group,) = keys.groups
    assert (group.kind, group.threshold, group.size) == ("Pedersen", threshold, size)
    assert [share_of(one).public_key for one in made.holdings] == list(keys.verification_keys)
    assert [one.index for one in made.holdings] == list(range(1, size + 1))


def test_every_step_is_taken_once() -> None:
    all_ = begun()
    revealed = all_.revealed()
    inviting = Inviting(all_.parties)
    committed = inviting.commit(sent(all_.joined))
    certified = committed.certify(sent(revealed))
    dealers = [one.deal(sent(revealed)) for one in revealed]
    files = sent(dealers)
    sharing = certified.share(files)
    holding = [one.receive(files, sharing.dealt_to(one.index)) for one in dealers]
    finished = sharing.finish(sent(holding))
    confirmed = [one.confirm(sent(holding)) for one in holding]
    last = [one.sent for one in confirmed]
    assert finished.close(last) == confirmed[0].close(last)
    again: list[Callable[[], object]] = [
        lambda: inviting.commit(sent(all_.joined)),
        lambda: committed.certify(sent(revealed)),
        lambda: all_.joined[0].reveal(sent(all_.joined)),
        lambda: revealed[0].deal(sent(revealed)),
        lambda: certified.share(files),
        lambda: dealers[0].receive(files, sharing.dealt_to(1)),
        lambda: sharing.finish(sent(holding)),
        lambda: holding[0].confirm(sent(holding)),
        lambda: finished.close(last),
        lambda: confirmed[0].close(last),
    ]
    for step in again:
        with pytest.raises(RefusedError, match="was already taken") as caught:
            step()
        assert "begin a new one" in caught.value.hint


def test_a_step_that_failed_is_taken_too() -> None:
    joined = begun().joined
    with pytest.raises(SeenEarlierError):
        joined[0].reveal([])
    with pytest.raises(RefusedError, match="was already taken"):
        joined[0].reveal(sent(joined))


def test_a_consumable_can_be_left_once() -> None:
    state = Consumable()
    assert state.leave() is state
    with pytest.raises(RefusedError, match=r"\(Consumable\)"):
        state.leave()


def test_the_same_way_again_draws_nothing_anew() -> None:
    all_, sharing, holding = received()
    me = holding[1].me
    kept = [files[1] for files in sharing.heard] + [holding[1].sent]
    joined = Joined(me, kept=kept[0])
    revealed = joined.reveal(sharing.heard[0], kept=kept[1])
    dealer = revealed.deal(sharing.heard[1], kept=kept[2])
    again = dealer.receive(sharing.heard[2], b"", kept=kept[3])
    assert again.sent == holding[1].sent
    assert share_of(again).public_key == share_of(holding[1]).public_key
    assert all_.parties == me.parties


def test_what_was_seen_earlier_and_has_changed_is_noticed() -> None:
    """After it dealt, another trustee's certificate (and commitment) is exchanged, properly signed."""
    all_, _, dealers = dealt()
    me = dealers[0].me
    other = Self(
        parties=all_.parties, index=3, identity=all_.identities[2], secret=Secret.draw(all_.parties, 3)
    )
    commitments = [*sent(all_.joined)[:2], Joined(other).sent]
    joined = Joined(me, kept=all_.joined[0].sent)
    with pytest.raises(SeenEarlierError, match="step 2"):
        joined.reveal(commitments, kept=Joined(me).reveal(sent(all_.joined)).sent)


def test_one_who_replaces_the_certificate_it_committed_to_is_named() -> None:
    all_ = begun()
    revealed = all_.revealed()
    files = sent(revealed)
    fresh = Secret.draw(all_.parties, 2).certificate
    files[1] = cheat(
        all_.parties,
        Step.CERTIFICATE,
        2,
        all_.identities[1],
        files[1],
        message=fresh,
        fields=lambda said: {"certificate": hash_of(said.message)},
    )
    with pytest.raises(CeremonyFailedError, match="not the one that it committed to") as caught:
        revealed[0].deal(files)
    assert (caught.value.trustees, caught.value.codes) == (("t2",), ("commitment-differs",))


@pytest.mark.parametrize(
    "name,code",
    [("certificate", "certificate-differs"), ("commitments", "transcript-order")],
)
def test_a_field_of_a_certificate_that_is_another(name: str, code: str) -> None:
    all_ = begun()
    revealed = all_.revealed()
    files = sent(revealed)
    wrong = {name: "0" * 64}
    files[2] = cheat(all_.parties, Step.CERTIFICATE, 3, all_.identities[2], files[2], fields=lambda _: wrong)
    with pytest.raises(CeremonyFailedError) as caught:
        Inviting(all_.parties).commit(sent(all_.joined)).certify(files)
    assert (caught.value.trustees, caught.value.codes) == (("t3",), (code,))


def test_a_certificate_that_is_not_signed_by_its_own_key_names_its_trustee() -> None:
    """It commits to nonsense and opens it."""
    all_ = begun()
    me = all_.joined[1].me
    broken = Secret(
        seed=me.secret.seed, certificate=tampered(me.secret.certificate, "signature", "response", "7")
    )
    liar = Joined(Self(parties=me.parties, index=2, identity=me.identity, secret=broken))
    joined = [all_.joined[0], liar, all_.joined[2]]
    revealed = [one.reveal(sent(joined)) for one in joined]
    with pytest.raises(CeremonyFailedError, match=r"\[certificate-signature\]") as caught:
        revealed[0].deal(sent(revealed))
    assert caught.value.trustees == ("t2",)


@pytest.mark.parametrize("path", [("coefexps", "signature", "response"), ("signature", "response")])
def test_a_polynomial_that_is_not_signed_names_its_dealer(path: tuple[str, ...]) -> None:
    all_, certified, dealers = dealt()
    files = sent(dealers)
    message = tampered(hear(files[2], "").message, *path, "7")
    files[2] = cheat(
        all_.parties,
        Step.POLYNOMIAL,
        3,
        all_.identities[2],
        files[2],
        message=message,
        fields=lambda said: polynomial_fields(said.message, certified.certificates),
    )
    with pytest.raises(CeremonyFailedError, match="step 3") as caught:
        certified.share(files)
    assert caught.value.trustees == ("t3",)


def test_a_polynomial_other_than_the_signed_one_names_its_dealer() -> None:
    _, certified, dealers = dealt()
    files = sent(dealers)
    said = hear(files[0], "")
    secrets = [hear(files[1], "").message] * 3
    other = tampered(said.message, "secrets", [one.decode() for one in secrets])  # type: ignore[arg-type]
    files[0] = type(said)(message=other, statement=said.statement).encode()
    with pytest.raises(CeremonyFailedError) as caught:
        certified.share(files)
    assert (caught.value.trustees, caught.value.codes) == (("t1",), ("polynomial-differs",))


def test_a_share_that_does_not_fit_its_commitments_names_the_dealer() -> None:
    """Dealer 2 seals for trustee 1 what it sealed for trustee 3."""
    all_, certified, dealers = dealt()
    files = sent(dealers)
    message = hear(files[1], "").message
    sealed = json.loads(message)["secrets"]
    files[1] = cheat(
        all_.parties,
        Step.POLYNOMIAL,
        2,
        all_.identities[1],
        files[1],
        message=tampered(message, "secrets", 0, sealed[2]),
        fields=lambda said: {"polynomial": hash_of(said.message)},
    )
    sharing = certified.share(files)
    with pytest.raises(CeremonyFailedError, match="does not fit its commitments") as caught:
        dealers[0].receive(files, sharing.dealt_to(1))
    assert (caught.value.trustees, caught.value.codes) == (("t2",), ("share-invalid",))
    assert dealers[2].receive(files, sharing.dealt_to(3)).index == 3, "the others are not touched"


def test_a_carrier_that_puts_something_else_together_is_noticed() -> None:
    _, certified, dealers = dealt()
    sharing = certified.share(sent(dealers))
    with pytest.raises(SeenEarlierError, match="carrier"):
        dealers[0].receive(sent(dealers), sharing.dealt_to(2))


@pytest.mark.parametrize("path", [("public_key", "pok", "response"), ("public_key", "signature", "response")])
def test_a_public_share_that_is_not_proved_names_its_trustee(path: tuple[str, ...]) -> None:
    all_, sharing, holding = received()
    files = sent(holding)
    files[1] = cheat(
        all_.parties,
        Step.SHARE,
        2,
        all_.identities[1],
        files[1],
        message=tampered(hear(files[1], "").message, *path, "7"),
        fields=lambda said: share_fields(said.message, sharing.polynomials),
    )
    with pytest.raises(CeremonyFailedError, match="step 4") as caught:
        sharing.finish(files)
    assert caught.value.trustees == ("t2",)


@pytest.mark.parametrize("count", [0, 2, 4])
def test_messages_are_as_many_as_trustees(count: int) -> None:
    with pytest.raises(RefusedError, match=f"{count} messages for 3"):
        Inviting(begun().parties).commit([b""] * count)


@pytest.mark.parametrize("junk", [b"", b"null", b"{}", b"[" * 5000, b"\xff", b'{"message":"","signed":{}}'])
def test_junk_for_a_file_names_its_trustee(junk: bytes) -> None:
    all_ = begun()
    files = sent(all_.joined)
    with pytest.raises(CeremonyFailedError) as caught:
        Inviting(all_.parties).commit([*files[:2], junk])
    assert (caught.value.trustees, caught.value.codes) == (("t3",), ("ceremony-malformed",))


def test_an_identity_is_the_definitions() -> None:
    all_ = begun()
    me = all_.joined[0].me
    with pytest.raises(RefusedError, match="not that of trustee t2"):
        Self(parties=me.parties, index=2, identity=me.identity, secret=me.secret)
    _, strangers = people()
    with pytest.raises(RefusedError, match="none of the ceremony's trustees"):
        Self(parties=me.parties, index=1, identity=strangers[0], secret=me.secret)


def test_a_plan_needs_keys() -> None:
    plan, _ = people()
    for members in (
        (replace(plan.members[0], key=""), *plan.members[1:]),
        (replace(plan.members[0], key="00" * 32), *plan.members[1:]),
        (replace(plan.members[0], key=plan.members[1].key), *plan.members[1:]),
        plan.members[:2],
    ):
        with pytest.raises(InputError):
            Parties.begin(ELECTION, TrusteePlan(threshold=2, members=members))


def test_no_secret_is_shown() -> None:
    all_ = begun()
    seeds = [one.me.secret.seed for one in all_.joined]
    shown = "".join(repr(one) + str(one) + repr(one.me) for one in all_.joined)
    shown += b"".join(sent(all_.joined)).decode()
    assert all_.joined[0].me.secret.certificate.decode()[20:80] not in shown
    _, _, holding = received()
    shown += "".join(repr(one) + str(one) + repr(one.me) for one in holding)
    shown += b"".join(sent(holding)).decode()
    for seed in (*seeds, *(one.seed for one in holding)):
        assert seed not in shown
    with pytest.raises(ShoraError) as caught:
        open_share(seeds[0], holding[0].voutput)
    assert seeds[0] not in str(caught.value)
    assert holding[0].voutput.decode()[:40] not in str(caught.value)
