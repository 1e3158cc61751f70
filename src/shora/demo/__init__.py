"""Elections to look at: on real ballots, or generated (and then they say so)."""
