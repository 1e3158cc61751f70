"""The three parts of a tally in one process: for demonstrations, rehearsals and tests, where nobody is apart.

Nobody announces a plan to himself, and no clock is asked. The record is verified once, because here one
process has to believe itself only. Crash order: that of ``prepare`` and ``combine``, one after the other.
"""

from collections.abc import Sequence

from shora.disk import SYSTEM, Disk
from shora.errors import RefusedError
from shora.record.layout import Layout
from shora.steps.progress import Watcher
from shora.steps.tally.combine import Tallied, write_results
from shora.steps.tally.decrypt import TrusteeAtWork, open_units, place_of_trustee
from shora.steps.tally.prepare import append_tallies, mend
from shora.steps.tally.verified import examine


def tally(
    layout: Layout,
    trustees: Sequence[TrusteeAtWork],
    watcher: Watcher,
    *,
    rehearsal: bool = False,
    disk: Disk = SYSTEM,
) -> Tallied:
    """Prepares, decrypts with these trustees, and combines.

    :class:`RefusedError` for fewer trustees than the key needs, and as in the three parts.
    """
    mend(layout, disk)
    verified = examine(layout, watcher, rehearsal=rehearsal)
    needed = verified.threshold
    there = {place_of_trustee(verified.city, trustee) for trustee in trustees}
    if len(there) < needed:
        raise RefusedError(f"{len(there)} of the {needed} trustees who are needed")
    append_tallies(verified, disk)
    decryptions = [open_units(verified, trustee, watcher).encode() for trustee in trustees]
    return write_results(verified, decryptions, watcher, disk)
