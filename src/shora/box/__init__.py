"""A ballot box (صندوق): its append-only archive, a Belenios archive that anyone can check.

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

Spec: ``spec/archive.md``.
"""
