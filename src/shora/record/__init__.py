"""The city's record on disk: what binds the boxes of one election. Spec: ``spec/record.md``.

==============  =======================================================================================
``layout``      where everything lies
``write``       beginning a record; every file is written once
``read``        opening a record, and everything about its shape that is wrong
``find``        what a path is: a record, an archive, or a folder with one
``city``        definition, keys and boxes of a record, read together
``stated``      the fields of signed statements, read strictly
``day``         what is stated about a box on its day, and who signs it
``orders``      boxes missing, annulled, recounted
``decryption``  what a trustee sends to the headquarters
``plan``        what is opened, announced before it is, and who opened it
``groups``      what was decrypted for several boxes together
``totals``      the city's totals, the sum of its decrypted units
``lots``        lots that were drawn for ties
``seats``       what rule, threshold and lots make of a contest's totals
==============  =======================================================================================
"""
