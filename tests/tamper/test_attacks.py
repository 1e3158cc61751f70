"""Attacks by name: what somebody would do who wants another result, and what says so.

Each case says the first root cause. What whole collusions can do stands in ``test_unnoticed``.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.city import EVENING, NORTH, SCHOOL, SMALL, SOUTH, SPARE, WAITING, Small
from tests.support.curve import Q, small
from tests.support.prover import Election, Prover, compact, secret_of
from tests.support.rebuild import Event, Tampered, Value, ballot, result, sha, share
from tests.tamper.liars import another_key
from tests.unit.verification.test_bare import changed_election

from shora.ballot.receipt import Status, sign_receipt
from shora.ballot.seal import seal
from shora.ballot.tracker import tracker_of
from shora.crypto.trustees import PartialDecryption, combine
from shora.errors import RefusedError
from shora.ids import BoxId, ContestId, PrivateCredential
from shora.record.city import read_city
from shora.steps.progress import Unwatched
from shora.steps.tally import decrypt, tally
from shora.steps.verify import verify
from shora.verification.receipt import Answer, check_against
from shora.verification.verdict import Check, Failure

Act = Callable[[Tampered], object]
END, TALLY = 5, 6
"""Of the north box, with its four ballots."""
COUNCIL = ContestId("council")


def roots(copy: Tampered) -> list[Failure]:
    return [one for one in verify(copy.layout.root, Unwatched()).failures if one.follows is None]


def sealed(copy: Tampered, number: int, marks: list[int]) -> bytes:
    card = PrivateCredential(copy.small.card(NORTH, number))
    return seal(copy.election(NORTH), [card], [[marks]])[0].ballot


def forged(copy: Tampered, **how: Value) -> bytes:
    """A ballot with the lost card, as no software of ours makes one."""
    election = Election(copy.events(NORTH)[0].data[0].decode())
    secret = secret_of(election.uuid, copy.small.card(NORTH, 7))
    return compact(Prover(election, secret, [[0, 1, 0, 0]], bytes(32), **how).ballot()).encode()


def insert(make: Callable[[Tampered], bytes], *, collude: bool = False) -> Act:
    """One ballot more in the north box; with its officials it says so everywhere, and its lost card was used."""

    def act(copy: Tampered) -> None:
        made = ballot(make(copy))
        copy.change(NORTH, lambda events: events.insert(END, made))
        if collude:
            copy.follow(NORTH)
            copy.resign(copy.layout.closing(NORTH), lambda body: body["cards"].update(lost=[]))

    return act


def off_by_q(copy: Tampered) -> bytes:
    """The same challenge for whoever reduces it: another ballot with the same proof."""
    value = json.loads(sealed(copy, 7, [1, 0, 0]))
    challenge = value["answers"][0]["individual_proofs"][0][0]["challenge"]
    value["answers"][0]["individual_proofs"][0][0]["challenge"] = str(int(challenge) + Q)
    return compact(value).encode()


def dropped(copy: Tampered, *, signed: bool) -> None:
    """One ballot less; with its officials, the card was abandoned."""
    card = copy.events(NORTH)[1].first["credential"]
    copy.change(NORTH, lambda events: events.pop(1))
    if signed:
        copy.follow(NORTH)
        copy.resign(
            copy.layout.closing(NORTH),
            lambda body: body["cards"].update(abandoned=sorted([*body["cards"]["abandoned"], card])),
        )


def swapped(copy: Tampered) -> None:
    """Two ballots change their places."""
    copy.change(NORTH, lambda events: events.__setitem__(slice(1, 3), [events[2], events[1]]))


def from_the_other_box(copy: Tampered) -> bytes:
    return copy.events(SOUTH)[1].data[0]


def rewritten_zero_report(*, officials: bool) -> Act:
    """The box had two cards more in its stack than the card office made."""

    def act(copy: Tampered) -> None:
        path = copy.layout.opening(NORTH)
        if officials:
            copy.resign(path, lambda body: body.update(cards=10))
            copy.relink(NORTH)
        else:
            copy.edit(path, lambda value: value["statement"].update(cards=10))

    return act


def check_ins(change: Callable[[dict[str, Value]], object]) -> Act:
    return lambda copy: copy.resign(copy.layout.checkins(SCHOOL), change)


def late_commitment(copy: Tampered) -> None:
    """A trustee commits only after it has seen the others' certificates, and signs as if it had before."""

    def change(value: Value) -> None:
        statement = value["steps"][0][2]["statement"]
        statement["commitment"] = sha(b"what I choose now")
        value["steps"][0][2] = json.loads(copy.sign(statement, "trustee:t3"))

    copy.edit(copy.layout.ceremony, change)
    copy.sign_record()


def key_of_their_own(copy: Tampered) -> None:
    """Headquarters and supervision put a key of their own in the trustees' place, before the day."""
    copy.layout.trustees.write_bytes(another_key(copy))
    copy.sign_record()


def wrong_trustee(copy: Tampered) -> None:
    """The second trustee's partial decryption, as the third one's."""
    copy.change(NORTH, lambda events: events.__setitem__(8, share(3, events[8].data[0])))


def wrong_beside_enough(copy: Tampered) -> None:
    """Two good partial decryptions, and a third one that is of another box."""
    foreign = copy.events(SOUTH)[6].data[0]
    copy.change(NORTH, lambda events: events.insert(9, share(3, foreign)))
    copy.retotal()


def decrypted_by_itself(copy: Tampered, box: BoxId) -> None:
    """Two trustees decrypt a box alone, too."""
    election, product = copy.election(box), copy.product(box)
    encrypted = product.encrypted_tally()
    shares = [(owner, one.decrypt(election, encrypted)) for owner, one in enumerate(copy.small.shares[:2], 1)]
    partials = [PartialDecryption(owner=owner, payload=payload) for owner, payload in shares]
    numbers = combine(election, read_city(copy.layout).keys, encrypted, partials, product.weight)
    more = [*(share(owner, payload) for owner, payload in shares), result(numbers)]
    copy.change(box, lambda events: events.extend(more))
    copy.retotal()


def without_its_group(copy: Tampered) -> None:
    """The small box alone, in place of its group."""
    copy.layout.group("group-1").unlink()
    decrypted_by_itself(copy, SMALL)


def rehearsal_counted(copy: Tampered) -> None:
    """The two ballots of the rehearsal, for the first candidate."""

    def change(totals: Value) -> None:
        totals["independents"][0]["votes"] += 2
        totals["ballots"]["cast"] += 2
        totals["ballots"]["valid"] += 2
        totals["boxes"]["defined"] += 1
        totals["boxes"]["counted"] += 1

    copy.edit(copy.layout.totals(COUNCIL), change)


def gone(*names: str) -> Act:
    def act(copy: Tampered) -> None:
        for name in names:
            path = copy.archive(NORTH) if name == "archive" else copy.layout.root / name
            path.unlink()

    return act


def spare_used_at_night(copy: Tampered) -> None:
    """The archive of the north box as that of a box that was never opened."""
    info = read_city(copy.layout).info(SPARE)
    copy.layout.archive(SPARE, info.uuid).write_bytes(copy.archive(NORTH).read_bytes())


CASES: dict[str, tuple[Act, Check, str, str]] = {
    "a ballot copied from another box": (insert(from_the_other_box), Check.V5, "ballot-other-election", "boxes/north/*.bel"),
    "a ballot dropped by the box": (lambda c: dropped(c, signed=False), Check.V10, "archive-differs", "boxes/north/*.bel"),
    "ballots swapped": (swapped, Check.V10, "archive-differs", "boxes/north/*.bel"),
    "a left-over card voted at night": (insert(lambda c: sealed(c, 7, [1, 0, 0])), Check.V10, "archive-differs", "boxes/north/*.bel"),
    "the same, and the officials sign": (insert(lambda c: sealed(c, 7, [1, 0, 0]), collude=True), Check.V7, "tally-not-product", "boxes/north/*.bel"),
    "a point of small order": (insert(lambda c: forged(c, dirt={(0, 1): (small(8), small(8))})), Check.V5, "point-not-in-subgroup", "boxes/north/*.bel"),
    "the neutral element": (insert(lambda c: forged(c, fixed={(0, 1): 0})), Check.V5, "point-identity", "boxes/north/*.bel"),
    "a challenge off by q": (insert(off_by_q), Check.V5, "scalar-out-of-range", "boxes/north/*.bel"),
    "ghosts among the check-ins": (check_ins(lambda body: body["intervals"][0].update(regular=7)), Check.V10, "checkins-differ", "checkins/school.json"),
    "a zero report rewritten by the box": (rewritten_zero_report(officials=False), Check.V10, "signature-invalid", "boxes/north/opening.json"),
    "a zero report rewritten with its officials": (rewritten_zero_report(officials=True), Check.V10, "opening-differs", "boxes/north/opening.json"),
    "a trustee that rushes": (late_commitment, Check.V2, "transcript-order", "ceremony.json"),
    "a key of their own": (key_of_their_own, Check.V2, "certificate-differs", "ceremony.json"),
    "the share of the wrong trustee": (wrong_trustee, Check.V8, "decryption-proof", "boxes/north/*.bel"),
    "a wrong share beside enough good ones": (wrong_beside_enough, Check.V8, "decryption-proof", "boxes/north/*.bel"),
    "a group and its member decrypted": (lambda c: decrypted_by_itself(c, SMALL), Check.V12, "group-and-member", "boxes/small/*.bel"),
    "a small box decrypted alone": (without_its_group, Check.V12, "group-missing", "groups/group-1.json"),
    "a rehearsal counted": (rehearsal_counted, Check.V12, "totals-not-sum", "totals/council.json"),
    "an archive gone": (gone("archive"), Check.V10, "archive-missing", "boxes/north/*.bel"),
    "minutes gone": (gone("boxes/north/closing.json"), Check.V10, "closing-missing", "boxes/north/closing.json"),
    "an end of ballots gone": (gone("boxes/north/ended.json"), Check.V10, "ended-missing", "boxes/north/ended.json"),
    "a zero report gone": (gone("boxes/north/opening.json"), Check.V10, "opening-missing", "boxes/north/opening.json"),
    "challenges gone": (gone("boxes/north/challenges.json"), Check.V11, "challenges-missing", "boxes/north/challenges.json"),
    "a decision gone": (gone("boxes/waiting/decision.json"), Check.V10, "decision-missing", "boxes/waiting/decision.json"),
    "check-ins gone": (gone("checkins/school.json"), Check.V10, "checkins-missing", "checkins/school.json"),
    "a whole box gone": (gone("archive", *(f"boxes/north/{n}.json" for n in ("opening", "ended", "closing", "challenges"))), Check.V12, "box-unaccounted", "boxes/north"),
    "a group gone": (gone("groups/group-1.json"), Check.V12, "group-missing", "groups/group-1.json"),
    "signatures gone": (gone("signatures.json"), Check.V1, "file-missing", "signatures.json"),
    "a closed box used": (spare_used_at_night, Check.V3, "file-name", "boxes/spare/*.bel"),
}  # fmt: skip


@pytest.mark.parametrize("act,check,code,file", CASES.values(), ids=CASES.keys())
def test_the_root_cause_is_named(copy: Tampered, act: Act, check: Check, code: str, file: str) -> None:
    act(copy)
    first = roots(copy)[0]
    assert (first.check, first.code) == (check, code), roots(copy)
    assert Path(first.place.file).match(file), first


def test_an_annulled_box_sneaked_into_the_totals(void: Tampered) -> None:
    layout = void.layout
    layout.totals(COUNCIL).write_bytes(layout.totals_with_annulled(COUNCIL).read_bytes())
    assert [(one.code, one.place.file) for one in roots(void)] == [("totals-not-sum", "totals/council.json")]
    layout.order(1).unlink()  # and the order taken away: then the other file has no reason
    found = [(one.code, one.place.file) for one in roots(void)]
    assert ("totals-without-boxes", "totals/council.with-annulled.json") in found


def test_what_is_wrong_with_a_box_that_is_missing_by_order_is_noted(void: Tampered) -> None:
    void.archive(SOUTH).write_bytes(void.archive(SOUTH).read_bytes()[:-700])
    assert {one.check for one in roots(void)} >= {Check.V4}
    void.resign(void.layout.order(1), lambda body: body.update(order="missing"))
    for file in ("totals", "groups", "lots", "seats"):
        for path in (void.layout.root / file).iterdir():
            path.unlink()
    verdict = verify(void.layout.root, Unwatched())
    assert "missing-box-damaged" in {note.code for note in verdict.notes}
    assert {one.check for one in verdict.failures} == {Check.V12}, "but it was decrypted, too"


def test_a_shuffle_in_a_box_is_that_box_s_failure(copy: Tampered) -> None:
    """Not the end of all verification: one box cannot keep a city from its verdict."""
    events = copy.events(SOUTH)
    events.append(Event("Shuffle", (b"{}",)))
    copy.put(SOUTH, events)
    first = roots(copy)[0]
    assert (first.check, first.code, first.place.folder) == (Check.V4, "unsupported", f"boxes/{SOUTH}")


def test_a_set_up_of_another_version_is_that_box_s_failure(copy: Tampered) -> None:
    events = copy.events(SOUTH)
    changed_election(lambda election: election.update(version=2))(events)
    copy.put(SOUTH, events)
    assert ("unsupported", Check.V3) in {(one.code, one.check) for one in roots(copy)}


def test_two_stubs_of_a_box_that_show_the_same(held: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such cards take minutes to find, so two that differ are taken for them."""
    monkeypatch.setattr("shora.verification.v01_definition.same_stubs", lambda cards: [(cards[0], cards[1])])
    failures = verify(held.layout.root, Unwatched()).failures
    assert {(one.check, one.code) for one in failures} == {(Check.V1, "stub-twice")}


def test_cards_json_with_its_fields_in_another_order(copy: Tampered) -> None:
    def turn(body: Value) -> None:
        body["boxes"][NORTH] = dict(reversed(body["boxes"][NORTH].items()))

    copy.resign(copy.layout.cards, turn)
    copy.sign_record()
    assert ("cards-differ", "cards.json") in [(one.code, one.place.file) for one in roots(copy)]


def test_another_whole_record_is_only_told_by_its_hash(held: Small, annulled: Small) -> None:
    """A forger with keys of his own: everything agrees, and it is not the record that was published."""
    published = sha(held.layout.record.read_bytes())
    assert verify(annulled.layout.root, Unwatched()).verified
    verdict = verify(annulled.layout.root, Unwatched(), published=published)
    assert [(one.check, one.code) for one in verdict.failures] == [(Check.V1, "other-record")]
    assert verify(held.layout.root, Unwatched(), published=published).verified


def test_a_relabelled_box_is_not_decrypted(copy: Tampered, tmp_path: Path) -> None:
    """The small box's ballots in the place of the south box: a trustee would open them alone."""
    data = copy.archive(SMALL).read_bytes()
    copy.layout.archive(SOUTH, read_city(copy.layout).info(SOUTH).uuid).write_bytes(data)
    before = copy.archive(SOUTH).read_bytes()
    keepers = copy.small.defined.keepers()
    with pytest.raises(RefusedError, match="does not verify"):
        tally(copy.layout, keepers[:2], Unwatched())
    trustee = replace(keepers[0], opened=tmp_path / "opened")
    published = sha(copy.layout.record.read_bytes())
    with pytest.raises(RefusedError, match="does not verify"):
        decrypt(copy.layout, trustee, published, published, Unwatched(), clock=EVENING)
    assert copy.archive(SOUTH).read_bytes() == before
    assert not (tmp_path / "opened").exists()


def line_of(copy: Tampered, status: Status, tracker: str) -> str:
    uuid = read_city(copy.layout).info(NORTH).uuid
    return sign_receipt(copy.identity("box:north"), status, uuid, tracker)  # type: ignore[arg-type]


def test_two_voters_with_one_ballot(copy: Tampered) -> None:
    """The box gives the second voter the first one's receipt. His stub tells."""
    event: Event = copy.events(NORTH)[1]
    line = line_of(copy, Status.CAST, tracker_of(event.data[0]))
    own = event.first["credential"]
    other = next(e.first["credential"] for e in copy.events(NORTH)[2:5])
    assert check_against(copy.layout, line, stub=own).answer is Answer.HOLDS
    assert check_against(copy.layout, line, stub=own[:8].upper()).answer is Answer.HOLDS
    assert check_against(copy.layout, line, stub=other[:8]).answer is Answer.OTHER_CARD
    assert check_against(copy.layout, line).answer is Answer.HOLDS


def test_a_dropped_ballot_leaves_its_receipt(copy: Tampered) -> None:
    line = line_of(copy, Status.CAST, tracker_of(copy.events(NORTH)[1].data[0]))
    dropped(copy, signed=True)
    assert check_against(copy.layout, line).answer is Answer.AGAINST_THE_BOX


def test_a_tested_ballot_that_is_counted(copy: Tampered) -> None:
    line = line_of(copy, Status.TESTED, tracker_of(copy.events(NORTH)[1].data[0]))
    assert check_against(copy.layout, line).answer is Answer.AGAINST_THE_BOX


def test_a_provisional_receipt(copy: Tampered) -> None:
    """The receipts of the two accepted ballots hold; that of the rejected one says why it does not count."""
    lines = [one.line for one in copy.small.receipts[WAITING]]
    answers = [check_against(copy.layout, line).answer for line in lines]
    assert sorted(answers) == sorted([Answer.HOLDS, Answer.HOLDS, Answer.NOT_ACCEPTED])
