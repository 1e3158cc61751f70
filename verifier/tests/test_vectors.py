"""All test cases of vectors/ that concern a verifier."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from shora_verify import v02_trustees, v03_setup, v05_ballots, v08_decryptions, v09_result, v11_challenges
from shora_verify.curve import G_TEXT, Fault, base, decode, encode, point, same

VECTORS = Path(__file__).parents[2] / "vectors"


def load(name):
    return json.loads((VECTORS / name).read_text())


def text_of(case, key):
    return case[key].encode() if key in case else bytes.fromhex(case[key + "_hex"])


def outcome(f):
    try:
        return None, f()
    except Fault as e:
        return e.code, None


def elections(data):
    return {e["name"]: v03_setup.election(e["election"].encode()) for e in data["elections"]}


def test_points():
    for case in load("credentials.json")["points"]:
        assert v03_setup.point_fault(case["point"]) == case["error"], case["name"]


def test_powers():
    for case in load("dlog.json")["cases"]:
        if case.get("log") is not None:
            assert same(base(G_TEXT).power(case["log"]), decode(case["point"]))
            assert encode([base(G_TEXT).power(case["log"])]) == [case["point"]]


def test_elections():
    data = load("election.json")
    for case in data["good"] + data["bad"]:

        def read(case=case):
            e = v03_setup.election(text_of(case, "election"))
            point(e.key)
            return e

        error, e = outcome(read)
        assert error == case.get("error"), case["name"]
        assert e is None or e.fingerprint == case["fingerprint"]


def test_trustees():
    for case in load("trustees.json")["cases"]:
        error, t = outcome(lambda case=case: v02_trustees.parse(case["trustees"].encode()))
        assert error == case.get("error"), case["name"]
        if t:
            found = [[code, None if i < 0 else i, member] for code, i, member in t.faults]
            assert sorted(map(str, found)) == sorted(map(str, case["faults"])), case["name"]


BALLOTS = load("ballots.json")
ELECTIONS = elections(BALLOTS)


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_ballots(kind):
    for case in BALLOTS[kind]:
        e = ELECTIONS[case["election"]]
        try:
            found = v05_ballots.faults(v05_ballots.parse(text_of(case, "ballot"), e), e)
        except v05_ballots.Form as f:
            found = [f.where]
        assert sorted(map(str, found)) == sorted(map(str, map(tuple, case.get("faults", [])))), case["name"]


def test_openings():
    data = load("openings.json")
    known = elections(data)
    assert len(v11_challenges.read_openings(data["list"].encode())) > 1
    for case in data["good"] + data["bad"]:
        e = known[case["election"]]
        vectors = case["plaintext"]
        fits = len(vectors) == len(e.questions) and all(
            len(v) == q.width for v, q in zip(vectors, e.questions, strict=True)
        )
        marks = [v[q.blank :] for v, q in zip(vectors, e.questions, strict=False)] if fits else vectors
        if case.get("error") or not fits or any(set(v) - {0, 1} for v in vectors):
            continue  # the ballot is none, or the vector is none that marks can give
        try:
            if v11_challenges.vectors(marks, e) != vectors:
                continue
        except v05_ballots.Form:
            assert case["faults"][0][0] == "opening-bounds", case["name"]
            continue
        found = v11_challenges.compare(e, case["ballot"].encode(), case["seed"], marks)
        assert [list(f) for f in found] == case.get("faults", []), case["name"]


def test_decryption():
    data = load("decryption.json")
    known = []
    for x in data["elections"]:
        questions = [SimpleNamespace(width=w) for w in x["sizes"]]
        e = SimpleNamespace(questions=questions, fingerprint=x["fingerprint"])
        t, grid = v02_trustees.parse(x["trustees"].encode()), v08_decryptions.tally(x["tally"].encode(), e)
        shares = {}
        for owner, text in x["partial_decryptions"]:
            assert v08_decryptions.proofs(text.encode(), t.keys[owner - 1], grid, e) == []
            shares[owner] = v08_decryptions.factors(text.encode())[0]
        assert v09_result.mismatches(v09_result.parse(x["result"].encode()), grid, shares, t, e) == []
        known.append((e, t, grid, shares))
    for case in data["cases"]:
        e, t, grid, shares = known[case["election"]]

        def run(case=case, e=e, t=t, grid=grid, shares=shares):
            if case["call"] == "check_partial_decryption":
                return v08_decryptions.proofs(case["partial_decryption"].encode(), t.keys[case["owner"] - 1], grid, e)
            if case["call"] == "check_result":
                return v09_result.mismatches(v09_result.parse(case["result"].encode()), grid, shares, t, e)
            return v08_decryptions.tally(case["tally"].encode(), e) and []

        if case["call"] == "combine":
            continue
        error, found = outcome(run)
        want = case.get("error") or (case["faults"][0][0] if case["faults"] and case["faults"][0][1] is None else None)
        assert error == want, case["name"]
        if not error:
            assert sorted(map(list, found)) == sorted(case.get("faults", [])), case["name"]
