"""Findings become a verdict: outcomes in order, root causes first, places in words."""

from hashlib import sha256

from shora.ballot.tracker import tracker_of
from shora.ids import BoxId, PublicCredential
from shora.verification.once import Once
from shora.verification.v06_once import CityOnce
from shora.verification.verdict import LISTED, Check, Findings, Outcome, Place

HERE = Place(file="x.bel")


def test_nothing_looked_at_is_nothing_yet() -> None:
    findings = Findings()
    findings.looked(Check.V4)
    verdict = findings.verdict((Check.V4, Check.V5), boxes=1, ballots=0)
    assert verdict.outcomes == ((Check.V4, Outcome.PASSED), (Check.V5, Outcome.NOTHING_YET))
    assert verdict.verified
    assert verdict.failures == ()


def test_root_causes_come_first_whatever_their_number() -> None:
    findings = Findings()
    findings.fail(Check.V7, "tally-not-product", HERE, "root")
    findings.fail(Check.V9, "result-mismatch", HERE, "dependent", after=(Check.V4, Check.V7))
    findings.fail(Check.V4, "bytes-appended", HERE, "root")
    findings.fail(Check.V8, "decryption-proof", HERE, "dependent", after=(Check.V4, Check.V7))
    findings.fail(Check.V12, "totals-not-sum", HERE, "root", after=(Check.V5,))
    found = findings.verdict(tuple(Check), boxes=1, ballots=1).failures
    assert [(f.check, f.follows) for f in found] == [
        (Check.V4, None),
        (Check.V7, None),
        (Check.V12, None),
        (Check.V8, Check.V4),
        (Check.V9, Check.V7),
    ]


def test_failures_of_one_check_keep_their_order() -> None:
    findings = Findings()
    for number in range(5):
        findings.fail(Check.V5, "proof-choice", Place(file="x", event=number), str(number))
    assert [f.detail for f in findings.verdict((Check.V5,), boxes=1, ballots=5).failures] == list("01234")


def test_the_list_ends_and_says_so() -> None:
    findings = Findings()
    for _ in range(LISTED + 10):
        findings.fail(Check.V5, "proof-choice", HERE, "x")
    assert len(findings.failures) == LISTED
    assert findings.failures[-1].code == "too-many"
    assert findings.failures[-2].code == "proof-choice"
    assert findings.counts[Check.V5] == LISTED + 10


def test_merging_takes_over_everything() -> None:
    one, other = Findings(), Findings()
    one.looked(Check.V4)
    other.fail(Check.V5, "proof-sum", HERE, "x")
    one.merge(other)
    assert one.failed(Check.V5)
    assert one.seen == {Check.V4, Check.V5}
    one.fail(Check.V7, "tally-not-product", HERE, "y", after=(Check.V5,))
    assert one.failures[-1].follows is Check.V5


def test_a_follower_of_a_follower_has_its_root() -> None:
    findings = Findings()
    findings.fail(Check.V5, "proof-sum", HERE, "root")
    findings.fail(Check.V7, "tally-not-product", HERE, "x", after=(Check.V5,))
    findings.fail(Check.V8, "decryption-proof", HERE, "y", after=(Check.V7,))
    assert [one.follows for one in findings.failures] == [None, Check.V5, Check.V5]


def test_the_context_explains_and_is_not_taken_over() -> None:
    fixed = Findings()
    fixed.fail(Check.V1, "other-record", Place(file="signatures.json"), "root")
    box = Findings(fixed)
    unit = Findings(box)
    unit.fail(Check.V3, "not-the-definition", HERE, "x", after=(Check.V1,))
    assert [(one.check, one.follows) for one in unit.failures] == [(Check.V3, Check.V1)]
    assert box.failures == ()


def test_a_file_too_many_explains_nothing() -> None:
    findings = Findings()
    findings.fail(Check.V1, "file-unexpected", Place(file="x"), "x", explains=False)
    findings.fail(Check.V3, "not-the-definition", HERE, "y", after=(Check.V1,))
    assert [one.follows for one in findings.failures] == [None, None]


def test_followers_lie_under_the_root_of_their_folder() -> None:
    findings = Findings()
    for box in ("a", "b"):
        local = Findings()
        local.fail(Check.V5, "proof-sum", Place(file=f"boxes/{box}/x.bel"), "root")
        local.fail(Check.V7, "tally-not-product", Place(file=f"boxes/{box}/x.bel"), "y", after=(Check.V5,))
        findings.merge(local)
    findings.fail(Check.V12, "totals-not-sum", Place(file="totals/c.json"), "z", after=(Check.V5,))
    families = findings.verdict(tuple(Check), boxes=2, ballots=0).families
    told = [(root.place.folder, [(f.check, f.place.folder) for f in under]) for root, under in families]
    assert told == [
        ("boxes/a", [(Check.V7, "boxes/a"), (Check.V12, "totals")]),
        ("boxes/b", [(Check.V7, "boxes/b")]),
    ]


def test_notes_are_told_and_fail_nothing() -> None:
    one, other = Findings(), Findings()
    other.note("incident", Place(file="boxes/a/closing.json"), "the light went out")
    one.merge(other)
    verdict = one.verdict((Check.V1,), boxes=0, ballots=0)
    assert verdict.verified
    told = {"code": "incident", "file": "boxes/a/closing.json", "sentence": "the light went out"}
    assert verdict.to_json()["notes"] == [told]


def test_places_in_words() -> None:
    assert str(Place(file="a.bel")) == "a.bel"
    whole = Place(file="a.bel", event=0, ballot="T", question="Q?", choice="A", trustee=1)
    assert str(whole) == "a.bel, event 0, trustee 1, ballot T, question Q?, choice A"


def test_json_leaves_out_what_does_not_apply() -> None:
    findings = Findings()
    findings.fail(Check.V3, "key-not-joint", Place(file="a.bel", event=0), "x")
    findings.fail(
        Check.V5, "proof-sum", Place(file="a.bel", event=1, ballot="T", question="Q"), "y", after=(Check.V3,)
    )
    told = findings.verdict((Check.V3, Check.V5), boxes=1, ballots=1).to_json()
    assert told["verified"] is False
    assert told["failures"] == [
        {"check": "V3", "code": "key-not-joint", "file": "a.bel", "detail": "x", "event": 0},
        {
            "check": "V5",
            "code": "proof-sum",
            "file": "a.bel",
            "detail": "y",
            "event": 1,
            "ballot": "T",
            "question": "Q",
            "follows": "V3",
        },
    ]


def test_once_finds_what_is_there_again() -> None:
    once = Once()
    values = [sha256(bytes([i])).digest() for i in range(20)]
    for number, value in enumerate(values):
        once.add(value, number % 3)
    assert list(once.twice()) == []
    once.add(values[4], 2)
    once.add(values[4], 0)
    once.add(values[7], 1)
    found = sorted(once.twice(), key=lambda each: values.index(each[0]))
    assert found == [(values[4], 1, 2), (values[4], 1, 0), (values[7], 1, 1)]


def test_equal_heads_are_not_equal_values() -> None:
    once = Once()
    head = bytes(8)
    values = [head + bytes(23) + bytes([i]) for i in range(5)]
    for value in (*values, *reversed(values[:2])):
        once.add(value, 7)
    assert {value for value, _, _ in once.twice()} == set(values[:2])
    assert len(list(once.twice())) == 2


def test_nothing_is_never_twice() -> None:
    assert list(Once().twice()) == []


def test_cards_and_ballots_of_two_boxes() -> None:
    card, other = PublicCredential("ab" * 32), PublicCredential("cd" * 32)
    tracker = tracker_of(b"ballot")
    once, findings = CityOnce(), Findings()
    once.add(BoxId("a"), "boxes/a/a.bel", [card, other], [tracker])
    once.add(BoxId("b"), "boxes/b/b.bel", [card], [tracker])
    once.check(findings)
    assert [(f.code, f.place.file, f.place.ballot) for f in findings.failures] == [
        ("card-in-two-boxes", "boxes/b/b.bel", ""),
        ("ballot-in-two-boxes", "boxes/b/b.bel", tracker),
    ]
    assert card in findings.failures[0].detail
    assert all("box a" in failure.detail for failure in findings.failures)


def test_notes_are_listed_up_to_a_number() -> None:
    one, other = Findings(), Findings()
    for _ in range(LISTED + 5):
        one.note("incident", Place(file="a"), "x")
    other.note("incident", Place(file="b"), "y")
    other.note("rehearsal", Place(file="b"), "z")
    one.merge(other)
    assert [note.code for note in one.notes].count("incident") == LISTED
    assert one.notes[LISTED - 1].sentence == "there are more notes of this kind than are listed"
    assert one.notes[-1].code == "rehearsal"
