"""Names for identifiers, so that a box id is never passed where a uuid is expected."""

from typing import NewType

ElectionId = NewType("ElectionId", str)
"""The city's election, as its definition names it (``tehran-1405``)."""

ContestId = NewType("ContestId", str)
"""A contest of the definition (``council``)."""

CandidateCode = NewType("CandidateCode", str)
"""The digits a voter types for a candidate, always ASCII."""

ListCode = NewType("ListCode", str)
"""The digits a voter types for a list, always ASCII."""

StationId = NewType("StationId", str)
"""A polling station (شعبه)."""

BoxId = NewType("BoxId", str)
"""A ballot box (صندوق) of a station."""

Uuid = NewType("Uuid", str)
"""The Belenios uuid of a box's own election: at least 14 Base58 characters."""

Hash = NewType("Hash", str)
"""SHA-256, 64 lower-case hexadecimal digits."""

Tracker = NewType("Tracker", str)
"""Base64 of a ballot's SHA-256, without padding: 43 characters."""

PublicCredential = NewType("PublicCredential", str)
"""The public part of a tariff card: a point, 64 hexadecimal digits."""

PrivateCredential = NewType("PrivateCredential", str)
"""The secret under a card's cover: 22 Base58 characters as 5-6-5-6."""

ListId = NewType("ListId", str)
"""A list of a contest, as its definition names it (``omid``)."""

TrusteeId = NewType("TrusteeId", str)
"""A trustee (امین) of the definition (``supervision``)."""
