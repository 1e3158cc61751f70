"""Shora (شورا, "council"): elections that anyone can verify.

Every ballot box is its own verifiable election, and the city is their sum. A box's public record is
one Belenios archive, so an observer can check it with software that we did not write; the city's
record binds the boxes together.

An election's way has eleven steps. The same words, in the same order, name the commands of
``shora``, the files in :mod:`shora.steps` and the chapters of the documentation:

=======  =========  ==================================================  ===================================
word     فارسی       what happens                                        where it lives
=======  =========  ==================================================  ===================================
define   تعریف       contests, stations, boxes, seat rule; trustees      ``election``, ``trustees``, ``cards``
                    make the key; cards are made
ready    آمادگی      evidence per station: GO, or NO-GO with reasons     ``readiness``
open     گشایش       zero report; the box's archive begins               ``box``
checkin  پذیرش       entitled? voted already? then a card without name   ``pollbook``, ``cards``
vote     رأی         codes → encrypted ballot → tracker → cast or        ``ballot``, ``box``
                    challenge
publish  انتشار      box events enter the public log                     ``log``, ``record``, ``board``
close    پایان       no more ballots; minutes, reconciliation, copies    ``box``, ``record``
tally    شمارش       encrypted sums, opened by a threshold of trustees   ``tally``, ``trustees``
count    تخصیص کرسی  totals → seats by a named rule; ties by lot         ``seats``
verify   وارسی       anyone re-checks everything from the record         ``verification``
audit    بازبینی     samples of independent evidence                     ``audit``
=======  =========  ==================================================  ===================================

``tally`` turns ciphertexts into totals, ``count`` turns totals into seats; they are never mixed.
``verify`` checks proofs, ``audit`` draws samples.

Floors, from the top; a room imports only rooms below it (``lint-imports`` holds it)::

    cli                    arguments and printing
    demo · net             whole elections to look at · what opens a socket
    steps                  one use case each: the only place where the parts meet
    verification           V1 … V14, one file each
    board → documents → record
    box · pollbook · trustees · tally · seats · readiness · audit      (they do not know each other)
    ballot · cards
    election · log
    keys                   identity files: what people, offices and boxes sign with
    crypto                 the typed face of ``_core``, the mathematics in Rust; its only importer
    text → disk → errors, ids, clock

Some rooms come later; what is not built says so and exits 2. To read on: ``examples/whole_election.py``,
then ``steps/`` in the order of the words, then ``spec/`` for the formats.
"""

from typing import Final

WORDS: Final = (
    "define",
    "ready",
    "open",
    "checkin",
    "vote",
    "publish",
    "close",
    "tally",
    "count",
    "verify",
    "audit",
)
"""The eleven words, in the order of an election's way."""
