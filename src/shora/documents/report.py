"""The parts of a report: facts, tables, alerts, the hash of its data, and lines for signatures."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from shora.crypto.statement import Statement
from shora.documents.clean import clean
from shora.documents.isolate import isolated
from shora.documents.press import Paper
from shora.documents.qr import qr
from shora.documents.words import word
from shora.election.definition import Definition
from shora.election.people import OfficialRole
from shora.election.station import Box
from shora.text.json import JsonInput
from shora.text.messages import Language, Value, show


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line with a label. ``code`` is text in Latin letters and digits that is compared, not read.

    The value of one that is ``ready`` comes from :mod:`shora.documents.isolate`; others are cleaned.
    """

    label: str
    value: str
    code: bool = False
    ready: bool = False

    def to_json(self) -> JsonInput:
        """As the template reads it."""
        return {
            "label": self.label,
            "value": self.value if self.ready else clean(self.value),
            "code": self.code,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head, ``last`` is their sum, ``notes`` stand below.

    ``kinds`` has for each column ``text``, ``code`` or ``number``; ``said`` for a sentence that comes from
    :mod:`shora.documents.isolate`; ``bar`` for the length of a bar, from 0 to 100.
    """

    title: str
    head: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""
    last: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> JsonInput:
        """As the template reads it."""
        return {
            "title": self.title,
            "head": self.head,
            "kinds": self.kinds,
            "rows": [[_cell(*each) for each in zip(self.kinds, row, strict=True)] for row in self.rows],
            "empty": self.empty,
            "last": self.last,
            "notes": self.notes,
        }


def _cell(kind: str, value: str) -> str:
    if kind == "said":
        return value
    return isolated(value) if kind == "text" else clean(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A line for a signature by hand; ``name`` is empty where it is not known beforehand."""

    role: str
    name: str

    def to_json(self) -> JsonInput:
        """As the template reads it."""
        return {"role": self.role, "name": clean(self.name)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report on ``data``, the bytes of a public file that the record knows as ``file``."""

    title: str
    election: str
    subject: str
    """The box or the contest; with title and election it stands on every page."""
    says: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    alerts: tuple[str, ...]
    signings: tuple[Signing, ...]
    file: str
    data: bytes
    signed_by: tuple[str, ...] | None
    """Who has signed the data electronically; ``None`` for data that nobody signs."""

    def paper(self, language: Language) -> Paper:
        """The report, to be printed."""
        digest = sha256(self.data).hexdigest()
        texts: dict[str, JsonInput] = {
            key: word(key, language) for key in ("hash", "sign-name", "sign-here", "sign-time", "signed-by")
        }
        signed: JsonInput = None
        if self.signed_by is not None:
            signed = list(self.signed_by) or [word("signed-by-nobody", language)]
        data: dict[str, JsonInput] = {
            "words": texts,
            "page": word("page", language, {"page": "{p}", "pages": "{n}"}),
            "heading": self.title,
            "election": clean(self.election),
            "subject": clean(self.subject),
            "says": self.says,
            "facts": [fact.to_json() for fact in self.facts],
            "tables": [table.to_json() for table in self.tables],
            "alerts": [clean(alert) for alert in self.alerts],
            "signings": [each.to_json() for each in self.signings],
            "signed": signed,
            "hash": digest,
            "hash_says": word("hash-says", language, {"file": self.file}),
            "qr": qr(digest),
        }
        return Paper(template="report", language=language, title=self.title, data=data)


class Writer:
    """Facts in one language; values are shown as its readers expect them."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def word(self, key: str, values: Mapping[str, Value] | None = None) -> str:
        """A sentence of this room."""
        return word(key, self.language, values)

    def fact(self, key: str, value: Value) -> Fact:
        """A fact to be read."""
        return Fact(label=self.word(key), value=self.show(value))

    def code(self, key: str, value: str) -> Fact:
        """A fact to be compared."""
        return Fact(label=self.word(key), value=value, code=True)

    def show(self, value: Value) -> str:
        """Numbers in the reader's digits; names and codes as they are."""
        return value if isinstance(value, str) else show(value, self.language)

    def place(self, definition: Definition, box: Box) -> tuple[Fact, ...]:
        """Station, district and box."""
        station = definition.station(box.station)
        district = (self.fact("district", station.district),) if station.district else ()
        return (
            self.fact("station", f"{station.name} ({station.id})"),
            *district,
            self.fact("box", box.id),
            self.fact("kind", self.word(f"kind-{box.kind}")),
        )

    def officials(self, definition: Definition, box: Box) -> tuple[Signing, ...]:
        """The two who sign for the station of a box."""
        named = {each.role: each.name for each in definition.station(box.station).officials}
        return tuple(
            Signing(role=self.word(f"role-{role}"), name=named.get(role, "")) for role in OfficialRole
        )


def signers(statement: Statement) -> tuple[str, ...]:
    """The names under a statement. Whether the signatures are right is for verification."""
    return tuple(one.by for one in statement.signatures)
