"""A generated city: 22 stations, 120 candidates and about 3,000 voters, all of them invented.

Only the shape is Tehran's: 21 seats, lists and independents, and a turnout of a quarter.
:mod:`~shora.demo.tehran.city` has the definition and :mod:`~shora.demo.tehran.voters` the polling day;
both are plain data, and the same seed gives the same city. Nothing here encrypts or writes a file.
"""
