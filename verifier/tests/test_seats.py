"""The rules, by numbers that were computed by hand."""

import json

import pytest
from shora_verify import v13_seats
from shora_verify.curve import Fault
from shora_verify.seats import RULES, count
from shora_verify.strict import dump, sha
from shora_verify.v01_definition import Record
from shora_verify.verdict import Report

VOTES = {"a": 340, "b": 280, "c": 160, "d": 60}


def lists(seats, votes=VOTES, **connections):
    rows = [
        {"id": k, "votes": v} | ({"connection": connections[k]} if k in connections else {}) for k, v in votes.items()
    ]
    return {"contest": {"seats": seats}, "lists": rows}


@pytest.mark.parametrize(
    ("rule", "seats"),
    [
        ("dhondt", [3, 3, 1, 0]),
        ("sainte-lague", [3, 2, 1, 1]),
        ("sainte-lague-modified", [3, 3, 1, 0]),
        ("imperiali-divisor", [3, 3, 1, 0]),
        ("hare", [3, 2, 1, 1]),
        ("droop", [3, 3, 1, 0]),
        ("hagenbach-bischoff", [3, 3, 1, 0]),
        ("tehran-1404-rounded", [3, 2, 1, 1]),
        ("tehran-1404-remainder", [3, 2, 1, 1]),
    ],
)
def test_lists(rule, seats):
    sheet, left = count(rule, lists(7))
    assert (list(sheet["seats"].values()), sheet["ties"], left) == (seats, [], [])
    assert count(rule, lists(7) | {"lists": lists(7)["lists"][::-1]})[0] == sheet


def test_connected_lists():
    sheet, _ = count("hagenbach-bischoff", lists(7, c="A/1", d="A"))
    assert sheet["seats"] == {"a": 3, "b": 2, "c": 2, "d": 0}
    sheet, _ = count("hagenbach-bischoff", lists(1, {"a": 5, "b": 3, "c": 2}, b="A", c="A"))
    assert sheet["ties"] == [{"stage": "list-seat", "between": ["a", "connection:A"], "seats": 1}]


def test_seats_taken_back():
    totals = lists(3, {"a": 50, "b": 50})
    sheet, _ = count("tehran-1404-rounded", totals)
    tie = {"stage": "list-seat", "between": ["a", "b"], "seats": 1}
    assert (sheet["seats"], sheet["ties"]) == ({"a": 1, "b": 1}, [tie])
    assert sheet["flags"] == ["rule-not-in-published-text"]
    sheet, left = count("tehran-1404-rounded", totals, [tie | {"drawn": ["b"]}])
    assert (sheet["seats"], sheet["status"], left) == ({"a": 1, "b": 2}, "complete", [])


def test_lots_one_by_one():
    people = [{"id": i, "votes": v} for i, v in (("2", 5), ("10", 5), ("11", 5), ("7", 9), ("3", 1))]
    totals = {"contest": {"seats": 2, "alternates": 1}, "independents": people}
    sheet, _ = count("block-vote", totals)
    first = {"stage": "candidate", "between": ["2", "10", "11"], "seats": 1}
    assert (sheet["status"], sheet["ties"], sheet["alternates"]) == ("lot-required", [first], [])
    lots = [first | {"drawn": ["10"]}]
    second = {"stage": "alternate", "between": ["2", "11"], "seats": 1}
    assert count("block-vote", totals, lots)[0]["ties"] == [second]
    lots.append(second | {"drawn": ["11"]})
    sheet, left = count("block-vote", totals, lots)
    assert ([c["id"] for c in sheet["elected"] + sheet["alternates"]], left) == (["7", "10", "11"], [])
    assert count("block-vote", totals, lots[1:])[1] == lots[1:]


def test_priorities_of_tehran():
    people = [{"id": "1", "votes": 5}, {"id": "2", "votes": 5, "degree": 2}, {"id": "3", "votes": 5, "veteran": True}]
    totals = {"contest": {"seats": 2}, "lists": [{"id": "a", "candidates": people}]}
    assert [c["id"] for c in count("tehran-1404-rounded", totals)[0]["elected"]] == ["3", "2"]
    assert count("dhondt", totals)[0]["ties"][0]["between"] == ["1", "2", "3"]


def test_thresholds():
    assert count("dhondt", lists(7), (), "1/14", "list-votes")[0]["seats"]["d"] == 0
    ballots = {"ballots": {"cast": 9000, "blank": 600}}
    assert list(count("hare", lists(7) | ballots, (), "4%", "valid-ballots")[0]["seats"].values()) == [7, 0, 0, 0]
    for rule, part in (*((r, "100%") for r in RULES), ("unknown", "")):
        with pytest.raises(Fault):
            count(rule, lists(7), (), part, "list-votes")


def test_seats_of_a_record(tmp_path, monkeypatch):
    """V13: lots one by one, the sheet's bytes, and what is not in order. (Signatures are tested elsewhere.)"""
    monkeypatch.setattr(v13_seats, "signature_faults", lambda *_: [])
    contest = {"id": "c", "rule": "dhondt", "threshold": "5%", "threshold_base": "list-votes"}
    rows = [{"id": i, "name": i, "candidates": [{"id": f"{i}{n}", "votes": 4} for n in "123"]} for i in "ab"]
    totals = dump({"contest": {"id": "c", "seats": 3, "alternates": 0}, "lists": rows})
    definition = {"contests": [contest]}
    r = Record(tmp_path, "0" * 64, "e", definition, b"", {}, {}, None)
    for folder in ("totals", "lots", "seats"):
        (tmp_path / folder).mkdir()
    (tmp_path / "totals/c.json").write_bytes(totals)

    def lot(number, stage, between, drawn):
        text = {"at": "2026-06-19T20:00:00Z", "place": "x", "witnesses": ["y"]}
        said = {
            "kind": "lot",
            "election": "e",
            "number": number,
            "record": r.hash,
            "contest": "c",
            "totals": sha(totals),
        }
        said |= {"stage": stage, "between": between, "seats": len(drawn), "drawn": drawn} | text
        (tmp_path / f"lots/{number:04d}.json").write_bytes(dump({"statement": said, "signatures": []}))

    def found():
        report = Report()
        v13_seats.check(report, r, {"c"}, ())
        return [f["code"] for f in report.failures], [n["code"] for n in report.notes]

    assert found() == ([], ["lot-required", "seats-not-counted"])
    lot(1, "candidate", ["b1", "b2", "b3"], ["b1"])
    assert found() == (["lot-not-needed"], ["lot-required", "seats-not-counted"])
    lot(1, "list-seat", ["a", "b"], ["a"])
    assert found() == ([], ["lot-required", "lot-required", "seats-not-counted"])
    lot(2, "candidate", ["b1", "b2", "b3"], ["b1"])
    sheet, _ = count(
        "dhondt", json.loads(totals), [{"stage": "list-seat", "between": ["a", "b"], "seats": 1, "drawn": ["a"]}]
    )
    (tmp_path / "seats/c.json").write_bytes(dump(sheet))
    assert found() == (["seats-too-early"], ["lot-required"])
    lot(3, "candidate", ["a1", "a2", "a3"], ["a2", "a1"])
    assert found()[0] == ["lot-not-needed", "seats-too-early"]
    lot(3, "candidate", ["a1", "a2", "a3"], ["a1", "a2"])
    assert found() == (["seats-differ"], [])
    people = [("a1", "a"), ("a2", "a"), ("b1", "b")]
    sheet |= {
        "status": "complete",
        "elected": [{"id": i, "list": x, "votes": 4, "rank": n} for n, (i, x) in enumerate(people, 1)],
    }
    (tmp_path / "seats/c.json").write_bytes(dump(sheet | {"ties": []}))
    assert found() == ([], [])
    contest["threshold"] = "51%"
    assert found() == (["rule-unknown"], [])
