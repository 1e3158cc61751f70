"""Papers: what is printed, read, signed and carried by people. In Persian and in English.

============  ========================================================================================
``press``     from a template and data to a PDF; the only user of Typst
``paper``     the parts of a report: facts, tables, notes, signature lines
``words``     every sentence that stands on a paper
``cards``     sheets of tariff cards. Secret
``shares``    a trustee's sealed share. Secret
``reports``   zero report and minutes, from their public statements
``results``   the result sheet of a contest
============  ========================================================================================

Templates lie in ``templates/``; text comes to them as data and is never markup. The same input gives
the same bytes, so anybody can print a paper again and compare.
"""
