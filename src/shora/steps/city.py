"""What the steps of a box share: its machine, its public facts, and who signs for it."""

from shora.box.ballotbox import BallotBox
from shora.box.machine import Machine
from shora.box.reopen import Reopened
from shora.crypto.statement import Statement, check_signatures
from shora.errors import InputError, RefusedError
from shora.record.city import City
from shora.record.day import box_signers
from shora.record.read import BoxInfo


def info_of(city: City, machine: Machine) -> BoxInfo:
    """The box of a machine, as the record has it; :class:`RefusedError` where the machine is another's."""
    if machine.election != city.definition.id:
        raise RefusedError(
            f"the machine is for the election {machine.election}", place=str(machine.folder),
            hint=f"this record is of {city.definition.id}",
        )  # fmt: skip
    info = city.info(machine.box)
    if info.key != machine.key:
        raise RefusedError(
            f"the machine's key is not that of box {machine.box} in the record", place=str(machine.folder)
        )
    return info


def reopen(city: City, machine: Machine) -> tuple[BallotBox, Reopened]:
    """The box on its media, with what an interruption left finished; :class:`RefusedError` before its opening."""
    info = info_of(city, machine)
    if not machine.has_said("opening"):
        raise RefusedError("this box is not open", place=f"box {machine.box}", hint="shora open comes first")
    return BallotBox.open(machine.media, uuid=info.uuid)


def need_signed(city: City, machine: Machine, name: str, sentence: str) -> Statement:
    """A statement of the box under which box and officials have signed; :class:`RefusedError` otherwise."""
    info = info_of(city, machine)
    try:
        statement = machine.said(name)
    except InputError:
        raise RefusedError(f"{sentence} is not there", place=f"box {machine.box}") from None
    for fault in check_signatures(statement, box_signers(city.definition, machine.box, info.key)):
        raise RefusedError(
            f"{sentence} is not signed: {fault.detail}",
            place=f"box {machine.box}",
            hint="both officials sign it: shora identity sign",
        )
    return statement
