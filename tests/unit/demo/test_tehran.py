"""The generated city: the same for the same seed, invented, lawful, and its counts add up."""

import unicodedata
from collections import Counter
from itertools import chain
from time import process_time

import pytest

from shora.demo.tehran import city, districts, names, voters
from shora.demo.tehran.city import definition_value
from shora.demo.tehran.sums import CheckIns, check_ins, expected_totals
from shora.demo.tehran.voters import Act, BoxDay, Decision, day, rehearsal
from shora.election.checkdigit import confusable, fault_in_code
from shora.election.codes import choices_for
from shora.election.contest import Contest
from shora.election.definition import Definition
from shora.election.read import read_json, warnings
from shora.election.station import BoxKind
from shora.errors import DamagedError
from shora.ids import BoxId, ContestId, StationId
from shora.text.jalali import show_date
from shora.text.json import JsonValue
from shora.text.messages import Language
from shora.text.normalise import normalise, search_key

SEEDS = (1, 2, 7, 1405, 2026)
PROVISIONAL = BoxId(districts.PROVISIONAL_BOX)
SPARE = BoxId(districts.SPARE_BOX)

# Elected and alternate members of real councils (Tehran 2006, 2017, 2021; Tabriz 2013, 2021; Isfahan 2021).
REAL = """
مهدی چمران · مرتضی طلایی · رسول خادم · عباس شیبانی · هادی ساعی · حمزه شکیب · علیرضا دبیر · پروین احمدی نژاد · معصومه ابتکار
احمد مسجد جامعی · محمد علی نجفی · معصومه آباد · حسن بیادی · خسرو دانشجو · حبیب کاشانی · عبدالمقیم ناصحی · حسن زیاری
محمود خسروی وفا · امیر علی امیری · بهمن ادیب زاده · محسن وفا مهر · محسن هاشمی رفسنجانی بهرمانی · محسن هاشمی
مرتضی الویری · شهربانو امانی انگنه · بهاره آروین · محمدجواد حق شناس · سیدابراهیم امینی · حسن خلیل‌آبادی
افشین حبیب زاده کلی · سیدآرش حسینی میلانی · زهرا صدراعظم نوری · علی اعطا · محمد سالاری · سیدحسن رسولی · مجید فراهانی
ناهید خداکرمی · زهرا نژادبهرام · سیدمحمود میرلوحی جوآبادی · پرویز سروری · نرجس سلیمانی · محمد آخوندی · ناصر امانی
مهدی پیرهادی · مهدی بابایی · سید جعفر تشکری هاشمی · سید احمد علوی · مهدی عباسی · مهدی اقراریان
علیرضا نادعلی شهرستانکی · احمد صادقی · سید محمد آقامیری · میثم مظفر · زهرا شمس احسان · نرگس معدنی‌پور · علی اصغر قائمی
سوده نجفی · جعفر بندی شربیانی · شهرام دبیری · احتشام حاجی‌پور · اسماعیل چمنی · بهروز خاماچی · المیرا خاماچی
اکرم حضرتی · اصغر عابدزاده · جواد ششگلانی · سعید محدث · حبیب شیری‌آذر · علی شیاری · محمدحسین جعفری · علی نوای باغبان
محمدحسن اسوتچی · جعفر مدبر · امیر حقیان · ایران آهور · رسول درسخوان · ایرج شهین‌باهر · سعید حاجی‌زاده
فریدون بابایی اقدم · محمدباقر لطفی · علاءالدین نورمحمدزاده · حکیمه غفوری · روح‌الله رشیدی · رسول برقی · غلامرضا احمدی
پرویز هادی · روح‌الله دهقان‌نژاد · سید کاظم زعفرانچی‌لر · علیرضا نوای باغبان · احد صادقی · یاسین بجانی · مجید نادرالاصلی
غلامحسین صادقی رنانی · رسول میرباقر · محمدرضا فلاح
"""
REAL_NAMES = tuple(name.strip() for name in REAL.replace("\n", "·").split("·") if name.strip())


def complete(value: dict[str, JsonValue]) -> Definition:
    """Read, with what a definition needs and the generator leaves to others."""
    value.setdefault("secrecy", {"smallest": 20, "batch": 5, "unit": "box", "duplicates": "none"})
    return read_json(value, place="tehran")


CITIES = {seed: (complete(definition_value(seed)), day(seed)) for seed in SEEDS}


@pytest.fixture(params=SEEDS)
def held(request: pytest.FixtureRequest) -> tuple[Definition, tuple[BoxDay, ...]]:
    return CITIES[request.param]


def council(definition: Definition) -> Contest:
    return definition.contest(ContestId("council"))


def by_box(days: tuple[BoxDay, ...]) -> dict[BoxId, BoxDay]:
    return {each.box: each for each in days}


def of_district(definition: Definition, days: tuple[BoxDay, ...]) -> dict[int, CheckIns]:
    return dict(enumerate(check_ins(definition, days), start=1))


def test_the_same_seed_gives_the_same_city_and_another_seed_another() -> None:
    assert definition_value(5) == definition_value(5) != definition_value(6)
    assert day(5) == day(5) != day(6)
    assert rehearsal(5) == rehearsal(5) != rehearsal(6)


def test_it_is_quick() -> None:
    start = process_time()
    expected_totals(complete(definition_value(3)), day(3))
    assert process_time() - start < 2


def test_it_says_that_it_is_generated(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, _ = held
    assert (definition.id, definition.name.fa) == ("tehran-demo", "شورای تهران (دادهٔ ساختگی)")
    assert "generated" in definition.name.en
    assert "invented" in definition.description
    assert warnings(definition) == ()


def test_polling_is_on_a_friday_of_1405() -> None:
    definition, _ = CITIES[1]
    opens = next(each for each in definition.dates.dates if each.name == "polling-opens")
    assert show_date(opens.decisions[-1].at, Language.FA) == "جمعه ۲۲ آبان ۱۴۰۵"


def test_seats_lists_and_candidates(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    contest = council(held[0])
    assert (contest.seats, contest.votes, contest.minimum, contest.blank, contest.alternates) == (
        21,
        21,
        1,
        True,
        11,
    )
    assert contest.rule == city.RULE
    assert (len(contest.candidates), len(contest.lists)) == (120, 6)
    assert [len(contest.members(each.id)) for each in contest.lists] == [21, 21, 18, 15, 12, 9]
    assert len(contest.independents) == 24
    people = [(each.name, each.father) for each in contest.candidates]
    assert len(set(people)) == 120, "nobody stands twice, in two lists or otherwise"
    assert all(each.father for each in contest.candidates)


def test_two_pairs_of_candidates_share_a_name(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    contest = council(held[0])
    count = Counter(search_key(each.name) for each in contest.candidates)
    assert sorted(count.values())[-3:] == [1, 2, 2]
    for name in (name for name, times in count.items() if times == 2):
        first, second = (each for each in contest.candidates if search_key(each.name) == name)
        assert first.father != second.father
        assert first.list_id != second.list_id


def test_two_candidates_withdrew(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    gone = [each for each in council(held[0]).candidates if not each.standing]
    assert [len(each.history) for each in gone] == [1, 3]
    assert [each.list_id is None for each in gone] == [False, True]


def test_codes_end_with_a_check_digit(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    contest = council(held[0])
    codes = [each.code for each in contest.candidates]
    lists = [each.code for each in contest.lists]
    assert {len(code) for code in codes} == {4}
    assert {len(code) for code in lists} == {2}
    assert not any(fault_in_code(code) for code in [*codes, *lists])
    assert confusable(codes) == confusable(lists) == ()


def test_stations_and_boxes(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    assert len(definition.stations) == len({each.district for each in definition.stations}) == 22
    assert Counter(box.kind for box in definition.boxes) == {
        BoxKind.REGULAR: 22,
        BoxKind.SPARE: 1,
        BoxKind.PROVISIONAL: 1,
        BoxKind.REHEARSAL: 1,
    }
    regular = [box.station for box in definition.boxes if box.kind is BoxKind.REGULAR]
    assert regular == [each.id for each in definition.stations]
    counted = [box.id for box in definition.boxes if box.kind is not BoxKind.REHEARSAL]
    assert [each.box for each in days] == counted, "the rehearsal is no part of the day"


def test_trustees_are_three_of_five_bodies() -> None:
    plan = CITIES[1][0].trustees
    assert (plan.threshold, plan.size) == (3, 5)
    assert [each.id for each in plan.members] == [
        "supervision",
        "executive",
        "judiciary",
        "university",
        "parties",
    ]


def test_there_are_cards_for_all(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    for each in (*days, rehearsal(1)):
        assert each.cards < definition.box(each.box).cards


def test_names_are_invented(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    real = {search_key(name) for name in REAL_NAMES}
    assert not {search_key(each.name) for each in council(held[0]).candidates} & real


def test_no_surname_is_that_of_a_real_member() -> None:
    real = {
        search_key(" ".join(name.split()[from_:]))
        for name in REAL_NAMES
        for from_ in range(1, len(name.split()))
    }
    assert not {search_key(each) for each in names.SURNAMES} & real


def test_names_are_many_and_in_proper_letters() -> None:
    assert min(len(names.MEN), len(names.WOMEN)) >= 60
    assert len(names.SURNAMES) >= 150
    every = (*names.MEN, *names.WOMEN, *names.SURNAMES)
    assert len({search_key(each) for each in every}) == len(every), "each name is there once"
    texts = (*every, *(each.station for each in districts.DISTRICTS), *(each.name for each in city.LISTS))
    for text in texts:
        assert unicodedata.normalize("NFC", text) == text
        assert not set(text) & set("يكىةﻻ\u200d\u0640")
        for part in text.split("\u200c"):
            assert part, "a joiner stands between two parts"
            assert part == part.strip()
        joints = [text[at - 1] for at, letter in enumerate(text) if letter == "\u200c"]
        assert all(normalise(letter).isalpha() for letter in joints)


def test_about_three_thousand_people_vote(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    came = sum(len(each.voters) for each in days)
    assert 2_900 <= came <= 3_100
    assert expected_totals(definition, days).ballots == came - voters.ABANDONED - 2


def test_every_typed_code_is_accepted(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    for voter in chain.from_iterable(each.voters for each in (*days, rehearsal(1))):
        assert len(voter.codes) <= 21
    for voter in chain.from_iterable(each.voters for each in days):
        assert any(choices_for(definition, ContestId("council"), voter.codes)) is bool(voter.codes)


def test_what_people_type(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    _, days = held
    typed = [voter.codes for each in days for voter in each.voters]
    kinds = Counter(
        "blank" if not codes else "list" if len(codes[0]) == 2 else "few" if len(codes) < 9 else "mix"
        for codes in typed
    )
    percent = {kind: count * 100 // len(typed) for kind, count in kinds.items()}
    assert 30 <= percent["list"] <= 37
    assert 12 <= percent["blank"] <= 18
    assert 20 <= percent["few"] <= 28
    assert 23 <= percent["mix"] <= 31
    lists = Counter(codes[0] for codes in typed if codes and len(codes[0]) == 2)
    by_popularity = [lists[each.code(number)] for number, each in enumerate(city.LISTS, start=1)]
    assert by_popularity[0] > by_popularity[1] > max(by_popularity[3:])


def test_what_goes_otherwise(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    _, days = held
    acts = Counter(voter.act for each in days for voter in each.voters)
    assert acts[Act.CHALLENGE_THEN_CAST] == 30
    assert (acts[Act.ABANDON], acts[Act.SPOIL_THEN_CAST]) == (8, 6)
    assert sum(each.lost_cards for each in days) == 1
    small = by_box(days)[BoxId(districts.box_id(districts.SMALL))]
    assert (small.cast, small.cards) == (7, 7)


def test_the_hour_without_a_network(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    here = by_box(days)[PROVISIONAL]
    station = definition.box(PROVISIONAL).station
    assert Counter(voter.decision for voter in here.voters) == {
        Decision.ACCEPTED: 13,
        Decision.DUPLICATE: 1,
        Decision.NOT_ENTITLED: 1,
    }
    assert (here.cast, here.rejected, here.abandoned) == (13, 2, 0)
    intervals = {each.hour: each for each in of_district(definition, days)[districts.OFFLINE].intervals}
    offline = intervals.pop(voters.OFFLINE_HOUR)
    assert (offline.regular, offline.provisional) == (0, 15)
    assert all(each.provisional == 0 < each.regular for each in intervals.values())
    (twice,) = (voter.voted_at for voter in here.voters if voter.decision is Decision.DUPLICATE)
    assert twice is not None
    assert twice != station
    earlier = next(each for each in check_ins(definition, days) if each.station == twice).intervals
    assert any(each.regular and each.hour < voters.OFFLINE_HOUR for each in earlier)
    others = [each for each in days if each.box != PROVISIONAL]
    assert not any(voter.decision or voter.voted_at for each in others for voter in each.voters)


def test_the_spare_box_takes_over(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    spare = by_box(days)[SPARE]
    failed = by_box(days)[BoxId(districts.box_id(districts.FAILING))]
    assert definition.box(spare.box).station == definition.box(failed.box).station
    assert (
        max(voter.hour for voter in failed.voters)
        < voters.FAILURE_HOUR
        <= min(voter.hour for voter in spare.voters)
    )
    assert min(len(spare.voters), len(failed.voters)) > 50


def test_check_ins_reconcile(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    boxes = by_box(days)
    for counted in check_ins(definition, days):
        here = [box for box in definition.boxes_of(counted.station) if box.kind is not BoxKind.REHEARSAL]
        regular = [boxes[box.id] for box in here if box.kind is not BoxKind.PROVISIONAL]
        provisional = [boxes[box.id] for box in here if box.kind is BoxKind.PROVISIONAL]
        assert counted.regular == sum(each.cast + each.abandoned for each in regular)
        assert counted.provisional == sum(each.cast + each.rejected for each in provisional)
        assert all(city.OPENS_HOUR <= each.hour < city.CLOSES_HOUR for each in counted.intervals)
    for each in days:
        spent = each.cast + each.abandoned + each.rejected + each.lost_cards
        extra = each.did(Act.CHALLENGE_THEN_CAST) + each.did(Act.SPOIL_THEN_CAST)
        assert each.cards == spent + extra, "every card that left the stack has one class"


def test_turnout_has_the_shape_of_the_districts(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    came = {number: each.regular + each.provisional for number, each in of_district(definition, days).items()}
    people = {each.number: each.people for each in districts.DISTRICTS}
    permille = {number: came[number] * 1000 // people[number] for number in came}
    order = [19, 12, 18, 20, 14, 4, 7, 5, 3]
    assert sorted(order, key=lambda number: -permille[number]) == order
    assert max(came, key=lambda number: came[number]) == 4
    assert 240 <= sum(came.values()) * 1000 // sum(people.values()) <= 252


def test_the_totals_are_a_direct_sum(held: tuple[Definition, tuple[BoxDay, ...]]) -> None:
    definition, days = held
    contest, found = council(definition), expected_totals(definition, days)
    assert list(found.votes) == [each.code for each in contest.candidates]
    members = {str(each.code): [m for m in contest.members(each.id) if m.standing] for each in contest.lists}
    again: Counter[str] = Counter()
    for voter in chain.from_iterable(each.voters for each in days):
        if voter.counts:
            again.update(
                str(code)
                for typed in voter.codes
                for code in ([m.code for m in members[typed]] if typed in members else [typed])
            )
    assert {code: total for code, total in found.votes.items() if total} == dict(again)
    assert [found.votes[each.code] for each in contest.candidates if not each.standing] == [0, 0]
    assert found.blank < found.ballots
    assert all(type(total) is int for total in found.votes.values())


def test_a_rehearsal_is_never_counted() -> None:
    definition, days = CITIES[1]
    practice = rehearsal(1)
    assert definition.box(practice.box).kind is BoxKind.REHEARSAL
    with pytest.raises(DamagedError, match="rehearsal"):
        expected_totals(definition, (*days, practice))
    assert check_ins(definition, (*days, practice)) == check_ins(definition, days)


def test_an_hour_is_counted_at_its_station() -> None:
    definition, days = CITIES[1]
    (one,) = (each for each in check_ins(definition, days[:1]) if each.intervals)
    assert one.station == StationId("district-01")
    assert one.regular == len(days[0].voters)
