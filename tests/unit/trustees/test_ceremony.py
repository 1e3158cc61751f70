"""The key ceremony: whole, refused a second time, and with a cheating trustee at every step."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shora.crypto.fault import CryptoInputError
from shora.crypto.trustees import TrusteeKeys
from shora.election.trusteeplan import Trustee, TrusteePlan
from shora.errors import RefusedError, ShoraError
from shora.ids import TrusteeId
from shora.trustees.ceremony import (
    CeremonyFailedError,
    Certified,
    Dealt,
    Holding,
    Inviting,
    Joined,
    Sharing,
    hold_together,
    open_share,
    share_of,
)
from shora.trustees.consumed import Consumable


def plan(threshold: int = 2, size: int = 3) -> TrusteePlan:
    members = tuple(Trustee(id=TrusteeId(f"t{i}"), name=f"T{i}", key="") for i in range(1, size + 1))
    return TrusteePlan(threshold=threshold, members=members)


def begun() -> tuple[Inviting, list[Joined]]:
    return Inviting(plan()), [Joined(plan(), index) for index in (1, 2, 3)]


def dealt() -> tuple[Certified, list[Dealt]]:
    inviting, joined = begun()
    certified = inviting.certify([one.certificate for one in joined])
    return certified, [one.deal(certified.certificates) for one in joined]


def received() -> tuple[Sharing, list[Holding]]:
    certified, dealers = dealt()
    sharing = certified.share([one.polynomial for one in dealers])
    return sharing, [one.receive(message) for one, message in zip(dealers, sharing.dealt, strict=True)]


def tampered(message: bytes, *path: str | int) -> bytes:
    """A message with another value (the last one) at the path."""
    value: Any = json.loads(message)
    at = value
    for step in path[:-2]:
        at = at[step]
    at[path[-2]] = path[-1]
    return json.dumps(value, separators=(",", ":")).encode()


@pytest.mark.parametrize("threshold,size", [(1, 2), (2, 3), (3, 5)])
def test_a_whole_ceremony(threshold: int, size: int) -> None:
    trustees, holdings = hold_together(plan(threshold, size))
    keys = TrusteeKeys(trustees)
    assert keys.check() == ()
    (group,) = keys.groups
    assert (group.kind, group.threshold, group.size) == ("Pedersen", threshold, size)
    assert [share_of(one).public_key for one in holdings] == list(keys.verification_keys)
    assert [one.index for one in holdings] == list(range(1, size + 1))


def test_every_step_is_taken_once() -> None:
    inviting, joined = begun()
    certificates = [one.certificate for one in joined]
    certified = inviting.certify(certificates)
    dealers = [one.deal(certificates) for one in joined]
    sharing = certified.share([one.polynomial for one in dealers])
    holding = [one.receive(message) for one, message in zip(dealers, sharing.dealt, strict=True)]
    sharing.finish([one.voutput for one in holding])
    again: list[Callable[[], object]] = [
        lambda: inviting.certify(certificates),
        lambda: joined[0].deal(certificates),
        lambda: certified.share([one.polynomial for one in dealers]),
        lambda: dealers[0].receive(sharing.dealt[0]),
        lambda: sharing.finish([one.voutput for one in holding]),
    ]
    for step in again:
        with pytest.raises(RefusedError, match="was already taken") as caught:
            step()
        assert "begin a new one" in caught.value.hint


def test_a_step_that_failed_is_taken_too() -> None:
    _, joined = begun()
    with pytest.raises(CeremonyFailedError):
        joined[0].deal([])
    with pytest.raises(RefusedError, match="was already taken"):
        joined[0].deal([one.certificate for one in joined])


def test_a_consumable_can_be_left_once() -> None:
    state = Consumable()
    assert state.leave() is state
    with pytest.raises(RefusedError, match=r"\(Consumable\)"):
        state.leave()


def test_a_certificate_that_is_not_signed_names_its_trustee() -> None:
    inviting, joined = begun()
    certificates = [one.certificate for one in joined]
    certificates[1] = tampered(certificates[1], "signature", "response", "7")
    with pytest.raises(CeremonyFailedError, match=r"certificates: .*\[certificate-signature\]") as caught:
        inviting.certify(certificates)
    assert caught.value.trustee == 2
    with pytest.raises(CeremonyFailedError) as caught:
        joined[0].deal(certificates)
    assert caught.value.trustee == 2


@pytest.mark.parametrize("other", [plan(1, 3), plan(2, 4)], ids=["threshold", "size"])
def test_a_certificate_for_another_ceremony_names_its_trustee(other: TrusteePlan) -> None:
    inviting, joined = begun()
    certificates = [joined[0].certificate, joined[1].certificate, Joined(other, 3).certificate]
    with pytest.raises(CeremonyFailedError, match=r"\[certificate-context\]") as caught:
        inviting.certify(certificates)
    assert caught.value.trustee == 3


def test_a_trustee_finds_its_own_certificate_at_its_own_place() -> None:
    _, joined = begun()
    replaced = [joined[0].certificate, Joined(plan(), 2).certificate, joined[2].certificate]
    with pytest.raises(CeremonyFailedError, match="my certificate") as caught:
        joined[1].deal(replaced)
    assert caught.value.trustee == 2
    with pytest.raises(CeremonyFailedError):
        joined[0].deal([joined[2].certificate, joined[1].certificate, joined[0].certificate])


def test_the_same_certificate_twice_is_refused() -> None:
    inviting, joined = begun()
    with pytest.raises(CeremonyFailedError):
        inviting.certify([joined[0].certificate, joined[0].certificate, joined[2].certificate])


@pytest.mark.parametrize(
    "path",
    [("coefexps", "signature", "response"), ("signature", "response")],
    ids=["commitments", "certificates"],
)
def test_a_polynomial_that_is_not_signed_names_its_dealer(path: tuple[str, ...]) -> None:
    certified, dealers = dealt()
    polynomials = [one.polynomial for one in dealers]
    polynomials[2] = tampered(polynomials[2], *path, "7")
    with pytest.raises(CeremonyFailedError, match="polynomial: ") as caught:
        certified.share(polynomials)
    assert caught.value.trustee == 3


def test_the_polynomial_of_another_trustee_names_the_place() -> None:
    certified, dealers = dealt()
    polynomials = [dealers[1].polynomial, dealers[0].polynomial, dealers[2].polynomial]
    with pytest.raises(CeremonyFailedError) as caught:
        certified.share(polynomials)
    assert caught.value.trustee == 1


def test_the_polynomial_of_an_older_ceremony_is_refused() -> None:
    _, old = dealt()
    certified, dealers = dealt()
    with pytest.raises(CeremonyFailedError) as caught:
        certified.share([dealers[0].polynomial, old[1].polynomial, dealers[2].polynomial])
    assert caught.value.trustee == 2


def test_a_share_that_does_not_fit_its_commitments_names_the_dealer() -> None:
    """Dealer 2 seals for trustee 1 what it sealed for trustee 3."""
    certified, dealers = dealt()
    messages = [one.polynomial for one in dealers]
    secrets = json.loads(messages[1])["secrets"]
    messages[1] = tampered(messages[1], "secrets", 0, secrets[2])
    sharing = certified.share(messages)
    with pytest.raises(ShoraError) as caught:
        dealers[0].receive(sharing.dealt[0])
    assert "2" in str(caught.value)
    assert not isinstance(caught.value, CryptoInputError) or caught.value.code == "share-invalid"
    assert dealers[1].receive(sharing.dealt[1]).index == 2, "the others are not touched"


def test_the_shares_of_another_trustee_are_refused() -> None:
    certified, dealers = dealt()
    sharing = certified.share([one.polynomial for one in dealers])
    with pytest.raises(ShoraError):
        dealers[0].receive(sharing.dealt[1])


@pytest.mark.parametrize(
    "path",
    [("public_key", "pok", "response"), ("public_key", "signature", "response")],
    ids=["proof", "signature"],
)
def test_a_public_share_that_is_not_proved_names_its_trustee(path: tuple[str, ...]) -> None:
    sharing, holding = received()
    voutputs = [one.voutput for one in holding]
    voutputs[1] = tampered(voutputs[1], *path, "7")
    with pytest.raises(CeremonyFailedError, match="public share: ") as caught:
        sharing.finish(voutputs)
    assert caught.value.trustee == 2


def test_exchanged_public_shares_are_refused() -> None:
    sharing, holding = received()
    with pytest.raises(CeremonyFailedError) as caught:
        sharing.finish([holding[1].voutput, holding[0].voutput, holding[2].voutput])
    assert caught.value.trustee == 1


@pytest.mark.parametrize("count", [0, 2, 4])
def test_messages_are_as_many_as_trustees(count: int) -> None:
    with pytest.raises(RefusedError, match=f"{count} certificates for 3"):
        begun()[0].certify([b""] * count)
    with pytest.raises(RefusedError, match=f"{count} polynomials for 3"):
        dealt()[0].share([b""] * count)
    with pytest.raises(RefusedError, match=f"{count} public shares for 3"):
        received()[0].finish([b""] * count)


@pytest.mark.parametrize("junk", [b"", b"null", b"{}", b"[" * 5000, b"\xff", b'{"message":"","signature":1}'])
def test_junk_for_a_message_names_its_trustee(junk: bytes) -> None:
    inviting, joined = begun()
    with pytest.raises(CeremonyFailedError) as caught:
        inviting.certify([joined[0].certificate, joined[1].certificate, junk])
    assert caught.value.trustee == 3
    certified, dealers = dealt()
    with pytest.raises(CeremonyFailedError) as caught:
        certified.share([dealers[0].polynomial, junk, dealers[2].polynomial])
    assert caught.value.trustee == 2
    with pytest.raises(ShoraError):
        dealers[0].receive(junk)
    sharing, holding = received()
    with pytest.raises(CeremonyFailedError) as caught:
        sharing.finish([junk, holding[1].voutput, holding[2].voutput])
    assert caught.value.trustee == 1


def test_no_secret_is_shown() -> None:
    _, joined = begun()
    seeds = [one.seed for one in joined]
    certificates = [one.certificate for one in joined]
    shown = "".join(repr(one) + str(one) for one in joined) + b"".join(certificates).decode()
    dealers = [one.deal(certificates) for one in joined]
    shown += "".join(repr(one) + str(one) for one in dealers)
    shown += b"".join(one.polynomial for one in dealers).decode()
    _, holdings = hold_together(plan())
    shown += "".join(repr(one) + str(one) for one in holdings) + holdings[0].voutput.decode()
    for seed in (*seeds, *(one.seed for one in holdings)):
        assert seed not in shown
    with pytest.raises(ShoraError) as caught:
        open_share(seeds[0], holdings[0].voutput)
    assert seeds[0] not in str(caught.value)
    assert holdings[0].voutput.decode()[:40] not in str(caught.value)
