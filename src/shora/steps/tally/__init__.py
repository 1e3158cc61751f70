"""tally (شمارش): encrypted sums, threshold decryption, the city's totals.

Three parts, for three kinds of machines; each takes no one's word and verifies the record by itself:

==============  ==============================================================================
``prepare``     headquarters: every box has ended; encrypted tallies enter the archives
``decrypt``     a trustee, from a copy of the record: its partial decryptions, signed
``combine``     headquarters: the good ones of them, the results, the groups, the totals
``order``       headquarters: a box is missing, annulled or recounted
``verified``    what they share: a record that verifies, and its units
``together``    all three in one process, for demonstrations
==============  ==============================================================================
"""

from shora.steps.tally.combine import Excluded, Tallied, combine
from shora.steps.tally.decrypt import TrusteeAtWork, decrypt
from shora.steps.tally.order import enter_order
from shora.steps.tally.prepare import Prepared, prepare
from shora.steps.tally.together import tally

__all__ = [
    "Excluded",
    "Prepared",
    "Tallied",
    "TrusteeAtWork",
    "combine",
    "decrypt",
    "enter_order",
    "prepare",
    "tally",
]
