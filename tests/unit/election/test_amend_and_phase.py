import pytest
from tests.unit.election.samples import town, village

from shora.election.amend import change_status, move_date
from shora.election.candidate import Status, StatusChange
from shora.election.dates import DateName, Decision
from shora.election.phase import Phase, not_ready, step
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, CandidateCode, ContestId, ListId, StationId
from shora.text.jalali import parse_moment

COUNCIL = ContestId("council")


def decision(at: str, decided_at: str) -> Decision:
    return Decision(at=parse_moment(at), decided_at=parse_moment(decided_at), by="ستاد", reason="نمونه")


def change(status: Status, at: str) -> StatusChange:
    return StatusChange(status=status, decided_at=parse_moment(at), by="ستاد", reason="نمونه")


def test_moving_a_date_adds_a_decision() -> None:
    before = town()
    after = move_date(before, DateName.POLLING_CLOSES, decision("1405-04-12 22:00", "1405-04-12 19:00"))
    assert len(after.dates.get(DateName.POLLING_CLOSES).decisions) == 3
    assert (
        after.dates.get(DateName.POLLING_CLOSES).decisions[:2]
        == before.dates.get(DateName.POLLING_CLOSES).decisions
    )


def test_a_date_can_be_set_for_the_first_time() -> None:
    after = move_date(town(), DateName.CEREMONY, decision("1405-04-05 10:00", "1405-04-01 10:00"))
    assert after.dates.has(DateName.CEREMONY)
    with pytest.raises(InputError, match="does not set tally"):
        after.dates.get(DateName.TALLY)


def test_moves_that_cannot_be() -> None:
    with pytest.raises(RefusedError, match="older than the one before"):
        move_date(town(), DateName.POLLING_CLOSES, decision("1405-04-12 22:00", "1404-01-01 19:00"))
    with pytest.raises(RefusedError, match="closes before it opens"):
        move_date(town(), DateName.POLLING_CLOSES, decision("1405-04-12 07:00", "1405-04-12 19:00"))


def test_withdrawing_and_standing_again() -> None:
    code = CandidateCode("101")
    gone = change_status(town(), COUNCIL, code, change(Status.WITHDRAWN, "1405-04-01 10:00"))
    assert not gone.contest(COUNCIL).candidate(code).standing
    with pytest.raises(RefusedError, match="withdrawn already"):
        change_status(gone, COUNCIL, code, change(Status.WITHDRAWN, "1405-04-02 10:00"))
    with pytest.raises(RefusedError, match="older"):
        change_status(gone, COUNCIL, code, change(Status.STANDING, "1405-03-01 10:00"))
    back = change_status(gone, COUNCIL, code, change(Status.STANDING, "1405-04-02 10:00"))
    assert back.contest(COUNCIL).candidate(code).standing
    assert len(back.contest(COUNCIL).candidate(code).history) == 2


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(InputError, match="no box x"):
        village().box(BoxId("x"))
    with pytest.raises(InputError, match="no station x"):
        village().station(StationId("x"))
    with pytest.raises(InputError, match="no candidate 99"):
        village().contest(COUNCIL).candidate(CandidateCode("99"))
    with pytest.raises(InputError, match="no list x"):
        village().contest(COUNCIL).list(ListId("x"))
    assert village().box(BoxId("b1")).station == village().station(StationId("school")).id


def test_the_way_of_an_election() -> None:
    phase = Phase.NOTHING
    for word in (
        "define",
        "ready",
        "open",
        "checkin",
        "vote",
        "publish",
        "close",
        "tally",
        "count",
        "verify",
        "audit",
    ):
        phase = step(phase, word)
    assert phase is Phase.COUNTED


@pytest.mark.parametrize(
    "phase, word, message",
    [
        (Phase.OPEN, "tally", "the step close comes first"),
        (Phase.CLOSED, "vote", "vote needs phase open, and this is closed"),
        (Phase.READY, "vote", "the step open comes first"),
        (Phase.CLOSED, "close", "close was done already"),
        (Phase.COUNTED, "define", "define was done already"),
        (Phase.NOTHING, "verify", "the step define comes first"),
        (Phase.OPEN, "ready", "ready was done already"),
    ],
)
def test_steps_out_of_order(phase: Phase, word: str, message: str) -> None:
    with pytest.raises(RefusedError) as caught:
        step(phase, word)
    assert message in str(caught.value)


def test_readiness_can_be_taken_back() -> None:
    assert not_ready(Phase.READY) is Phase.DEFINED
    with pytest.raises(RefusedError):
        not_ready(Phase.OPEN)
    with pytest.raises(InputError, match="not a step"):
        step(Phase.OPEN, "recount")
