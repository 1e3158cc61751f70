"""The 22 districts as the generated city has them: one invented station each, with its people and turnout.

Nothing here is a result. What was found in publications, and what was assumed:

- The people are those of the census of 2016 in thousands, times 1.4. Published and compared were
  the total (8,694 thousand), the largest (district 4) and the smallest (district 9); the others are round.
- Turnout over all is that of the council election of 2021, 24.6 %. By district none was published.
  That 19, 12 and 18 are highest is taken from the neighbourhood councils' election of 2019; that the
  north is lowest, and the figures between, are assumptions.
- District 9 is replaced by a very small station, as hospitals have them.
"""

from dataclasses import dataclass
from typing import Final

SMALL: Final = 9
"""The district of the very small station."""

SMALL_VOTERS: Final = 7

OFFLINE: Final = 12
"""The district whose station has an hour without a network."""

FAILING: Final = 15
"""The district whose regular box fails in the afternoon."""

REHEARSING: Final = 6
"""The district whose station rehearses before the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district's station: ``people`` who may vote live around it, and ``percent`` of them come."""

    number: int
    station: str
    people: int
    percent: int

    @property
    def expected(self) -> int:
        """Voters to expect."""
        return self.people * self.percent // 100


_ROWS: Final = (
    ("دبستان شکوفه‌های کوهپایه", 494, 17),
    ("دبیرستان بلندای سپیدار", 701, 19),
    ("دبستان چنار کهن", 331, 16),
    ("مسجد باغ نارنج", 919, 24),
    ("دبیرستان رنگین‌کمان", 858, 19),
    ("کتابخانهٔ سروستان", 251, 21),
    ("دبستان آفتابگردان", 312, 22),
    ("مسجد هفت‌باران", 425, 25),
    ("درمانگاه شبنم", 20, 25),
    ("دبستان گلدان", 327, 26),
    ("مسجد آینه", 308, 27),
    ("مسجد کهن‌دروازه", 242, 34),
    ("دبیرستان شهاب آسمان", 249, 26),
    ("دبستان پرستوها", 516, 27),
    ("مسجد جویبار", 641, 28),
    ("دبیرستان ریل و راه", 268, 29),
    ("مسجد چراغ روشن", 273, 30),
    ("دبستان خوشهٔ گندم", 420, 32),
    ("مسجد دشت سبز", 261, 38),
    ("دبیرستان بلوط پیر", 365, 29),
    ("دبستان کارون کوچک", 187, 25),
    ("دبیرستان دریاچهٔ آرام", 176, 22),
)

DISTRICTS: Final = tuple(
    District(number=number, station=station, people=thousands * 14 // 10, percent=percent)
    for number, (station, thousands, percent) in enumerate(_ROWS, start=1)
)
"""In the order of their numbers."""


def station_id(number: int) -> str:
    """The id of a district's station."""
    return f"district-{number:02}"


def box_id(number: int) -> str:
    """The id of the regular box of a district's station."""
    return f"box-{number:02}"


SPARE_BOX: Final = f"{box_id(FAILING)}-spare"
PROVISIONAL_BOX: Final = f"{box_id(OFFLINE)}-provisional"
REHEARSAL_BOX: Final = f"{box_id(REHEARSING)}-rehearsal"
