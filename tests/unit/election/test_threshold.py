"""A contest's threshold and a list's connection: kept as written, in ASCII, and left out where they are not."""

from fractions import Fraction

import pytest
from tests.unit.election.samples import TOWN_TEXT, spoil, town

from shora.election.read import read_bytes, read_toml
from shora.election.threshold import ThresholdBase, base_of, fraction_of, plain_threshold
from shora.errors import InputError
from shora.ids import ContestId
from shora.text.json import canonical

COUNCIL = ContestId("council")


@pytest.mark.parametrize(
    "text, plain, value",
    [
        ("5%", "5%", Fraction(1, 20)),
        (" ۵٪ ", "5%", Fraction(1, 20)),
        ("۰٫۰۵", "0.05", Fraction(1, 20)),
        ("۱/۲۰", "1/20", Fraction(1, 20)),
        ("3.50%", "3.50%", Fraction(7, 200)),
        ("0", "0", Fraction(0)),
        ("100%", "100%", Fraction(1)),
    ],
)
def test_what_it_says(text: str, plain: str, value: Fraction) -> None:
    assert plain_threshold(text) == plain
    assert fraction_of(text) == fraction_of(plain) == value


@pytest.mark.parametrize(
    "text", ["", "%", "5 %", "-5%", "+5%", "5%%", "1/0", "1e-2", ".5", "٥,٥", "101%", "2", "５%"]
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(InputError):
        fraction_of(text)


def test_bases() -> None:
    assert base_of("list-votes") is ThresholdBase.LIST_VOTES
    with pytest.raises(InputError, match="is no base"):
        base_of("")


def test_in_a_definition() -> None:
    text = spoil(
        TOWN_TEXT,
        ("votes = 5", 'votes = 5\nthreshold = "۵٪"\nthreshold_base = "list-votes"'),
        ('id = "omid"', 'id = "omid", connection = "A/۱"'),
    )
    definition = read_toml(text, place="town.toml")
    contest = definition.contest(COUNCIL)
    assert (contest.threshold, contest.threshold_base) == ("5%", "list-votes")
    assert [each.connection for each in contest.lists] == ["A/1", ""]
    data = canonical(definition.to_json())
    assert b'"rule":"block-vote","threshold":"5%","threshold_base":"list-votes","lists":[' in data
    assert b'"connection":"A/1"}' in data
    assert read_bytes(data, place="town.json") == definition


def test_definitions_without_them_keep_their_hash() -> None:
    data = canonical(town().to_json())
    assert b"threshold_base" not in data
    assert b"connection" not in data
