"""A ballot box (صندوق): the box in use during its day, and its archive, a Belenios archive that anyone can check.

The day (``spec/box-state.md``):

===================  =========================================================================
``ballotbox``        the box in use: spend, cast, challenge, end; durable on all its media
``boxrules``         what it may do and when: one card, one outcome
``boxview``          what it says about itself
``where``            the phases of its day, as values
``setup``            what it begins with; ``make``: a new copy of it
``reopen``           opening after a crash; ``agree``: what several copies hold together
``copies``           all copies, written to together; batches into the archive
``medium``           one copy: locked, read (``holdings``), written to
``slots``            where ballots wait, without time or order; ``classes``: a letter a card
``facts``            the few facts besides; ``still``: files do not tell when they were written
``moment``           the time in a statement, from a clock that nobody can trust
``machine``          the box's computer: its key, its media, its statements
===================  =========================================================================

The archive (``spec/archive.md``):

===================  =========================================================================
``archive``          the writer: what is acknowledged is durable, in order, and there once
``archive_bytes``    the bytes that it writes
``archive_recover``  opening after a crash
``archive_torn``     what a crash leaves at the end of a file, told from damage
``archive_read``     the reader: an archive as an index, and everything that is wrong with it
``archive_scan``     the reader's pass over the bytes
``archive_links``    which data belongs to which event
``events``           the chain of events and its rules, as a pure state machine
``payloads``         the small structures that name other data
``members``          where each member lies, in a few bytes a member
``tar``              the headers of the members
``faults``           names of everything that can be wrong
===================  =========================================================================
"""
