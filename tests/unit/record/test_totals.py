"""The city's totals: the sum of units, the boxes that are not in it, and the hash that they stand on."""

from dataclasses import replace

import pytest
from tests.support.apart import Town, found

from shora.box.payloads import digest
from shora.errors import InputError
from shora.ids import BoxId, ContestId, Hash
from shora.record.city import City, read_city
from shora.record.totals import CountedUnit, city_totals, counted_hash
from shora.tally.result import QuestionResult
from shora.text.json import JsonInput, canonical

H = [Hash(digit * 64) for digit in "0123456789"]


@pytest.fixture(scope="module", name="town")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    kinds = {"b0": "regular", "b1": "regular", "b2": "spare", "b3": "regular", "try": "rehearsal"}
    return found(tmp_path_factory.mktemp("town"), kinds)


@pytest.fixture(name="city")
def _city(town: Town) -> City:
    return read_city(town.layout)


GROUP = CountedUnit(
    name="group-1",
    heads={BoxId("b3"): H[3], BoxId("b1"): H[1]},
    ballots=5,
    result=[QuestionResult(votes=(1, 2, 0), blank=2)],
    file=H[9],
)
ALONE = CountedUnit(
    name="b0",
    heads={BoxId("b0"): H[0]},
    ballots=4,
    result=[QuestionResult(votes=(4, 0, 1), blank=0)],
    file=None,
)


def test_the_sum(city: City) -> None:
    totals = city_totals(city, [GROUP, ALONE], [BoxId("b2")])[ContestId("c0")]
    assert [person.votes for _, person in totals.people] == [5, 2, 1]
    assert totals.ballots is not None
    assert totals.boxes is not None
    assert (totals.ballots.cast, totals.ballots.valid, totals.ballots.blank) == (9, 7, 2)
    assert (totals.boxes.defined, totals.boxes.counted, totals.boxes.missing) == (4, 3, ("b2",))
    assert totals.record == counted_hash(city, [ALONE, GROUP])


def test_a_box_that_was_never_opened_is_not_missing(city: City) -> None:
    boxes = city_totals(city, [GROUP, ALONE], [])[ContestId("c0")].boxes
    assert boxes is not None
    assert (boxes.defined, boxes.counted, boxes.missing, boxes.incomplete) == (3, 3, (), False)


def test_what_they_stand_on(town: Town, city: City) -> None:
    heads = {"b0": H[0], "b1": H[1], "b3": H[3]}
    whole: JsonInput = {"record": town.hash, "heads": heads, "groups": {"group-1": H[9]}}
    assert counted_hash(city, [GROUP, ALONE]) == digest(canonical(whole))
    alone: JsonInput = {"record": town.hash, "heads": {"b0": H[0]}}
    assert counted_hash(city, [ALONE]) == digest(canonical(alone))
    assert counted_hash(city, [replace(GROUP, file=H[8])]) != counted_hash(city, [GROUP])


def test_what_cannot_be_counted(city: City) -> None:
    with pytest.raises(InputError, match="different boxes"):
        city_totals(city, [], [])
    with pytest.raises(InputError, match="different boxes"):
        city_totals(city, [GROUP, replace(ALONE, heads={BoxId("b1"): H[0]})], [])
    for box in ("try", "other"):
        with pytest.raises(InputError, match="never counts"):
            city_totals(city, [replace(ALONE, heads={BoxId(box): H[0]})], [])
