"""Persian and English: what people read and write, kept apart from what machines compare.

=============  ==================================================================================
``digits``     Persian, Arabic-Indic and ASCII digits
``normalise``  the search key of a name, and what is stripped from input
``sortkey``    Persian alphabetical order from our own table
``jalali``     moments: stored in UTC, shown in Tehran's time and the Jalali calendar
``messages``   sentences in complete pairs, Persian and English
``table``      plain tables for terminals and text files
``json``       strict and canonical JSON
=============  ==================================================================================
"""
