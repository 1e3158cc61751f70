"""The small objects of the format: typed objects, texts in languages, identifiers, counts."""

import re
from typing import Final

from shora.election.names import Name
from shora.text.json import JsonValue

Object = dict[str, JsonValue]

_ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")

UNDETERMINED: Final = "und"
"""The tag of a text whose language nobody has told (BCP 47)."""


def typed(kind: str, **fields: JsonValue) -> Object:
    """An object of a class of the format; fields that are ``None`` or empty lists are left out."""
    kept = {key: value for key, value in fields.items() if value is not None and value != []}
    return {"@type": f"ElectionResults.{kind}", **kept}


def identified(kind: str, identity: str, **fields: JsonValue) -> Object:
    """A typed object to which others point."""
    return {"@id": identity, **typed(kind, **fields)}


def text_of(name: Name) -> Object:
    """A name in the languages it has."""
    parts = [_in(name.fa, "fa"), *([_in(name.en, "en")] if name.en else [])]
    return typed("InternationalizedText", Text=[*parts])


def text(written: str) -> Object:
    """A text that has no language of its own: Persian where all its letters are, else undetermined."""
    persian = _ARABIC.search(written) and not _LATIN.search(written)
    return typed("InternationalizedText", Text=[_in(written, "fa" if persian else UNDETERMINED)])


def _in(content: str, language: str) -> Object:
    return typed("LanguageString", Content=content, Language=language)


def code(label: str, value: str) -> Object:
    """An identifier as the definition or the totals file has it; ``label`` says of what."""
    return typed("ExternalIdentifier", Label=label, Type="local-level", Value=value)


def hash_code(label: str, value: str) -> Object:
    """A SHA-256 as an identifier."""
    return typed("ExternalIdentifier", Label=label, Type="other", OtherType="sha-256", Value=value)


def votes(unit: str, count: int) -> Object:
    """Votes in a unit."""
    return typed("VoteCounts", GpUnitId=unit, Type="total", Count=count)


def seats(unit: str, count: int) -> Object:
    """Seats that were given."""
    return typed("VoteCounts", GpUnitId=unit, Type="seats", Count=count)
