"""Zero report and minutes: what they say, what they never say, and the hash that binds them."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from shora.cards.classes import LISTED, CardClass
from shora.crypto.identity import Identity
from shora.documents.report import Report
from shora.documents.reports import minutes, minutes_paper, zero_paper, zero_report
from shora.election.definition import Definition
from shora.errors import InputError
from shora.ids import BoxId, ElectionId, Hash, PublicCredential, Uuid
from shora.record.day import Closing, Incident, Opening, Unopened
from shora.text.json import canonical
from shora.text.messages import Language

AT = datetime(2026, 7, 3, 4, 15, tzinfo=UTC)
SMALL, NORTH, UUID = ElectionId("small"), BoxId("north"), Uuid("9Xk5ujWWKGnDVG")


def hashed(text: str) -> Hash:
    return Hash(sha256(text.encode()).hexdigest())


def cards(start: int, number: int) -> tuple[PublicCredential, ...]:
    return tuple(PublicCredential(f"{each:064x}") for each in range(start, start + number))


def opening(election: str = "small", made: int = 10) -> bytes:
    said = Opening(
        election=ElectionId(election), box=NORTH, uuid=UUID, record=hashed("record"), at=AT,
        launch_code="7K3M-92QD-TTB4", cards=made, setup=hashed("setup"),
    )  # fmt: skip
    return said.statement().signed("box:north", Identity(bytes(32))).encode()


def closing(unused: int = 4) -> bytes:
    classes = dict.fromkeys(LISTED, ()) | {
        CardClass.CHALLENGED: cards(1, 1), CardClass.UNUSED: cards(100, unused),
    }  # fmt: skip
    incidents = (
        Incident(code="check-ins-differ", count=-1, text="یک نفر با کارت رفت #panic()"),
        Incident(code="power", count=2, text="قطع برق"),
    )
    said = Closing(
        election=SMALL, box=NORTH, uuid=UUID, ended=hashed("ended"), at=AT, head=hashed("head"), cast=5,
        classes=classes, challenges=hashed("challenges"), incidents=incidents,
    )  # fmt: skip
    return said.statement().encode()


def unopened() -> bytes:
    classes = {CardClass.UNUSED: cards(1, 9), CardClass.LOST: cards(50, 1)}
    said = Unopened(
        election=SMALL, box=NORTH, uuid=UUID, record=hashed("record"), at=AT, reason="دستگاه روشن نشد",
        classes=classes,
    )  # fmt: skip
    return said.statement().encode()


def facts(report: Report) -> dict[str, str]:
    return {fact.label: fact.value for fact in report.facts}


@pytest.mark.parametrize("language", Language)
def test_each_report_is_one_page_and_the_same_bytes_twice(definition: Definition, language: Language) -> None:
    for report, make, data in (
        (zero_paper, zero_report, opening()),
        (minutes_paper, minutes, closing()),
        (minutes_paper, minutes, unopened()),
    ):
        assert make(data, definition, language) == make(data, definition, language)
        assert len(report(data, definition, language).paper(language).png(20)) == 1


def test_the_hash_is_that_of_the_file(definition: Definition) -> None:
    for language in Language:
        for report, data in (
            (zero_paper, opening()),
            (minutes_paper, closing()),
            (minutes_paper, unopened()),
        ):
            paper = report(data, definition, language).paper(language)
            assert paper.data["hash"] == sha256(data).hexdigest()


def test_a_zero_report_in_persian(definition: Definition) -> None:
    report = zero_paper(opening(), definition, Language.FA)
    said = facts(report)
    assert said["زمان"] == "جمعه ۱۲ تیر ۱۴۰۵، ساعت ۰۷:۴۵"
    assert said["برگه‌های رأی"] == "۰ (صفر)"
    assert said["کارت‌های تعرفهٔ صندوق"] == "۱۰"
    assert said["رمز گشایش"] == "7K3M-92QD-TTB4"
    assert [signing.name for signing in report.signings] == ["مریم", ""]
    assert report.signed_by == ("box:north",)
    assert report.file == "boxes/north/opening.json"
    assert report.alerts == ()


def test_a_zero_report_in_english(definition: Definition) -> None:
    said = facts(zero_paper(opening(), definition, Language.EN))
    assert said["Time"] == "Friday 3 July 2026, 07:45 Tehran"
    assert said["Ballots"] == "0 (zero)"


def test_ballots_are_no_zero_report(definition: Definition) -> None:
    value = json.loads(opening())
    value["statement"]["ballots"] = 1
    with pytest.raises(InputError):
        zero_paper(canonical(value), definition, Language.FA)


def test_other_cards_than_made_are_said_aloud(definition: Definition) -> None:
    assert zero_paper(opening(made=9), definition, Language.FA).alerts == (
        "جمع با کارت‌های صندوق برابر نیست: ۹ به جای ۱۰.",
    )
    (alert,) = minutes_paper(closing(unused=3), definition, Language.EN).alerts
    assert alert == "The sum is not the number of cards of the box: 9 instead of 10."
    assert minutes_paper(closing(), definition, Language.EN).alerts == ()


def test_minutes_have_every_class_its_sum_and_the_incidents(definition: Definition) -> None:
    classes, incidents = minutes_paper(closing(), definition, Language.FA).tables
    assert [row[1] for row in classes.rows] == ["۵", "۱", "۰", "۰", "۰", "۴", "۰"]
    assert classes.last == ("جمع", "۱۰")
    assert [row[:2] for row in incidents.rows] == [("check-ins-differ", "-۱"), ("power", "۲")]


def test_minutes_list_no_credential_and_no_candidate(definition: Definition) -> None:
    shown = json.dumps(minutes_paper(closing(), definition, Language.EN).paper(Language.EN).data)
    assert cards(100, 1)[0] not in shown
    assert "Council" not in shown


def test_minutes_of_an_unopened_box(definition: Definition) -> None:
    report = minutes_paper(unopened(), definition, Language.EN)
    assert report.title == "Minutes of a box that was not opened"
    assert facts(report)["Reason"] == "دستگاه روشن نشد"
    assert [row[1] for row in report.tables[0].rows] == ["9", "1"]


def test_another_election_and_another_kind_are_refused(definition: Definition) -> None:
    with pytest.raises(InputError, match="about the election other"):
        zero_report(opening(election="other"), definition, Language.FA)
    with pytest.raises(InputError):
        zero_report(closing(), definition, Language.FA)
    with pytest.raises(InputError):
        minutes(opening(), definition, Language.FA)
