"""Speed and memory, against peers. Not part of the tests: timing belongs here."""
