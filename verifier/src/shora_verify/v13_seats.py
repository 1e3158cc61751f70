"""V13: seats follow from the totals by the rule, with the lots that were drawn (spec/seats.md, `seats.py`)."""

import json
from typing import Any

from .curve import Fault
from .seats import count
from .signed import signature_faults, statement
from .strict import HASH, MOMENT, content, dump, line, sha
from .v01_definition import Record
from .verdict import RECORD, Report

BOTH = ["office:headquarters", "office:supervision"]
EVERYTHING = tuple(f"V{i}" for i in range(1, 14))


def word(value: Any) -> Any:
    if not line(value):
        raise Fault("json-malformed", "an empty text")
    return value


def several(value: Any) -> Any:
    if not isinstance(value, list) or not value:
        raise Fault("json-malformed", "an empty list")
    return [word(v) for v in value]


def positive(value: Any) -> Any:
    if type(value) is not int or not 1 <= value <= 10**9:
        raise Fault("json-malformed", "no number of a lot")
    return value


LOT = {
    "kind": str, "election": str, "number": positive, "record": HASH, "contest": word, "totals": HASH,
    "stage": ("list-seat", "candidate", "alternate"), "between": [word], "seats": int, "drawn": [word], "at": MOMENT,
    "place": word, "witnesses": several,
}  # fmt: skip


def check(report: Report, r: Record, sound: set[str], places: tuple[str, ...]) -> None:
    """All contests; `sound` are those whose totals V12 has found right."""
    contests = {c["id"]: c for c in r.definition["contests"]}
    totals = {c: content(r.file(f"totals/{c}.json")) for c in contests if r.there(f"totals/{c}.json")}

    def fail(code: str, file: str, detail: str = "", causes: tuple[str, ...] = EVERYTHING) -> None:
        report.fail("V13", code, RECORD, file, detail, causes, boxes=places)

    lots: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for i, name in enumerate(r.listed("lots"), 1):
        file = f"lots/{name}.json"
        report.looked.add("V13")
        try:
            entry, _ = statement(r.file(file), LOT)
        except Fault as e:
            fail(e.code, file, e.detail, ())
            continue
        said, contest = entry["statement"], entry["statement"]["contest"]
        codes: list[tuple[str, tuple[str, ...]]] = [(x, ("V1",)) for x in signature_faults(entry, BOTH, r.keys)]
        if name != f"{i:04d}" or said["number"] != i:
            codes.append(("lot-number", ()))
        if [said["kind"], said["election"], said["record"]] != ["lot", r.id, r.hash]:
            codes.append(("lot-differs", EVERYTHING))
        if contest not in totals:
            unknown = contest not in contests
            codes.append(("contest-unknown" if unknown else "seats-without-totals", EVERYTHING))
        elif contest in sound and said["totals"] != sha(totals[contest]):
            codes.append(("lot-differs", EVERYTHING))
        for code, causes in codes:
            fail(code, file, "", causes)
        if not codes:
            lots.setdefault(contest, []).append((file, said))
    for name in r.listed("seats"):
        report.looked.add("V13")
        if name not in totals:
            fail("contest-unknown" if name not in contests else "seats-without-totals", f"seats/{name}.json")
    for c, data in totals.items():
        there = r.there(f"seats/{c}.json")
        if c not in sound:
            if there:
                fail("seats-unchecked", f"seats/{c}.json")
        else:
            one_contest(report, fail, r, contests[c], json.loads(data), lots.get(c, []), there)


def one_contest(
    report: Report,
    fail: Any,
    r: Record,
    contest: dict[str, Any],
    totals: dict[str, Any],
    lots: list[tuple[str, dict[str, Any]]],
    there: bool,
) -> None:
    good: list[dict[str, Any]] = []

    def counted() -> dict[str, Any]:
        options = contest.get("threshold", ""), contest.get("threshold_base", "")
        return count(contest["rule"], totals, good, *options)[0]

    c = contest["id"]
    try:
        sheet = counted()
    except Fault as e:
        fail(e.code, "definition.json", f"contest {c}: {e.detail}")
        return
    for file, lot in lots:
        drawn = [x for x in lot["between"] if x in lot["drawn"]]
        tie = {k: lot[k] for k in ("stage", "between", "seats")}
        if tie not in sheet["ties"] or drawn != lot["drawn"] or len(drawn) != lot["seats"]:
            fail("lot-not-needed", file)
            continue
        good.append(lot)
        sheet = counted()
    for tie in sheet["ties"]:
        code = "alternate-lot-required" if tie["stage"] == "alternate" else "lot-required"
        text = f"contest {c} waits for a lot: {tie['stage']}, {tie['seats']} of {', '.join(tie['between'])}"
        report.note(code, f"totals/{c}.json", text)
    if not there:
        report.note("seats-not-counted", f"totals/{c}.json", f"contest {c} has totals, and no seats yet")
    elif sheet["ties"]:
        fail("seats-too-early", f"seats/{c}.json")
    elif content(r.file(f"seats/{c}.json")) != dump(sheet):
        fail("seats-differ", f"seats/{c}.json")
