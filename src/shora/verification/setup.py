"""What every check of one box needs: its archive, opened, and its set-up, read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shora.box.archive_read import ArchiveIndex
from shora.box.payloads import decode_credentials
from shora.crypto.election import BoxElection, Question
from shora.crypto.fault import Fault
from shora.crypto.trustees import TrusteeKeys
from shora.ids import PublicCredential
from shora.verification.verdict import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A box's set-up as its archive has it. ``weights`` says how often a credential's ballot counts."""

    file: str
    election: BoxElection
    keys: TrusteeKeys
    weights: dict[PublicCredential, int]

    def place(self, fault: Fault, *, event: int | None = None, ballot: str = "") -> Place:
        """The place of a fault of the core, in words of the ballot."""
        return place_of(fault, self.election.questions, Place(file=self.file, event=event, ballot=ballot))


def place_of(fault: Fault, questions: Sequence[Question], here: Place) -> Place:
    """``here`` with the words of the question and choice of a fault."""
    if fault.question is None or fault.question >= len(questions):
        return here
    question = questions[fault.question]
    choice = ""
    if fault.choice is not None:
        number = fault.choice - question.blank
        inside = 0 <= number < len(question.answers)
        choice = question.answers[number] if inside else "blank" if number < 0 else str(number)
    return replace(here, question=question.text, choice=choice)


def read_setup(archive: ArchiveIndex, file: str) -> Setup:
    """Reads the set-up; raises :class:`~shora.errors.InputError` or ``UnsupportedError`` at the part that fails."""
    setup = archive.setup
    entitled = decode_credentials(archive.read(setup.credentials), f"{file}: credentials")
    return Setup(
        file=file,
        election=BoxElection(archive.read(setup.election), place=f"{file}: election"),
        keys=TrusteeKeys(archive.read(setup.trustees), place=f"{file}: trustees"),
        weights={one.credential: one.weight for one in entitled},
    )
