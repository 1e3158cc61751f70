"""A trustee's rehearsal: decrypts, proves, signs; and says when the share is another's."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.support.ceremony import ELECTION, people

from shora.crypto.identity import Identity
from shora.crypto.statement import decode_statement, state
from shora.errors import InputError, RefusedError
from shora.trustees.ceremony import hold_together
from shora.trustees.keep import KeptTrustee
from shora.trustees.rehearsal import check_rehearsal, need_own_share, rehearse, sign_rehearsal

PLAN, IDENTITIES = people()
MADE = hold_together(ELECTION, PLAN, IDENTITIES)
OTHER = hold_together(ELECTION, PLAN, IDENTITIES)
KEPT = [KeptTrustee.of(one) for one in MADE.holdings]
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def note(index: int = 1) -> bytes:
    return sign_rehearsal(
        rehearse(KEPT[index - 1], MADE.trustees, AT), KEPT[index - 1], IDENTITIES[index - 1]
    )


def test_a_rehearsal_holds_for_each_trustee() -> None:
    for index, member in enumerate(PLAN.members, start=1):
        made = note(index)
        assert len(made) < 1500
        assert KEPT[index - 1].secret not in made.decode()
        said = check_rehearsal(made, MADE.trustees, member, "note")
        assert said.body["at"] == "2026-06-01T08:00:00Z"


def test_two_rehearsals_differ() -> None:
    assert note() != note()


def test_another_key_or_share() -> None:
    with pytest.raises(RefusedError, match="not the share of trustee t1"):
        rehearse(KEPT[0], OTHER.trustees, AT)
    with pytest.raises(RefusedError, match="not the share"):
        need_own_share(replace(KEPT[0], index=2), MADE.trustees)
    with pytest.raises(RefusedError, match="not the share"):
        need_own_share(replace(KEPT[0], index=4), MADE.trustees)
    with pytest.raises(RefusedError, match="another key"):
        check_rehearsal(note(), OTHER.trustees, PLAN.members[0], "note")


def test_another_signer() -> None:
    with pytest.raises(RefusedError):
        check_rehearsal(note(2), MADE.trustees, PLAN.members[0], "note")
    forged = sign_rehearsal(rehearse(KEPT[0], MADE.trustees, AT), KEPT[0], Identity.generate())
    with pytest.raises(RefusedError, match="not that of trustee:t1"):
        check_rehearsal(forged, MADE.trustees, PLAN.members[0], "note")


@pytest.mark.parametrize(
    "field", ["trustee", "owner", "trustees", "box_election", "encrypted_tally", "decryption"]
)
def test_a_note_with_another_content(field: str) -> None:
    """Signed by its trustee itself; each field is that of another rehearsal, or nonsense."""
    body = dict(decode_statement(note(), "note").body)
    other = dict(decode_statement(note(2), "note").body)
    body[field] = other[field] if other[field] != body[field] else "0" * 64
    made = state("rehearsal", ELECTION, {k: v for k, v in body.items() if k not in {"kind", "election"}})
    with pytest.raises((InputError, RefusedError)):
        check_rehearsal(
            made.signed("trustee:t1", IDENTITIES[0]).encode(), MADE.trustees, PLAN.members[0], "note"
        )
