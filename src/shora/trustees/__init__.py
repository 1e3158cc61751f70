"""The trustees (امین): how they make the key together, and how they open a tally together."""
