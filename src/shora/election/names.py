"""Names: shown and stored as written, found by their search key."""

import unicodedata
from dataclasses import dataclass

from shora.text.json import JsonValue
from shora.text.messages import Language
from shora.text.normalise import search_key

LONGEST = 500
"""Characters in a name or a sentence of a definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in Persian and, where there is one, in English (empty otherwise)."""

    fa: str
    en: str

    def show(self, language: Language) -> str:
        """The name in ``language``; the other one where it is missing."""
        return (self.en or self.fa) if language is Language.EN else (self.fa or self.en)

    @property
    def both(self) -> str:
        """``fa / en``: the name on what is printed once for all, as in a ballot box's election."""
        return " / ".join(dict.fromkeys(name for name in (self.fa, self.en) if name))

    @property
    def search_key(self) -> str:
        """The key of both names."""
        return search_key(self.both)

    def to_json(self) -> dict[str, JsonValue]:
        """``{"fa": …, "en": …}``; ``en`` is left out where it is empty."""
        return {"fa": self.fa, "en": self.en} if self.en else {"fa": self.fa}


def fault_in_name(text: str) -> str:
    """Why ``text`` cannot be a name on a ballot; empty when it can."""
    if not text.strip():
        return "is empty"
    if text != text.strip():
        return "has a space at its start or end"
    if len(text) > LONGEST:
        return f"is longer than {LONGEST} characters"
    bad = [
        character for character in text if unicodedata.category(character) in {"Cc", "Cs", "Cn", "Zl", "Zp"}
    ]
    return f"has a character that cannot be printed (U+{ord(bad[0]):04X})" if bad else ""
