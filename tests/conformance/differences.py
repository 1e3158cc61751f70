"""Archives that a careful reader of the specification refuses, and what belenios-tool says of them.

Each is honest but for one thing. ``accepted_by`` are the versions that let it pass: a fact that was
observed, not a wish; when it changes, the table and ``docs/conformance.md`` change with it.
"""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.conformance.canary import raise_by_one
from tests.conformance.ours import question
from tests.conformance.peer import VERSIONS
from tests.conformance.rogue import Link, share_link, write
from tests.conformance.spoilt import (
    END,
    RESULT,
    SHARE,
    TALLY,
    VOTED,
    as_ballot,
    beyond_q,
    box,
    by_identity,
    bytes_of,
    election,
    election_field,
    false_share,
    insert,
    instead,
    late,
    listed,
    mark_proof,
    mode_0600,
    own_share,
    parts,
    re_signed,
    result_link,
    rewritten,
    sized,
    some_tallied,
    stray_data,
    tally_of,
    trustees,
    upper_case,
    weighted,
    with_signature,
)
from tests.support.curve import IDENTITY, Q, small
from tests.support.prover import compact

from shora.box.events import EventType
from shora.text.json import canonical

BOTH: Sequence[str] = VERSIONS
ONLY_30: Sequence[str] = ("3.0",)
ONLY_33: Sequence[str] = ("3.3",)
NEITHER: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoilt:
    """An archive with one thing wrong, what Shora's first root cause is, and who lets it pass."""

    make: Callable[[], bytes]
    root: str
    accepted_by: Sequence[str]


STRICTER: Mapping[str, Spoilt] = {
    # The order of events
    "data before the Setup": Spoilt(
        make=lambda: insert(0, as_ballot(late())), root="V4 setup-missing", accepted_by=BOTH
    ),
    "a second EndBallots": Spoilt(
        make=lambda: insert(TALLY, Link(type=EventType.END_BALLOTS)), root="V4 end-twice", accepted_by=BOTH
    ),
    "no EndBallots": Spoilt(make=lambda: instead(END), root="V4 tally-before-end", accepted_by=BOTH),
    "a tally before EndBallots": Spoilt(
        make=lambda: write([*parts().links[:END], parts().tally, parts().end, *parts().links[SHARE:]]),
        root="V4 tally-before-end",
        accepted_by=BOTH,
    ),
    "another tally before the right one": Spoilt(
        make=lambda: insert(TALLY, tally_of(2)), root="V4 tally-twice", accepted_by=BOTH
    ),
    "a ballot after EndBallots, not tallied": Spoilt(
        make=lambda: insert(TALLY, as_ballot(late())), root="V4 ballot-after-end", accepted_by=ONLY_30
    ),
    "a ballot after the tally": Spoilt(
        make=lambda: insert(SHARE, as_ballot(late())), root="V4 ballot-after-end", accepted_by=ONLY_30
    ),
    "a ballot after the result": Spoilt(
        make=lambda: insert(RESULT + 1, as_ballot(late())), root="V4 event-after-result", accepted_by=ONLY_30
    ),
    "a wrong result before the right one": Spoilt(
        make=lambda: insert(RESULT, result_link(1)), root="V4 result-twice", accepted_by=BOTH
    ),
    "a trustee's second partial decryption": Spoilt(
        make=lambda: insert(RESULT, share_link(2, own_share(2))), root="V4 share-twice", accepted_by=BOTH
    ),
    # Ballots and tally
    "a ballot that is not tallied": Spoilt(
        make=some_tallied, root="V7 tally-not-product", accepted_by=ONLY_30
    ),
    "a wrong number of ballots beside the tally": Spoilt(
        make=lambda: sized(num_tallied=2), root="V7 tally-count", accepted_by=BOTH
    ),
    "a wrong weight beside the tally": Spoilt(
        make=lambda: sized(total_weight=4), root="V7 tally-count", accepted_by=BOTH
    ),
    "a point in capital letters": Spoilt(
        make=lambda: re_signed(upper_case), root="V5 point-malformed", accepted_by=ONLY_30
    ),
    # Partial decryptions
    "a false partial decryption, before the result": Spoilt(
        make=lambda: write(
            [
                *parts().links[:SHARE],
                share_link(2, false_share(own_share(2))),
                *parts().links[SHARE + 1 : RESULT],
            ]
        ),
        root="V8 decryption-proof",
        accepted_by=BOTH,
    ),
    "a false partial decryption beside enough good ones": Spoilt(
        make=lambda: insert(SHARE, share_link(1, false_share(own_share(1)))),
        root="V8 decryption-proof",
        accepted_by=ONLY_33,
    ),
    # Cards
    "a card that is the neutral element": Spoilt(
        make=lambda: listed(IDENTITY.hex), root="V3 point-identity", accepted_by=BOTH
    ),
    "a ballot by that card": Spoilt(make=by_identity, root="V3 point-identity", accepted_by=BOTH),
    "a card of small order": Spoilt(
        make=lambda: listed(small(8).hex), root="V3 point-not-in-subgroup", accepted_by=BOTH
    ),
    "a card that is no point": Spoilt(
        make=lambda: listed("f" * 64), root="V3 point-not-on-curve", accepted_by=BOTH
    ),
    "a card that is listed twice": Spoilt(
        make=lambda: listed(box().cards[0][1]), root="V3 setup-unreadable", accepted_by=BOTH
    ),
    "a card that is listed twice, with another weight": Spoilt(
        make=lambda: listed(box().cards[0][1] + ",5"), root="V3 setup-unreadable", accepted_by=BOTH
    ),
    **{
        f"a card of the weight {weight!r}": Spoilt(
            make=functools.partial(weighted, weight), root="V3 setup-unreadable", accepted_by=BOTH
        )
        for weight in ("0", "-1", "1.5", "01", "x", "1000000000")
    },
    # Texts that are not in their one form
    "an election with white space": Spoilt(
        make=lambda: election(lambda text: text.replace(b",", b", ", 1)),
        root="V3 election-not-canonical",
        accepted_by=BOTH,
    ),
    "an election with a line feed at the end": Spoilt(
        make=lambda: election(lambda text: text + b"\n"), root="V3 election-not-canonical", accepted_by=BOTH
    ),
    "an election in another order": Spoilt(
        make=lambda: election(lambda text: compact(dict(reversed(json.loads(text).items()))).encode()),
        root="V3 election-not-canonical",
        accepted_by=BOTH,
    ),
    "an election with an unknown field": Spoilt(
        make=lambda: election_field("extra", 1), root="V3 election-malformed", accepted_by=BOTH
    ),
    "an election without questions": Spoilt(
        make=lambda: election_field("questions", []), root="V3 election-malformed", accepted_by=BOTH
    ),
    "a question without answers": Spoilt(
        make=lambda: election_field("questions", [question([], 0, 0)]),
        root="V3 election-malformed",
        accepted_by=BOTH,
    ),
    "a question whose minimum is above its maximum": Spoilt(
        make=lambda: election_field("questions", [question(["A", "B"], 2, 1)]),
        root="V3 election-malformed",
        accepted_by=BOTH,
    ),
    "the uuid of another box in the file's name": Spoilt(
        make=lambda: election_field("uuid", "11111111111111"), root="V3 file-name", accepted_by=BOTH
    ),
    "trustees with white space": Spoilt(
        make=lambda: write([replace(parts(), trustees=box().trusts.structure.replace(b",", b", ", 1)).setup]),
        root="V3 not-canonical",
        accepted_by=BOTH,
    ),
}
"""Refused here, and let pass by one version at least."""

SAME: Mapping[str, Spoilt] = {
    "a second Setup": Spoilt(
        make=lambda: insert(1, parts().setup), root="V4 setup-twice", accepted_by=NEITHER
    ),
    "the same tally twice": Spoilt(
        make=lambda: insert(SHARE, parts().tally), root="V4 tally-twice", accepted_by=NEITHER
    ),
    "the same result twice": Spoilt(
        make=lambda: insert(RESULT + 1, parts().result), root="V4 result-twice", accepted_by=NEITHER
    ),
    "a wrong result after the right one": Spoilt(
        make=lambda: insert(RESULT + 1, result_link(1)), root="V4 result-twice", accepted_by=NEITHER
    ),
    "a wrong result": Spoilt(
        make=lambda: instead(RESULT, result_link(1)), root="V9 result-mismatch", accepted_by=NEITHER
    ),
    "a result from too few shares": Spoilt(
        make=lambda: instead(SHARE), root="V9 shares-missing", accepted_by=NEITHER
    ),
    "a result without shares": Spoilt(
        make=lambda: write([*parts().links[:SHARE], parts().result]),
        root="V4 result-before-share",
        accepted_by=NEITHER,
    ),
    "a share of a trustee who is not there": Spoilt(
        make=lambda: insert(RESULT, share_link(9, own_share(1))),
        root="V8 owner-out-of-range",
        accepted_by=NEITHER,
    ),
    "two trustees' shares exchanged": Spoilt(
        make=lambda: write(
            [
                *parts().links[:SHARE],
                share_link(2, own_share(3)),
                share_link(3, own_share(2)),
                parts().result,
            ]
        ),
        root="V8 decryption-proof",
        accepted_by=NEITHER,
    ),
    "the same ballot twice": Spoilt(
        make=lambda: insert(VOTED, parts().ballot_links[0]),
        root="V4 member-out-of-place",
        accepted_by=NEITHER,
    ),
    "a ballot of an unknown card": Spoilt(
        make=lambda: write(
            [replace(parts(), credentials=canonical([box().cards[1][1]])).setup, *parts().ballot_links]
        ),
        root="V5 credential-unknown",
        accepted_by=NEITHER,
    ),
    "a response beyond q": Spoilt(
        make=lambda: re_signed(lambda ballot: beyond_q(mark_proof(ballot), "response")),
        root="V5 scalar-out-of-range",
        accepted_by=NEITHER,
    ),
    "a challenge beyond q": Spoilt(
        make=lambda: re_signed(lambda ballot: beyond_q(mark_proof(ballot), "challenge")),
        root="V5 scalar-out-of-range",
        accepted_by=NEITHER,
    ),
    "a signature beyond q": Spoilt(
        make=lambda: with_signature(lambda proof: beyond_q(proof, "response")),
        root="V5 scalar-out-of-range",
        accepted_by=NEITHER,
    ),
    "a scalar with a leading zero": Spoilt(
        make=lambda: with_signature(lambda proof: proof.update(response="0" + proof["response"])),
        root="V5 scalar-malformed",
        accepted_by=NEITHER,
    ),
    "a scalar below zero": Spoilt(
        make=lambda: with_signature(lambda proof: proof.update(response=str(int(proof["response"]) - Q))),
        root="V5 scalar-malformed",
        accepted_by=NEITHER,
    ),
    "a ballot with white space": Spoilt(
        make=lambda: rewritten(lambda text: text.replace(b",", b", ", 1)),
        root="V5 ballot-not-canonical",
        accepted_by=NEITHER,
    ),
    "a ballot in another order": Spoilt(
        make=lambda: rewritten(lambda text: compact(dict(reversed(json.loads(text).items()))).encode()),
        root="V5 ballot-not-canonical",
        accepted_by=NEITHER,
    ),
    "a ballot with a key twice": Spoilt(
        make=lambda: rewritten(lambda text: text[:-1] + f',"credential":"{box().cards[0][1]}"}}'.encode()),
        root="V5 ballot-not-canonical",
        accepted_by=NEITHER,
    ),
    "another key than the trustees'": Spoilt(
        make=lambda: election_field("public_key", box().cards[0][1]),
        root="V3 key-not-joint",
        accepted_by=NEITHER,
    ),
    "the neutral element as the key": Spoilt(
        make=lambda: election_field("public_key", IDENTITY.hex),
        root="V3 point-identity",
        accepted_by=NEITHER,
    ),
    "a trustee's proof of knowledge is false": Spoilt(
        make=lambda: trustees(lambda t: raise_by_one(t["verification_keys"][0]["pok"], "response")),
        root="V2 pok-invalid",
        accepted_by=NEITHER,
    ),
    "a trustee's proof of knowledge beyond q": Spoilt(
        make=lambda: trustees(lambda t: beyond_q(t["verification_keys"][0]["pok"], "response")),
        root="V2 scalar-out-of-range",
        accepted_by=NEITHER,
    ),
    "a trustee's certificate is signed by nobody": Spoilt(
        make=lambda: trustees(lambda t: raise_by_one(t["certs"][0]["signature"], "response")),
        root="V2 certificate-signature",
        accepted_by=NEITHER,
    ),
    "the trustees did not confirm the certificates": Spoilt(
        make=lambda: trustees(lambda t: t.pop("signatures")), root="V2 signature-missing", accepted_by=NEITHER
    ),
    "zero blocks at the end": Spoilt(
        make=lambda: bytes_of(lambda raw: raw + bytes(1024)), root="V4 bytes-appended", accepted_by=NEITHER
    ),
    "the last block is missing": Spoilt(
        make=lambda: bytes_of(lambda raw: raw[:-512]), root="V4 data-without-event", accepted_by=NEITHER
    ),
    "another mode in a header": Spoilt(
        make=lambda: bytes_of(mode_0600), root="V4 header-malformed", accepted_by=NEITHER
    ),
    "data that no event names": Spoilt(
        make=lambda: bytes_of(stray_data),
        root="V4 data-without-event",
        accepted_by=NEITHER,
    ),
}
"""Refused by everybody."""
