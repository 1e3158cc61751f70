"""Re-checking everything from the public record: one file a numbered check, V1 to V13.

``verdict`` says what a check answers; ``box`` runs the checks of one archive in order, ``city`` those
of a record, ``receipt`` what a voter asks. The numbers are those of ``spec/verification.md``; V14 joins
with the part of the record that it checks.
"""
