"""``vectors/openings.json`` through ``shora.crypto`` and ``shora.ballot``."""

import json
import subprocess
import sys

import pytest
from tests.vectors.read import VECTORS, Case, expected, load, names, places

from shora.ballot.opening import Opening, check_opening, decode_openings, encode_openings
from shora.crypto.election import BoxElection
from shora.crypto.fault import CryptoInputError

OPENINGS = load("openings")
ELECTIONS = {each["name"]: BoxElection(each["election"].encode()) for each in OPENINGS["elections"]}
GOOD, BAD = OPENINGS["good"], OPENINGS["bad"]
FAULTY = [case for case in BAD if "faults" in case]
REFUSED = [case for case in BAD if "error" in case]


def opening_of(case: Case) -> Opening:
    """With marks of candidates, as it is published."""
    blanks = [question.blank for question in ELECTIONS[case["election"]].questions]
    marks = tuple(tuple(row[blank:]) for row, blank in zip(case["plaintext"], blanks, strict=True))
    return Opening(ballot=case["ballot"].encode(), seed=bytes.fromhex(case["seed"]), marks=marks)


@pytest.mark.parametrize("case", GOOD, ids=names(GOOD))
def test_a_good_opening_holds_in_both_forms(case: Case) -> None:
    election, seed = ELECTIONS[case["election"]], bytes.fromhex(case["seed"])
    assert election.check_opening(case["ballot"].encode(), case["plaintext"], seed) == ()
    assert check_opening(election, opening_of(case)) == ()
    assert election.check([case["ballot"].encode()], [1], None)[0].faults == ()


@pytest.mark.parametrize("case", FAULTY, ids=names(FAULTY))
def test_a_bad_opening_has_its_fault(case: Case) -> None:
    election, seed = ELECTIONS[case["election"]], bytes.fromhex(case["seed"])
    faults = election.check_opening(case["ballot"].encode(), case["plaintext"], seed)
    assert places(faults) == expected(case)
    assert all(fault.detail for fault in faults)


@pytest.mark.parametrize("case", REFUSED, ids=names(REFUSED))
def test_what_cannot_be_compared_is_refused_with_its_code(case: Case) -> None:
    with pytest.raises(CryptoInputError, match=r"^opening: ") as caught:
        ELECTIONS[case["election"]].check_opening(
            case["ballot"].encode(), case["plaintext"], bytes.fromhex(case["seed"])
        )
    assert caught.value.code == case["error"]
    assert not case["seed"] or case["seed"] not in str(caught.value)


@pytest.mark.parametrize("case", BAD, ids=names(BAD))
def test_a_bad_opening_says_whether_its_ballot_verifies(case: Case) -> None:
    report = ELECTIONS[case["election"]].check([case["ballot"].encode()], [1], None)[0]
    assert (report.faults == ()) == case["valid"]


def test_most_bad_openings_are_of_ballots_that_verify() -> None:
    assert sum(case["valid"] for case in FAULTY) > len(FAULTY) / 2


def test_the_list_is_what_its_openings_give_in_any_order() -> None:
    openings = [opening_of(case) for case in GOOD if case["election"] == "one"]
    assert encode_openings(openings) == encode_openings(openings[::-1]) == OPENINGS["list"].encode()
    again = decode_openings(OPENINGS["list"].encode(), "here")
    assert sorted(again, key=repr) == sorted(openings, key=repr)
    assert [check_opening(ELECTIONS["one"], one) for one in again] == [()] * len(openings)


def test_names_of_bad_cases_are_unique() -> None:
    assert len({case["name"] for case in BAD}) == len(BAD)


def test_the_generator_gives_this_file() -> None:
    before = (VECTORS / "openings.json").read_bytes()
    script = (
        "import json, tools.vectors.openings as o; print(json.dumps(o.make(), ensure_ascii=False, indent=1))"
    )
    made = subprocess.run(
        [sys.executable, "-c", script], cwd=VECTORS.parent, check=True, capture_output=True
    ).stdout
    assert made == before
    assert json.loads(before)["good"]
