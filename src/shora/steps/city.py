"""What the steps of a box share: its machine, its public facts, and who signs for it."""

from shora.box.ballotbox import BallotBox
from shora.box.machine import Machine
from shora.box.reopen import Reopened
from shora.crypto.identity import Identity
from shora.crypto.statement import Signer, Statement, check_signatures
from shora.disk import SYSTEM, Disk
from shora.errors import InputError, RefusedError
from shora.record.city import City
from shora.record.day import Signers, Unopened, box_signers, officials
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
            f"the machine's key is not that of box {machine.box} in the record",
            place=str(machine.folder),
            hint="is it the record that this machine was set up for?",
        )
    return info


def reopen(city: City, machine: Machine, *, disk: Disk = SYSTEM) -> tuple[BallotBox, Reopened]:
    """The box on its media, with what an interruption left finished; :class:`RefusedError` before its opening."""
    info = info_of(city, machine)
    if not machine.has_said("opening"):
        raise RefusedError("this box is not open", place=f"box {machine.box}", hint="shora open comes first")
    return BallotBox.open(machine.media, uuid=info.uuid, disk=disk)


def wanted_signers(city: City, machine: Machine, statement: Statement) -> Signers:
    """Who has to sign a statement of the box: the box and both officials, or these alone where it never opened."""
    if statement.kind == Unopened.KIND:
        return officials(city.definition, machine.box)
    return box_signers(city.definition, machine.box, info_of(city, machine).key)


def signed_so_far(
    city: City, machine: Machine, name: str, *, disk: Disk = SYSTEM
) -> tuple[Statement, tuple[Signer, ...]]:
    """A statement of the box, and who has not signed it yet.

    A signature that has no part in it, or is not its signer's, is taken out of the file: it is worth
    nothing, and nobody could ever publish the statement with it.
    """
    statement = machine.said(name)
    faults = check_signatures(statement, wanted_signers(city, machine, statement))
    wrong = {fault.by for fault in faults if fault.code != "signature-missing"}
    if statement.kind != Unopened.KIND and machine.signer in {fault.by for fault in faults}:
        raise RefusedError(
            "what the box has said was changed", place=str(machine.statement_path(name)),
            hint="its own signature does not hold; bring back the file",
        )  # fmt: skip
    if wrong:
        kept = tuple(one for one in statement.signatures if one.by not in wrong)
        statement = Statement(body=statement.body, signatures=kept)
        machine.put_signatures(name, statement, disk=disk)
    faults = check_signatures(statement, wanted_signers(city, machine, statement))
    return statement, tuple(fault.by for fault in faults)


def need_signed(city: City, machine: Machine, name: str, sentence: str, *, disk: Disk = SYSTEM) -> Statement:
    """A statement of the box under which box and officials have signed; :class:`RefusedError` otherwise."""
    info_of(city, machine)
    if not machine.has_said(name):
        raise RefusedError(f"{sentence} is not there", place=f"box {machine.box}")
    statement, missing = signed_so_far(city, machine, name, disk=disk)
    if missing:
        raise RefusedError(
            f"{sentence} is not signed by {' and '.join(missing)}",
            place=f"box {machine.box}",
            hint=f"shora identity sign {machine.statement_path(name)} --identity FILE",
        )
    return statement


def with_signature(statement: Statement, wanted: Signers, signer: Signer, identity: Identity) -> Statement:
    """The statement with the signature of ``signer``; who has signed already is not asked twice.

    :class:`RefusedError` for somebody who has no part in it, and for another key than the definition has.
    """
    keys = dict(wanted)
    if signer not in keys:
        raise RefusedError(
            f"{signer} does not sign this", place=statement.kind, hint=f"it is signed by {', '.join(keys)}"
        )
    if keys[signer] != identity.public:
        raise InputError(
            f"this is another key of {signer} than the definition has", place=statement.kind,
            hint="shora identity show prints its public part",
        )  # fmt: skip
    if any(one.by == signer for one in statement.signatures):
        return statement
    return statement.signed(signer, identity)


def sign_said(
    city: City, machine: Machine, name: str, signer: Signer, identity: Identity, *, disk: Disk = SYSTEM
) -> None:
    """One of the officials signs what the box has said."""
    statement, _ = signed_so_far(city, machine, name, disk=disk)
    wanted = wanted_signers(city, machine, statement)
    signed = with_signature(statement, wanted, signer, identity)
    if signed != statement:
        machine.put_signatures(name, signed, disk=disk)
