"""Papers for people, in Persian and in English, and what programs read of a count.

============  ========================================================================================
``press``     from a template and data to a PDF; the only user of Typst
``report``    the parts of a report: facts, tables, notes, signature lines
``words``     every sentence that stands on a paper
``cards``     sheets of tariff cards. Secret
``shares``    a trustee's sealed share. Secret
``reports``   zero report and minutes, from their public statements
``results``   the result protocol of a contest, with its tables, names and words in ``result…``
``counted``   all that a count's official outputs are made of, held against each other
``tables``    those outputs as CSV files
``nist``      and as a report in NIST's common data format
``isolate``   names of either direction of writing within sentences of the other
============  ========================================================================================

Templates lie in ``templates/``; text comes to them as data and is never markup. The same input gives
the same bytes, so anybody can print a paper again and compare.
"""
