"""What is decided before the first vote: one election, as a file that a person can write.

``definition`` is the whole; ``read`` makes it from TOML or JSON and ``check`` holds its rules;
``template`` turns it into the Belenios election of a box; ``codes`` turns what a voter types into
marks; ``amend`` moves a date or withdraws a candidate, with its history. Format: ``spec/definition.md``.
"""
