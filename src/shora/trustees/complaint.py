"""A complaint: a receiver proves to everyone that a dealer's share does not fit its commitments.

Only the receiver can decrypt what was dealt to it. By showing its seed it lets everyone decrypt, and
repeat its check. That costs nothing: the keys of a seed are for one ceremony, and a ceremony with a
complaint never ends, since the receiver's two last statements are missing for ever. What nobody can
check is the reverse: a receiver that stays silent about a bad share, or claims one and shows no seed.
"""

from typing import Final

from shora.crypto import pedersen
from shora.crypto.fault import CryptoInputError
from shora.crypto.statement import check_signatures, decode_statement, state
from shora.errors import InputError, RefusedError
from shora.text import json
from shora.trustees.carrying import Sharing, dealers_in
from shora.trustees.ceremony import Self
from shora.trustees.parties import Misdeed, Parties, Step, hash_of, hash_of_list
from shora.trustees.said import MALFORMED, OTHER

KIND: Final = "ceremony-complaint"


def complain(me: Self, sharing: Sharing) -> bytes:
    """The signed complaint of ``me``, with its seed. :class:`RefusedError` where every share fits."""
    if not _dealers(sharing, me.secret.seed, me.index):
        raise RefusedError("every share that was dealt to me fits its commitments: there is nothing to show")
    fields = {**_head(me.parties, sharing, me.index), "seed": me.secret.seed}
    return state(KIND, me.parties.election, fields).signed(f"trustee:{me.id}", me.identity).encode()


def judge(sharing: Sharing, index: int, complaint: bytes) -> tuple[Misdeed, ...]:
    """Who is in the wrong: the dealers whose shares do not fit, or else trustee ``index``, who complains."""
    parties = sharing.parties
    member = parties.member(index)

    def unfounded(code: str, detail: str) -> tuple[Misdeed, ...]:
        return (Misdeed(step=Step.SHARE, trustee=member.id, code=code, detail=detail),)

    try:
        statement = decode_statement(complaint, f"complaints/{member.id}.json", kind=KIND)
        faults = check_signatures(statement, [(f"trustee:{member.id}", member.key)])
        if faults:
            return unfounded(faults[0].code, f"a complaint under its name: {faults[0].detail}")
        head = _head(parties, sharing, index)
        wanted = ["kind", "election", *head, "seed"]
        if statement.election != parties.election or any(
            statement.body.get(name) != value for name, value in head.items()
        ):
            return unfounded(OTHER, "it complains about another ceremony")
        if list(statement.body) != wanted:
            raise InputError("a complaint has other fields")
        dealers = _dealers(sharing, json.field(dict(statement.body), "seed", str, ""), index)
    except InputError as error:
        return unfounded(MALFORMED, f"its complaint shows nothing: {error.message}")
    if not dealers:
        return unfounded(MALFORMED, "it complains, and every share that was dealt to it fits its commitments")
    return tuple(dealers)


def _head(parties: Parties, sharing: Sharing, index: int) -> dict[str, json.JsonValue]:
    return {
        "ceremony": parties.ceremony,
        "trustee": parties.member(index).id,
        "index": index,
        "polynomials": hash_of_list([hash_of(one) for one in sharing.polynomials]),
    }


def _dealers(sharing: Sharing, seed: str, index: int) -> list[Misdeed]:
    """The dealers whose shares do not fit; raises where the seed is not the receiver's."""
    plan = sharing.parties.plan
    mine = pedersen.vinput(sharing.certificates, plan.threshold, sharing.polynomials, index)
    try:
        pedersen.voutput(seed, sharing.certificates, plan.threshold, mine)
    except CryptoInputError as error:
        found = dealers_in(error, sharing.parties)
        if not found:
            raise
        return found
    return []
