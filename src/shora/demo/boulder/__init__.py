"""Boulder, Colorado, 2023: official numbers of 60 precincts, "vote for up to 4 of 10", and a margin for a recount.

The totals of each precinct are real; the single ballots are invented so that they give them.
:mod:`~shora.demo.boulder.statement` reads the Statement of Votes, :mod:`~shora.demo.boulder.ballots` invents
ballots for it, :mod:`~shora.demo.boulder.election` has definition and day, :mod:`~shora.demo.boulder.opened`
compares what was opened with the Statement, and :mod:`~shora.demo.boulder.margin` says what the margin means.
"""
