"""``vectors/ballots.json``, ``election.json`` and ``credentials.json`` through ``shora.crypto``."""

import json
import subprocess
import sys

import pytest
from tests.vectors.read import VECTORS, Case, expected, load, names, places

from shora.crypto.credentials import check_keys, public_part
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.fault import CryptoInputError, CryptoUnsupportedError
from shora.crypto.trustees import PartialDecryption, Share, TrusteeKeys, combine
from shora.ids import PrivateCredential, Uuid

BALLOTS = load("ballots")
ELECTION = load("election")
CREDENTIALS = load("credentials")
KEYS = {each["name"]: each["private_key"] for each in BALLOTS["elections"]}
ELECTIONS = {each["name"]: BoxElection(each["election"].encode()) for each in BALLOTS["elections"]}


def raw(case: Case) -> bytes:
    return bytes.fromhex(case["ballot_hex"]) if "ballot_hex" in case else case["ballot"].encode()


@pytest.mark.parametrize("case", BALLOTS["good"], ids=names(BALLOTS["good"]))
def test_a_good_ballot_has_no_fault_and_decrypts_to_its_plaintext(case: Case) -> None:
    election = ELECTIONS[case["election"]]
    product = BallotProduct(election)
    report = election.check([raw(case)], [1], product)[0]
    assert (report.credential, report.faults) == (case["credential"], ())
    share = Share.from_private_key(json.dumps(KEYS[case["election"]]).encode())
    keys = TrusteeKeys(b'[["Single",' + share.trustee_public_key() + b"]]")
    tally = product.encrypted_tally()
    partial = PartialDecryption(owner=1, payload=share.decrypt(election, tally))
    assert json.loads(combine(election, keys, tally, [partial], 1)) == {"result": case["plaintext"]}


@pytest.mark.parametrize("case", [case for case in BALLOTS["good"] if "seed" in case])
def test_the_same_seed_gives_the_same_ballot(case: Case) -> None:
    election = ELECTIONS[case["election"]]
    card, seed = PrivateCredential(case["card"]), bytes.fromhex(case["seed"])
    assert election.encrypt([card], [case["plaintext"]], [seed]) == [raw(case)]
    assert election.encrypt([card], [case["plaintext"]], [bytes(32)]) != [raw(case)]


@pytest.mark.parametrize("case", BALLOTS["bad"], ids=names(BALLOTS["bad"]))
def test_a_bad_ballot_has_exactly_its_faults(case: Case) -> None:
    report = ELECTIONS[case["election"]].check([raw(case)], [1], None)[0]
    assert places(report.faults) == expected(case)
    assert all(fault.detail for fault in report.faults)


def test_the_ballots_come_from_where_they_say() -> None:
    origins = {each["origin"] for each in BALLOTS["good"]}
    assert {"belenios-tool 3.0", "belenios-tool 3.3"} < origins


def test_names_of_bad_cases_are_unique() -> None:
    for cases in (BALLOTS["bad"], ELECTION["bad"]):
        all_names = [case["name"] for case in cases]
        assert len(all_names) == len(set(all_names))


@pytest.mark.slow
def test_the_generators_give_these_files() -> None:
    files = [VECTORS / f"{name}.json" for name in ("ballots", "election", "credentials")]
    before = [file.read_bytes() for file in files]
    for name in ("ballots", "elections"):
        subprocess.run([sys.executable, str(VECTORS.parent / "tools" / "vectors" / f"{name}.py")], check=True)
    assert [file.read_bytes() for file in files] == before


@pytest.mark.parametrize("case", ELECTION["good"], ids=names(ELECTION["good"]))
def test_a_good_election_is_read_as_it_says(case: Case) -> None:
    election = BoxElection(case["election"].encode())
    assert election.fingerprint == case["fingerprint"]
    assert (election.uuid, election.description) == (case["uuid"], case["description"])
    assert election.public_key == case["public_key"]
    read = [[list(q.answers), q.blank, q.minimum, q.maximum, q.text] for q in election.questions]
    assert read == case["questions"]


@pytest.mark.parametrize("case", ELECTION["bad"], ids=names(ELECTION["bad"]))
def test_a_bad_election_is_refused_with_its_code(case: Case) -> None:
    if case["error"] == "election-unsupported":
        with pytest.raises(CryptoUnsupportedError, match=r"^here: not supported: "):
            BoxElection(case["election"].encode(), place="here")
        return
    with pytest.raises(CryptoInputError, match=r"^here: ") as caught:
        BoxElection(case["election"].encode(), place="here")
    assert caught.value.code == case["error"]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", CREDENTIALS["derived"])
def test_a_private_credential_gives_its_public_one(case: Case) -> None:
    assert public_part(Uuid(case["uuid"]), PrivateCredential(case["private"])) == case["public"]


@pytest.mark.parametrize("case", CREDENTIALS["malformed"], ids=names(CREDENTIALS["malformed"]))
def test_a_malformed_credential_is_refused_and_not_repeated(case: Case) -> None:
    with pytest.raises(CryptoInputError) as caught:
        public_part(Uuid("VectorsBaL1ots"), PrivateCredential(case["private"]))
    assert caught.value.code == "credential-malformed"
    assert not case["private"] or case["private"] not in str(caught.value)


def test_points_as_keys() -> None:
    points = CREDENTIALS["points"]
    assert check_keys([each["point"] for each in points]) == [each["error"] for each in points]
