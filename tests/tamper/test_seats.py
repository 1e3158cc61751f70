"""V13: seats and lots that do not follow from the totals; each is named, and what follows from something else says so."""

import json
import shutil
from collections.abc import Callable

import pytest
from tests.support.city import COUNCIL, NORTH
from tests.support.rebuild import Json, Tampered

from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.verification.verdict import Check, Failure, Outcome, Verdict

LOT, SEATS = "lots/0001.json", "seats/council.json"
Act = Callable[[Tampered], object]


def lot_of(copy: Tampered) -> Json:
    body: Json = json.loads(copy.layout.lot(1).read_bytes())["statement"]
    return body


def signed_by(copy: Tampered, *signers: str) -> None:
    copy.layout.lot(1).write_bytes(copy.sign(lot_of(copy), *signers))


def second(copy: Tampered, **fields: object) -> None:
    """One more lot, signed by both, that says the same but for ``fields``."""
    body = lot_of(copy) | {"number": 2} | fields
    signers = ("office:headquarters", "office:supervision")
    copy.layout.lot(2).write_bytes(copy.sign(body, *signers))


def other_winner(body: Json) -> None:
    body["drawn"] = [one for one in body["between"] if one not in body["drawn"]]


def backwards(body: Json) -> None:
    body["between"].reverse()


def both_drawn(body: Json) -> None:
    body["drawn"] = body["between"]


def renumber(copy: Tampered) -> None:
    copy.resign(copy.layout.lot(1), lambda body: body.update(number=2))
    copy.layout.lot(1).rename(copy.layout.lot(2))


def seats_of(copy: Tampered, contest: str) -> None:
    shutil.copy(copy.layout.seats(COUNCIL), copy.layout.root / "seats" / f"{contest}.json")


def other_totals(copy: Tampered) -> None:
    copy.resign(copy.layout.lot(1), lambda body: body.update(totals="0" * 64))


def without_totals(copy: Tampered) -> None:
    copy.layout.totals(COUNCIL).unlink()
    copy.layout.lot(1).unlink()


def with_a_step(copy: Tampered) -> None:
    copy.edit(copy.layout.seats(COUNCIL), lambda sheet: sheet.update(steps=[]))


def with_a_space(copy: Tampered) -> None:
    path = copy.layout.seats(COUNCIL)
    path.write_bytes(path.read_bytes() + b"\n")


ROOTS: dict[str, tuple[Act, str, str]] = {
    "signed by the headquarters alone": (lambda c: signed_by(c, "office:headquarters"), "signature-missing", LOT),
    "signed by the supervision alone": (lambda c: signed_by(c, "office:supervision"), "signature-missing", LOT),
    "signed by a third office too": (
        lambda c: signed_by(c, "office:headquarters", "office:supervision", "office:inquiry"),
        "signature-unexpected",
        LOT,
    ),
    "a lot about other totals": (other_totals, "lot-differs", LOT),
    "the tie's people in another order": (lambda c: c.resign(c.layout.lot(1), backwards), "lot-not-needed", LOT),
    "both are drawn": (lambda c: c.resign(c.layout.lot(1), both_drawn), "lot-not-needed", LOT),
    "another one is drawn": (lambda c: c.resign(c.layout.lot(1), other_winner), "seats-differ", SEATS),
    "a second lot for the same tie": (second, "lot-not-needed", "lots/0002.json"),
    "a stray lot": (lambda c: second(c, stage="alternate"), "lot-not-needed", "lots/0002.json"),
    "a lot of no contest": (lambda c: second(c, contest="mayor"), "contest-unknown", "lots/0002.json"),
    "a gap": (renumber, "lot-number", "lots/0002.json"),
    "no witness": (lambda c: c.resign(c.layout.lot(1), lambda b: b.update(witnesses=[])), "statement-malformed", LOT),
    "no lot": (lambda c: c.layout.lot(1).unlink(), "seats-too-early", SEATS),
    "a sheet with steps": (with_a_step, "seats-differ", SEATS),
    "a sheet in another form": (with_a_space, "seats-differ", SEATS),
    "a sheet of no contest": (lambda c: seats_of(c, "mayor"), "contest-unknown", "seats/mayor.json"),
    "a sheet with annulled boxes": (
        lambda c: seats_of(c, "council.with-annulled"),
        "contest-unknown",
        "seats/council.with-annulled.json",
    ),
    "no totals": (without_totals, "seats-without-totals", SEATS),
}  # fmt: skip


def failures(copy: Tampered) -> tuple[Failure, ...]:
    return verify(copy.layout.root, Unwatched()).failures


@pytest.mark.parametrize("case", ROOTS.values(), ids=ROOTS.keys())
def test_the_root_cause_is_named(case: tuple[Act, str, str], copy: Tampered) -> None:
    act, code, file = case
    act(copy)
    found = failures(copy)
    roots = [(one.check, one.code, one.place.file) for one in found if one.follows is None]
    assert roots == [(Check.V13, code, file)]
    assert all(one.follows is Check.V13 and one.place.file == SEATS for one in found[1:])


def test_a_lot_with_a_failure_decides_nothing(copy: Tampered) -> None:
    signed_by(copy, "office:headquarters")
    verdict = verify(copy.layout.root, Unwatched())
    assert [(one.code, one.follows) for one in verdict.failures] == [
        ("signature-missing", None),
        ("seats-too-early", Check.V13),
    ]
    assert [one.place.file for one in verdict.notes if one.code == "lot-required"] == ["totals/council.json"]


def test_a_tie_without_lot_and_seats_is_a_note(copy: Tampered) -> None:
    between = lot_of(copy)["between"]
    copy.layout.lot(1).unlink()
    copy.layout.seats(COUNCIL).unlink()
    verdict = verify(copy.layout.root, Unwatched())
    assert verdict.failures == ()
    assert dict(verdict.outcomes)[Check.V13] is Outcome.NOTHING_YET
    notes = {one.code: one.sentence for one in verdict.notes if one.place.file == "totals/council.json"}
    assert notes == {
        "lot-required": f"contest council waits for a lot: candidate, 1 of {', '.join(between)}",
        "seats-not-counted": "contest council has totals, and no seats yet",
    }


def test_an_open_tie_among_alternates_is_a_note_of_its_own(void: Tampered) -> None:
    void.layout.lot(1).unlink()
    verdict = verify(void.layout.root, Unwatched())
    assert [one.code for one in verdict.failures] == ["seats-too-early"]
    assert "alternate-lot-required" in {one.code for one in verdict.notes}


def test_a_lot_that_was_drawn_is_seen_without_seats(copy: Tampered) -> None:
    copy.layout.seats(COUNCIL).unlink()
    verdict = verify(copy.layout.root, Unwatched())
    assert verdict.failures == ()
    assert dict(verdict.outcomes)[Check.V13] is Outcome.PASSED
    assert "seats-not-counted" in codes(verdict)


def codes(verdict: Verdict) -> set[str]:
    return {one.code for one in verdict.notes}


def test_seats_of_totals_that_do_not_hold_are_not_checked(copy: Tampered) -> None:
    copy.edit(copy.layout.totals(COUNCIL), lambda totals: totals["independents"][0].update(votes=9))
    assert [(one.check, one.code, one.place.file, one.follows) for one in failures(copy)] == [
        (Check.V12, "totals-not-sum", "totals/council.json", None),
        (Check.V13, "seats-unchecked", SEATS, Check.V12),
    ]


def test_a_changed_ballot_explains_the_seats(copy: Tampered) -> None:
    copy.change(NORTH, lambda events: events.__delitem__(1))
    copy.retotal()
    found = failures(copy)
    assert all(one.follows is not None for one in found if one.check is Check.V13)


def test_a_lot_is_read_as_a_plain_file_only(copy: Tampered) -> None:
    path = copy.layout.lot(1)
    path.rename(path.with_name("elsewhere.json"))
    path.symlink_to("elsewhere.json")
    found = {(one.check, one.code, one.place.file) for one in failures(copy)}
    assert (Check.V1, "file-unexpected", LOT) in found
    assert (Check.V1, "file-unexpected", "lots/elsewhere.json") in found
    assert (Check.V13, "statement-malformed", LOT) in found
