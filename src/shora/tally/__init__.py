"""From encrypted sums to totals: what is decrypted together, and one result as the sum of others.

==========  ==================================================================================
``units``   which boxes are decrypted by themselves, and which as a group
``group``   the election and the product of a group
``result``  the numbers of a decrypted unit, and the city's as their sum
==========  ==================================================================================
"""
