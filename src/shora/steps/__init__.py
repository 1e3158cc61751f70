"""One use case a file, named by the eleven words: the only place where the parts meet.

A step takes values and a folder, does its work durably, and gives a value that says what it did.
Nothing is printed here.
"""
