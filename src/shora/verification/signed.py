"""A signed file of a record: that it states what its place says, and who signed it. Spec: ``spec/signed.md``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from shora.crypto.statement import SignatureFault, Statement, check_signatures, decode_statement
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.errors import InputError, ShoraError
from shora.ids import StationId
from shora.record.read import read_file
from shora.record.stated import Signed, Stated, decode_signed
from shora.text.json import JsonValue
from shora.verification.verdict import Check, Findings, Place

Keys = tuple[tuple[str, str], ...]
"""Signers with their keys. One without a key cannot sign; V1 says so."""

T = TypeVar("T", bound=Stated)


def office_keys(definition: Definition, *roles: OfficeRole) -> Keys:
    """The offices of these roles, as far as the definition has them."""
    return tuple(
        (office.signer, office.key) for role in roles for office in definition.offices if office.role is role
    )


def station_keys(definition: Definition, station: StationId) -> Keys:
    """The two officials of a station, nobody for one that the definition lacks."""
    return tuple(keys for each in definition.stations if each.id == station for keys in each.signers)


def read_part(path: Path, findings: Findings, check: Check, *, file: str) -> bytes | None:
    """The bytes of a file; ``None`` where it is not there, and ``statement-malformed`` where it is no plain file."""
    if not path.exists() and not path.is_symlink():
        return None
    try:
        return read_file(path)
    except InputError as error:
        findings.fail(check, "statement-malformed", Place(file=file), error.message)
        return None


def read_statement(
    path: Path, kind: str, wanted: Keys, findings: Findings, check: Check, *, file: str
) -> Statement | None:
    """The statement of this ``kind``, its signatures checked; ``None`` where there is none."""
    data = read_part(path, findings, check, file=file)
    if data is None:
        return None
    try:
        statement = decode_statement(data, file, kind=kind)
    except ShoraError as error:
        findings.fail(check, "statement-malformed", Place(file=file), error.message)
        return None
    take_faults(check_signatures(statement, wanted), findings, check, file=file)
    return statement


def read_signed(
    kind: type[T], path: Path, wanted: Keys, findings: Findings, check: Check, *, file: str
) -> Signed[T] | None:
    """The same of a kind of statement that has a value."""
    data = read_part(path, findings, check, file=file)
    if data is None:
        return None
    try:
        signed = decode_signed(kind, data, file)
    except ShoraError as error:
        findings.fail(check, "statement-malformed", Place(file=file), error.message)
        return None
    take_faults(signed.faults(wanted), findings, check, file=file)
    return signed


def take_faults(faults: Sequence[SignatureFault], findings: Findings, check: Check, *, file: str) -> None:
    """What is wrong with the signatures under a statement."""
    after = () if check is Check.V1 else (Check.V1,)
    for fault in faults:
        findings.fail(check, fault.code, Place(file=file), fault.detail, after=after)


def differences(said: Mapping[str, JsonValue], right: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """A sentence for each field of ``right`` that is said otherwise."""
    return tuple(
        f"{name}: {_short(said.get(name))} is stated, and it is {_short(value)}"
        for name, value in right.items()
        if said.get(name) != value
    )


def _short(value: JsonValue) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
