"""What is opened was fixed before: a box does not vanish once its result is known, and no unit is too small to be opened."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.city import (
    EVENING,
    NORTH,
    SMALL,
    SOUTH,
    WAITING,
    Small,
    begin,
    cast_all,
    close_all,
    open_boxes,
)
from tests.support.rebuild import Event, Tampered, sha, share

from shora.errors import RefusedError
from shora.ids import BoxId, TrusteeId
from shora.record.orders import Order, OrderKind
from shora.record.plan import Opened, PlanFile, PlannedUnit
from shora.record.read import open_record
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.verification.verdict import Check, Failure

FIXED = ("box.json", "credentials.json")


def vanish(copy: Tampered, *boxes: BoxId, burn: bool) -> None:
    """Headquarters and supervision say that these boxes burnt; with ``burn`` nothing is left of them."""
    made = copy.small.defined
    (copy.layout.root / "orders").mkdir(exist_ok=True)
    first = len(open_record(copy.layout.root).orders) + 1
    for number, box in enumerate(boxes, first):
        for path in copy.layout.folder(box).iterdir():
            if burn and path.name not in FIXED:
                path.unlink()
        stated = Order(
            election=made.definition.id,
            number=number,
            record=open_record(copy.layout.root).hash,
            order=OrderKind.MISSING,
            box=box,
            at=EVENING(),
            reason="fire",
        ).statement()
        copy.layout.order(number).write_bytes(
            made.sign(stated, "office:headquarters", "office:supervision").encode()
        )


def failures(copy: Tampered) -> list[Failure]:
    return list(verify(copy.layout.root, Unwatched()).failures)


def of_plan(copy: Tampered) -> list[tuple[str, str]]:
    """What is said of the plan and of the words for it."""
    return [
        (one.code, one.place.file)
        for one in failures(copy)
        if one.check is Check.V12 and one.code.startswith(("plan-", "opened-", "signature-"))
    ]


def without_words(copy: Tampered) -> None:
    for path in (copy.layout.root / "opened").iterdir():
        path.unlink()


def test_a_box_vanishes_after_its_result_is_known(copy: Tampered) -> None:
    """Counted again without it, all that the two offices can sign fits; the trustees have signed otherwise."""
    north = [json.loads(copy.layout.totals_folder.joinpath("council.json").read_bytes())["boxes"]["counted"]]
    vanish(copy, NORTH, burn=True)
    copy.retotal()
    north.append(
        json.loads(copy.layout.totals_folder.joinpath("council.json").read_bytes())["boxes"]["counted"]
    )
    assert north[1] == north[0] - 1
    assert of_plan(copy) == [("plan-differs", "plan.json")]
    # They write the plan that the rest gives: no trustee has said so.
    old = json.loads(copy.layout.plan.read_bytes())
    record = open_record(copy.layout.root)
    plan = PlanFile(
        record=record.hash,
        orders=tuple(sha(copy.layout.order(number).read_bytes()) for number in record.orders[-1:]),
        units=tuple(
            PlannedUnit(**{**one, "boxes": one["boxes"]}) for one in old["units"] if one["unit"] != NORTH
        ),
    )
    copy.layout.plan.write_bytes(plan.encode())
    differ = [("opened-differs", f"opened/t{number}.json") for number in (1, 2)]
    assert of_plan(copy) == [*differ, ("opened-missing", "opened")]
    without_words(copy)
    assert of_plan(copy) == [("opened-missing", "opened")]
    # With one dishonest trustee of the two who are needed it is not enough.
    said = Opened(election=record.election, record=record.hash, trustee=TrusteeId("t1"), plan=plan.hash)
    copy.layout.opened(said.trustee).write_bytes(copy.sign(dict(said.statement().body), "trustee:t1"))
    assert of_plan(copy) == [("opened-missing", "opened")]
    copy.layout.opened(TrusteeId("t2")).write_bytes(copy.sign(dict(said.statement().body), "trustee:t1"))
    assert ("signature-missing", "opened/t2.json") in of_plan(copy)
    copy.layout.plan.unlink()
    assert ("plan-missing", "plan.json") in of_plan(copy)


def test_without_plan_or_words_there_are_no_totals(copy: Tampered) -> None:
    plan = copy.layout.plan.read_bytes()
    copy.layout.plan.unlink()
    assert failures(copy)[0].code == "plan-missing"
    copy.layout.plan.write_bytes(plan)
    assert failures(copy) == []
    copy.layout.opened(TrusteeId("t1")).unlink()
    (missing,) = failures(copy)
    assert (missing.code, missing.follows) == ("opened-missing", None)
    assert missing.detail.startswith("1 of the 2 trustees")
    copy.layout.opened(TrusteeId("t9")).write_bytes(copy.layout.opened(TrusteeId("t2")).read_bytes())
    assert [one[0] for one in of_plan(copy)] == ["opened-differs", "opened-missing"]


def test_a_word_more_is_fine(copy: Tampered) -> None:
    body = json.loads(copy.layout.opened(TrusteeId("t2")).read_bytes())["statement"]
    copy.layout.opened(TrusteeId("t3")).write_bytes(copy.sign({**body, "trustee": "t3"}, "trustee:t3"))
    assert failures(copy) == []


def test_a_plan_waits_for_every_box(copy: Tampered) -> None:
    """A plan is there, and a box may still get ballots."""
    for folder in ("totals", "groups", "opened", "lots", "seats"):
        for path in (copy.layout.root / folder).iterdir():
            path.unlink()
    for box in (NORTH, SOUTH, SMALL, WAITING):
        copy.change(box, lambda events: events.__setitem__(slice(None), _before_the_tally(events)))
    assert failures(copy) == []
    copy.layout.closing(SOUTH).unlink()
    assert ("plan-differs", "plan.json") in of_plan(copy)


def _before_the_tally(events: list[Event]) -> list[Event]:
    return events[: next(n for n, event in enumerate(events) if event.type == "EncryptedTally")]


@pytest.fixture(name="closed")
def _closed(tmp_path: Path) -> Small:
    small = begin(tmp_path / "closed" / "record")
    open_boxes(small)
    cast_all(small)
    close_all(small)
    return small


@pytest.mark.parametrize("left,unit", [(SMALL, "small"), (WAITING, "waiting")])
def test_a_city_of_one(closed: Small, tmp_path: Path, left: BoxId, unit: str) -> None:
    """All boxes but one are missing: its ballots would be all there is."""
    copy = Tampered.copy(closed, tmp_path / "copy")
    vanish(copy, *(box for box in (NORTH, SOUTH, SMALL, WAITING) if box != left), burn=False)
    keepers = closed.defined.keepers()[:2]
    before = {path: path.read_bytes() for path in copy.layout.root.rglob("*") if path.is_file()}
    with pytest.raises(RefusedError, match=f"{unit}: . ballots are never opened .* limit is 3"):
        tally(copy.layout, keepers, Unwatched())
    assert before == {path: path.read_bytes() for path in copy.layout.root.rglob("*") if path.is_file()}
    _decrypt_all_the_same(copy, left)
    assert [(one.code, one.place.file) for one in failures(copy) if one.follows is None] == [
        ("too-few-ballots", copy.file(left))
    ]


def _decrypt_all_the_same(copy: Tampered, box: BoxId) -> None:
    """t dishonest trustees do it without the tool."""
    product = copy.product(box)
    encrypted = product.encrypted_tally()
    shares = [one.decrypt(copy.election(box), encrypted) for one in copy.small.shares[:2]]

    def more(events: list[Event]) -> None:
        sized = {
            "num_tallied": product.ballots,
            "total_weight": product.weight,
            "encrypted_tally": sha(encrypted),
        }
        events.append(Event("EncryptedTally", (encrypted, json.dumps(sized, separators=(",", ":")).encode())))
        events.extend(share(owner, payload) for owner, payload in enumerate(shares, 1))

    change: Callable[[list[Event]], object] = more
    copy.change(box, change)
