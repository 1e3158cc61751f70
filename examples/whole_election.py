"""A whole election in one file: two boxes, three trustees, six voters. Also scenario test number one.

Run it with ``.venv/bin/python examples/whole_election.py FOLDER``; FOLDER then holds the public record,
and ``shora verify FOLDER`` (or belenios-tool, box by box) says what it says here. Every name is invented.

The steps have the names of the eleven words; most are one call of
``shora.steps``, where each can be read in one file. In an election each secret is somebody's own
(``docs/way``); here one process has them all (``shora.steps.alone``), and forgets them at its end.
"""

import sys
import tempfile
from pathlib import Path

from shora.clock import system_clock
from shora.election.read import read_toml
from shora.ids import StationId
from shora.record.city import read_city
from shora.record.day import Interval
from shora.steps.alone import define_alone
from shora.steps.count import count_record
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.steps.vote import OpenBox
from shora.verification.verdict import Verdict

DEFINITION = """
format = "shora-definition-1"
id = "village-1405"
name = { fa = "شورای روستا", en = "Village council" }

[trustees]
threshold = 2
members = [{ id = "court", name = "دادگستری" }, { id = "school", name = "مدرسه" }, { id = "bar", name = "وکلا" }]

[dates]
polling-opens = [{ at = "1405-04-12 08:00", decided_at = "1404-11-02 09:00", by = "ستاد", reason = "زمان‌بندی" }]
polling-closes = [{ at = "1405-04-12 18:00", decided_at = "1404-11-02 09:00", by = "ستاد", reason = "زمان‌بندی" }]

[secrecy]
smallest = 3
batch = 2
unit = "box"

[[contests]]
id = "council"
name = { fa = "شورا", en = "Council" }
seats = 2
votes = 2
blank = true
rule = "block-vote"
candidates = [
  { code = "11", name = "بهار نمونه" },
  { code = "12", name = "پدرام نمونه" },
  { code = "13", name = "ترانه نمونه" },
]

[[stations]]
id = "school"
name = "دبستان"

[[boxes]]
id = "women"
station = "school"
cards = 10

[[boxes]]
id = "men"
station = "school"
cards = 10
"""

VOTES = {
    "women": [["11", "13"], ["۱۱"], []],  # Persian digits are digits; no code is a blank ballot
    "men": [["12", "11"], ["13"], ["13", "11"]],
}


def main(folder: Path) -> Verdict:
    """From the definition to the verdict."""
    with tempfile.TemporaryDirectory() as machines:
        # define: the trustees make a key that fewer than two of them cannot use; cards and boxes are made.
        definition = read_toml(DEFINITION, place="definition")
        made = define_alone(definition, folder, Path(machines), None, Unwatched())

        for pack in made.packs:
            # open: the code of the morning goes into everything that the box will prove.
            made.open(pack.box, "MORNING-0412", system_clock)
            with OpenBox(read_city(made.layout), made.machines[pack.box]) as box:
                for card, codes in zip(pack.cards, VOTES[pack.box], strict=False):
                    # vote: the ballot is sealed, the voter sees its tracker, and only then is it cast.
                    (session,) = box.prepare([(box.card(card.private), [codes])])
                    print(f"{pack.box:>6}  tracker {session.sealed.short_code}")
                    box.cast([session])
                # Whoever does not trust the box puts a ballot to the test: it is opened, and never counts.
                (session,) = box.prepare([(box.card(pack.cards[-1].private), [["12"]])])
                box.challenge(session)
            # close: no more ballots; cards are counted, minutes signed. publish: all of it enters the record.
            made.close(pack.box, system_clock)
        # checkin: the inquiry service let six people vote.
        made.check_in(StationId("school"), [Interval(until=system_clock(), regular=6, provisional=0)])

        # tally: encrypted sums, opened by two of the three.
        tally(made.layout, made.keepers()[:2], Unwatched())

    # count: seats by the rule that the definition names; they enter the record.
    (council,) = count_record(made.layout, Unwatched()).contests
    for seat in council.result.elected:
        print(f"seat {seat.rank}: {seat.id} with {seat.votes} votes")

    # verify: everything again, from the public files alone.
    verdict = verify(folder, Unwatched())
    print("verified" if verdict.verified else "NOT VERIFIED")
    return verdict


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: whole_election.py FOLDER (new or empty)")
    sys.exit(0 if main(Path(sys.argv[1])).verified else 1)
