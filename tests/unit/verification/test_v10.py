"""V10: each field of each report, said otherwise by the very people who sign it, and what lies there or not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.verification.daybox import (
    CARDS,
    END,
    LATE,
    NORTH,
    SETUP,
    SPARE,
    BoxDay,
    codes,
    key_of,
    signed,
)

from shora.box.events import BoxPhase
from shora.crypto.statement import decode_statement
from shora.ids import BoxId
from shora.text.json import JsonValue
from shora.verification.verdict import Check, Findings, Place

BEL = "1FirstBoxAtTheCity.bel"
Make = Callable[[BoxDay], None]
MAKE: dict[BoxId, Make] = {NORTH: BoxDay.regular, LATE: BoxDay.provisional, SPARE: BoxDay.unopened}
H = "00" * 32


def made(root: Path, box: BoxId, **say: dict[str, JsonValue]) -> BoxDay:
    day = BoxDay(root, box, say)
    MAKE[box](day)
    return day


@pytest.mark.parametrize("box", MAKE)
def test_a_valid_day(tmp_path: Path, box: BoxId) -> None:
    day, findings = made(tmp_path, box).check()
    assert findings.failures == ()
    assert Check.V10 in findings.seen
    assert (day.unopened is not None) == (box == SPARE)


SAID: list[tuple[BoxId, str, dict[str, JsonValue], str, str]] = [
    # Of the zero report
    (NORTH, "opening", {"election": "other"}, "opening-differs", "opening.json"),
    (NORTH, "opening", {"box": "south"}, "opening-differs", "opening.json"),
    (NORTH, "opening", {"uuid": "1AnotherBoxAtTheCity"}, "opening-differs", "opening.json"),
    (NORTH, "opening", {"record": H}, "opening-differs", "opening.json"),
    (NORTH, "opening", {"cards": 8}, "opening-differs", "opening.json"),
    (NORTH, "opening", {"ballots": 1}, "statement-malformed", "opening.json"),
    (NORTH, "opening", {"at": "2026-07-03T08:00:01Z"}, "archive-differs", BEL),
    (NORTH, "opening", {"launch_code": "AAAA-BBBB"}, "archive-differs", BEL),
    (NORTH, "opening", {"setup": H}, "archive-differs", BEL),
    (NORTH, "opening", {"more": 1}, "statement-malformed", "opening.json"),
    # Of the end of ballots
    (NORTH, "ended", {"election": "other"}, "ended-differs", "ended.json"),
    (NORTH, "ended", {"box": "south"}, "ended-differs", "ended.json"),
    (NORTH, "ended", {"uuid": "1AnotherBoxAtTheCity"}, "ended-differs", "ended.json"),
    (NORTH, "ended", {"opening": H}, "ended-differs", "ended.json"),
    (NORTH, "ended", {"at": "2026-07-03T07:00:00Z"}, "time-order", "ended.json"),
    (NORTH, "ended", {"at": "2026-07-03T19:00:00Z"}, "time-order", "closing.json"),
    (NORTH, "ended", {"head": H}, "archive-differs", BEL),
    (NORTH, "ended", {"ballots": 2}, "archive-differs", BEL),
    (NORTH, "ended", {"bundle": []}, "ended-differs", "ended.json"),
    (LATE, "ended", {"head": END}, "archive-differs", BEL),
    (LATE, "ended", {"ballots": 2}, "ended-differs", "ended.json"),
    (LATE, "ended", {"bundle": []}, "ended-differs", "ended.json"),
    (LATE, "ended", {"bundle": [{"credential": "0" * 64, "tracker": "0" * 43}]}, "ended-differs", "ended.json"),
    # Of the decision
    (LATE, "decision", {"election": "other"}, "decision-differs", "decision.json"),
    (LATE, "decision", {"ended": H}, "decision-differs", "decision.json"),
    (LATE, "decision", {"at": "2026-07-03T07:00:00Z"}, "time-order", "decision.json"),
    (LATE, "decision", {"accepted": [CARDS[0]]}, "decision-differs", "decision.json"),
    (LATE, "decision", {"accepted": [*CARDS[:2], CARDS[5]]}, "decision-differs", "decision.json"),
    (LATE, "decision", {"rejected": []}, "decision-differs", "decision.json"),
    (LATE, "decision", {"accepted": [*CARDS[:3]], "rejected": []}, "archive-differs", BEL),
    (
        LATE,
        "decision",
        {"accepted": [CARDS[0]], "rejected": [{"credential": c, "reason": "duplicate"} for c in CARDS[1:3]]},
        "archive-differs",
        BEL,
    ),
    # Of the minutes
    (NORTH, "closing", {"election": "other"}, "closing-differs", "closing.json"),
    (NORTH, "closing", {"box": "south"}, "closing-differs", "closing.json"),
    (NORTH, "closing", {"uuid": "1AnotherBoxAtTheCity"}, "closing-differs", "closing.json"),
    (NORTH, "closing", {"ended": H}, "closing-differs", "closing.json"),
    (NORTH, "closing", {"at": "2026-07-03T09:00:00Z"}, "time-order", "closing.json"),
    (NORTH, "closing", {"head": H}, "archive-differs", BEL),
    # Of a box that was never opened
    (SPARE, "closing", {"election": "other"}, "closing-differs", "closing.json"),
    (SPARE, "closing", {"uuid": "1AnotherBoxAtTheCity"}, "closing-differs", "closing.json"),
    (SPARE, "closing", {"cards": {"unused": [*CARDS[:7]], "lost": []}}, "card-unclassed", "closing.json"),
    (SPARE, "closing", {"cards": {"unused": [*CARDS], "lost": [CARDS[0]]}}, "card-in-two-classes", "closing.json"),
]  # fmt: skip


@pytest.mark.parametrize(
    "box,name,fields,code,file", SAID, ids=[f"{b}-{n}-{'-'.join(f)}-{c}" for b, n, f, c, _ in SAID]
)
def test_what_all_three_signers_say_otherwise_is_named(
    tmp_path: Path, box: BoxId, name: str, fields: dict[str, JsonValue], code: str, file: str
) -> None:
    _, findings = made(tmp_path, box, **{name: fields}).check()
    found = codes(findings)
    assert found[0] == (code, file), findings.failures
    assert {failure.check for failure in findings.failures} == {Check.V10}


def cards(change: Callable[[Any], object]) -> Callable[[BoxDay], None]:
    """The minutes with other classes, signed by all."""

    def act(day: BoxDay) -> None:
        body = dict(decode_statement(day.path("closing").read_bytes(), "closing").body["cards"])  # type: ignore[arg-type]
        change(body)
        day.say["closing"] = {"cards": body}
        MAKE[day.box](day)

    return act


CLASSES: dict[str, tuple[BoxId, Callable[[BoxDay], None], str]] = {
    "one cast more": (NORTH, cards(lambda c: c.update(cast=4)), "closing-differs"),
    "a card in no class": (NORTH, cards(lambda c: c["unused"].pop()), "card-unclassed"),
    "a card in two classes": (
        NORTH,
        cards(lambda c: c["lost"].append(c["unused"][0])),
        "card-in-two-classes",
    ),
    "a cast card is unused too": (
        NORTH,
        cards(lambda c: c["unused"].insert(0, CARDS[0])),
        "card-in-two-classes",
    ),
    "a card of nobody": (NORTH, cards(lambda c: c["unused"].append("f" * 64)), "card-foreign"),
    "cards in the order of the stack": (NORTH, cards(lambda c: c["unused"].reverse()), "classes-order"),
    "a provisional card of a regular box": (
        NORTH,
        cards(lambda c: c["provisional"].append(c["unused"].pop(0))),
        "closing-differs",
    ),
    "a rejected card is unused": (
        LATE,
        cards(lambda c: c["unused"].insert(0, c["provisional"].pop())),
        "closing-differs",
    ),
}


@pytest.mark.parametrize("box,act,code", CLASSES.values(), ids=CLASSES.keys())
def test_every_card_is_in_one_class(
    tmp_path: Path, box: BoxId, act: Callable[[BoxDay], None], code: str
) -> None:
    day = made(tmp_path, box)
    act(day)
    _, findings = day.check()
    assert (code, "closing.json") in codes(findings), findings.failures


def unlink(*names: str) -> Callable[[BoxDay], None]:
    def act(day: BoxDay) -> None:
        for name in names:
            day.path(name).unlink()

    return act


def tallied(day: BoxDay) -> None:
    day.phase = BoxPhase.TALLIED
    day.path("closing").unlink()


def not_ended(day: BoxDay) -> None:
    day.phase, day.ended = BoxPhase.OPEN, None


def undecided(day: BoxDay) -> None:
    unlink("decision", "closing")(day)
    not_ended(day)
    day.cast = ()


def one_less(day: BoxDay) -> None:
    day.cast, day.ended = CARDS[:2], SETUP


THERE: dict[str, tuple[BoxId, Callable[[BoxDay], object], list[tuple[str, str]]]] = {
    "no zero report": (NORTH, unlink("opening"), [("opening-missing", "opening.json")]),
    "no end of ballots": (NORTH, unlink("ended"), [("ended-missing", "ended.json")]),
    "no minutes yet": (NORTH, unlink("closing", "challenges"), []),
    "no minutes, and a tally": (NORTH, tallied, [("closing-missing", "closing.json")]),
    "an archive that is not ended": (NORTH, not_ended, [("archive-differs", BEL)]),
    "no archive": (NORTH, lambda day: setattr(day, "archive", False), [("archive-missing", BEL)]),
    "no decision": (LATE, unlink("decision"), [("decision-missing", "decision.json")]),
    "sealed and not decided": (LATE, undecided, []),
    "an unopened box with an archive": (SPARE, lambda day: setattr(day, "archive", True), [("unopened-and-opened", "closing.json")]),
    "an unopened box with challenges": (SPARE, lambda day: day.put("challenges", b"[]"), [("unopened-and-opened", "closing.json")]),
    "the zero report is garbage": (NORTH, lambda day: day.put("opening", b"\xff"), [("statement-malformed", "opening.json")]),
    "the minutes are garbage": (NORTH, lambda day: day.put("closing", b"{}"), [("statement-malformed", "closing.json")]),
    "a ballot dropped": (NORTH, one_less, [("archive-differs", BEL)]),
    "an accepted ballot dropped": (LATE, lambda day: setattr(day, "cast", CARDS[:1]), [("archive-differs", BEL)]),
    "a rejected ballot counted": (LATE, lambda day: setattr(day, "cast", CARDS[1:3]), [("archive-differs", BEL)]),
}  # fmt: skip


@pytest.mark.parametrize("box,act,roots", THERE.values(), ids=THERE.keys())
def test_what_has_to_be_there(
    tmp_path: Path, box: BoxId, act: Callable[[BoxDay], object], roots: list[tuple[str, str]]
) -> None:
    day = made(tmp_path, box)
    act(day)
    _, findings = day.check()
    assert codes(findings) == roots, findings.failures


def test_a_box_that_is_open_is_fine(tmp_path: Path) -> None:
    day = made(tmp_path, NORTH)
    not_ended(day)
    unlink("ended", "closing", "challenges")(day)
    _, findings = day.check()
    assert findings.failures == ()


@pytest.mark.parametrize("name", ["opening", "ended", "closing", "decision"])
@pytest.mark.parametrize("who", [0, 1, -1])
def test_every_signature_is_needed_and_no_other(tmp_path: Path, name: str, who: int) -> None:
    box = LATE if name == "decision" else NORTH
    day = made(tmp_path, box)
    statement = decode_statement(day.path(name).read_bytes(), name)
    names = [one.by for one in statement.signatures]
    bare = type(statement)(body=statement.body, signatures=())
    rest = [each for each in names if each != names[who]]
    for bad, code in (
        (signed(bare, *rest), "signature-missing"),
        (signed(bare, *names, "office:supervision"), "signature-unexpected"),
        (_with_wrong(bare, names, names[who]), "signature-invalid"),
    ):
        day.put(name, bad)
        _, findings = day.check()
        assert codes(findings)[0] == (code, f"{name}.json")


def _with_wrong(bare: object, names: list[str], who: str) -> bytes:
    for name in names:
        bare = bare.signed(name, key_of("a stranger" if name == who else name))  # type: ignore[attr-defined]
    return bare.encode()  # type: ignore[attr-defined, no-any-return]


def test_what_follows_from_a_changed_zero_report(tmp_path: Path) -> None:
    """Its signatures do not hold, and the next report has its old hash: one root cause."""
    day = made(tmp_path, NORTH)
    data = day.path("opening").read_bytes().replace(b'"cards":9', b'"cards":8')
    day.put("opening", data)
    _, findings = day.check()
    assert {one.place.file.rpartition("/")[2] for one in findings.failures if one.follows is None} == {
        "opening.json"
    }
    assert [(one.code, one.follows) for one in findings.failures if one.follows] == [
        ("opening-differs", Check.V10),
        ("ended-differs", Check.V10),
    ]


def test_what_an_archive_s_failure_explains_follows_it(tmp_path: Path) -> None:
    day = made(tmp_path, NORTH)
    day.ended = SETUP
    before = Findings()
    before.fail(Check.V5, "proof-choice", Place(file=BEL), "x")
    _, findings = day.check(before)
    assert {one.follows for one in findings.failures if one.check is Check.V10} == {Check.V5}


def test_incidents_and_odd_hours_are_noted(tmp_path: Path) -> None:
    happened: list[JsonValue] = [{"code": "power-cut", "count": 1, "text": "ten minutes"}]
    early: dict[str, JsonValue] = {"at": "2026-07-03T01:59:59Z"}
    day = made(tmp_path, NORTH, closing={"incidents": happened}, opening=early)
    _, findings = day.check()
    assert [(note.code, note.place.file) for note in findings.notes] == [
        ("opened-outside-hours", "boxes/north/opening.json"),
        ("cards-lost", "boxes/north/closing.json"),
        ("incident", "boxes/north/closing.json"),
    ]
    assert "ten minutes" in findings.notes[2].sentence


@pytest.mark.parametrize("at,noted", [("17:59:59", True), ("18:00:00", False)])
def test_an_early_end_is_noted(tmp_path: Path, at: str, noted: bool) -> None:
    _, findings = made(tmp_path, NORTH, ended={"at": f"2026-07-03T{at}Z"}).check()
    assert ("ended-outside-hours" in {note.code for note in findings.notes}) == noted


def test_a_late_end_is_noted(tmp_path: Path) -> None:
    _, findings = made(tmp_path, NORTH, ended={"at": "2026-07-04T18:00:01Z"}).check()
    assert "ended-outside-hours" in {note.code for note in findings.notes}


def test_that_no_provisional_ballot_was_accepted_is_noted(tmp_path: Path) -> None:
    rejected: list[JsonValue] = [{"credential": card, "reason": "duplicate"} for card in CARDS[:3]]
    day = made(tmp_path, LATE, decision={"accepted": [], "rejected": rejected})
    assert "all-rejected" in {note.code for note in day.check()[1].notes}


@pytest.mark.parametrize("file,box", [("decision", LATE), ("closing", SPARE)])
def test_what_was_signed_in_an_exercise_is_of_another_record(tmp_path: Path, file: str, box: BoxId) -> None:
    say: dict[str, dict[str, JsonValue]] = {file: {"record": "0" * 64}}
    day = made(tmp_path, box, **say)
    assert (f"{file}-differs", f"{file}.json") in codes(day.check()[1])
