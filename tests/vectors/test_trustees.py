"""``vectors/trustees.json``, ``pedersen.json``, ``decryption.json`` and ``dlog.json`` through ``shora.crypto``.

``rust/core/tests/trustees_vectors.rs`` reads the same files.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.vectors.read import Case, expected, load, names, places, texts

from shora.box.archive_read import open_archive
from shora.crypto import pedersen
from shora.crypto.election import BoxElection
from shora.crypto.fault import CryptoInputError, Fault
from shora.crypto.trustees import (
    PartialDecryption,
    Share,
    TrusteeKeys,
    check_partial_decryption,
    check_result,
    combine,
    discrete_logs,
)
from shora.text.json import JsonValue, canonical, field, parse

TRUSTEES = load("trustees")
PEDERSEN = load("pedersen")
DECRYPTION = load("decryption")
DLOG = load("dlog")


def outcome(case: Case, act: Callable[[], tuple[Fault, ...]]) -> None:
    """The case's faults, or its error with the names that it must have."""
    if "error" not in case:
        assert places(act()) == expected(case)
        return
    with pytest.raises(CryptoInputError) as caught:
        act()
    assert caught.value.code == case["error"]
    assert all(str(name) in caught.value.message for name in case.get("names") or ())


@pytest.mark.parametrize("case", TRUSTEES["cases"], ids=names(TRUSTEES["cases"]))
def test_trustees(case: Case) -> None:
    outcome(case, lambda: TrusteeKeys(case["trustees"].encode()).check())
    if "public_key" in case:
        keys = TrusteeKeys(case["trustees"].encode())
        assert keys.public_key == case["public_key"]
        assert list(keys.verification_keys) == case["verification_keys"]
        assert [[group.kind, group.threshold, group.size] for group in keys.groups] == case["groups"]


@pytest.mark.parametrize("ceremony", PEDERSEN["ceremonies"], ids=names(PEDERSEN["ceremonies"]))
def test_whole_ceremonies(ceremony: Case) -> None:
    threshold = ceremony["threshold"]
    certificates, polynomials = texts(ceremony, "certificates"), texts(ceremony, "polynomials")
    assert pedersen.check_certificates(certificates, threshold) == ()
    for index in range(1, ceremony["size"] + 1):
        seed = ceremony["seeds"][index - 1]
        assert pedersen.check_polynomial(certificates, threshold, index, polynomials[index - 1]) == ()
        dealt = pedersen.vinput(certificates, threshold, polynomials, index)
        assert dealt.decode() == ceremony["vinputs"][index - 1]
        answer = pedersen.voutput(seed, certificates, threshold, dealt)
        for voutput in (answer, ceremony["voutputs"][index - 1].encode()):
            assert pedersen.check_voutput(certificates, threshold, polynomials, index, voutput) == ()
            share = Share.open(seed, field(parse(voutput), "private_key", str, "").encode())
            assert share.public_key.encode() in voutput
    made = pedersen.parameters(certificates, threshold, polynomials, texts(ceremony, "voutputs"))
    assert made.decode() == ceremony["parameters"]


@pytest.mark.parametrize("case", PEDERSEN["cases"], ids=names(PEDERSEN["cases"]))
def test_broken_ceremonies(case: Case) -> None:
    ceremony = PEDERSEN["ceremonies"][0]
    threshold = ceremony["threshold"]
    certificates = texts(case if "certificates" in case else ceremony, "certificates")
    polynomials = texts(ceremony, "polynomials")

    def act() -> tuple[Fault, ...]:
        match case["call"]:
            case "check_certificates":
                return pedersen.check_certificates(certificates, threshold)
            case "check_polynomial":
                message = case["polynomial"].encode()
                return pedersen.check_polynomial(certificates, threshold, case["index"], message)
            case "check_voutput":
                message = case["voutput"].encode()
                return pedersen.check_voutput(certificates, threshold, polynomials, case["index"], message)
            case "voutput":
                seed = case.get("seed") or ceremony["seeds"][case["index"] - 1]
                pedersen.voutput(seed, certificates, threshold, case["vinput"].encode())
                return ()
            case call:
                raise AssertionError(call)

    outcome(case, act)


def partials(pairs: list[tuple[int, str]]) -> list[PartialDecryption]:
    return [PartialDecryption(owner=owner, payload=payload.encode()) for owner, payload in pairs]


@pytest.mark.parametrize("case", DECRYPTION["shares"], ids=names(DECRYPTION["shares"]))
def test_shares(case: Case) -> None:
    def opened() -> Share:
        if "private_key" in case:
            return Share.from_private_key(case["private_key"].encode())
        return Share.open(case["seed"], case["message"].encode())

    if "error" not in case:
        share = opened()
        assert share.public_key == case["public_key"]
        if "private_key" in case:
            assert share.reveal().decode() == case["private_key"]
        return
    with pytest.raises(CryptoInputError) as caught:
        opened()
    assert caught.value.code == case["error"]


@pytest.mark.parametrize("case", DLOG["cases"])
def test_logarithms(case: Case) -> None:
    if "error" in case:
        with pytest.raises(CryptoInputError) as caught:
            discrete_logs([case["point"]], case["bound"])
        assert caught.value.code == case["error"]
    else:
        assert discrete_logs([case["point"]], case["bound"]) == [case["log"]]


def stand_in(sizes: list[int]) -> BoxElection:
    """An election with as many choices: what is combined and compared depends on nothing else of it."""
    questions: list[JsonValue] = [
        {"answers": [str(i) for i in range(size)], "min": 0, "max": 1, "question": "stand-in"}
        for size in sizes
    ]
    election: dict[str, JsonValue] = {
        "version": 1,
        "description": "",
        "name": "stand-in",
        "group": "Ed25519",
        "public_key": DECRYPTION["elections"][0]["public_key"],
        "questions": questions,
        "uuid": "Vectors1111111",
    }
    return BoxElection(canonical(election))


def real(fingerprint: str) -> BoxElection | None:
    """The election itself, for those whose archive is among the test data."""
    for path in (Path(__file__).parents[1] / "data" / "peer").glob("*.bel"):
        with open_archive(path) as archive:
            election = BoxElection(archive.read(archive.setup.election))
        if election.fingerprint == fingerprint:
            return election
    return None


def test_the_archives_of_two_elections_are_here() -> None:
    assert sum(real(each["fingerprint"]) is not None for each in DECRYPTION["elections"]) == 2


@pytest.mark.parametrize("case", DECRYPTION["elections"], ids=names(DECRYPTION["elections"]))
def test_whole_decryptions(case: Case) -> None:
    election, keys = stand_in(case["sizes"]), TrusteeKeys(case["trustees"].encode())
    tally, shares = case["tally"].encode(), partials(case["partial_decryptions"])
    result = combine(election, keys, tally, shares, case["total_weight"])
    assert result.decode() == case["result"]
    assert check_result(election, keys, tally, shares, result) == ()
    itself = real(case["fingerprint"])
    for share in shares:
        key = keys.verification_keys[share.owner - 1]
        if itself is not None:
            assert check_partial_decryption(itself, tally, key, share.payload) == ()
        found = check_partial_decryption(election, tally, key, share.payload)
        assert {fault.code for fault in found} == {"decryption-proof"}, (
            "for another election it does not hold"
        )


@pytest.mark.parametrize("case", DECRYPTION["cases"], ids=names(DECRYPTION["cases"]))
def test_broken_decryptions(case: Case) -> None:
    """Proofs are bound to elections that are not in the file; of them cargo's reader says more."""
    vector = DECRYPTION["elections"][case["election"]]
    election, keys = stand_in(vector["sizes"]), TrusteeKeys(vector["trustees"].encode())
    tally = vector["tally"].encode()

    def act() -> tuple[Fault, ...]:
        match case["call"]:
            case "check_partial_decryption":
                key = keys.verification_keys[case["owner"] - 1]
                payload = case["partial_decryption"].encode()
                return check_partial_decryption(election, tally, key, payload)
            case "combine":
                given = partials(case["partial_decryptions"])
                combine(election, keys, tally, given, case["total_weight"])
                return ()
            case "check_result":
                given = partials(vector["partial_decryptions"])
                return check_result(election, keys, tally, given, case["result"].encode())
            case "parse_tally":
                combine(election, keys, case["tally"].encode(), partials(vector["partial_decryptions"]), 0)
                return ()
            case call:
                raise AssertionError(call)

    proofs = case["call"] == "check_partial_decryption" and "error" not in case
    if proofs and expected(case) != [("partial-shape", None, None)]:
        found = [place for place in places(act()) if place[0] != "decryption-proof"]
        assert found == [place for place in expected(case) if place[0] != "decryption-proof"]
    else:
        outcome(case, act)
