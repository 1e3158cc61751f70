"""From totals to seats: a named, versioned rule over whole numbers, with every step in words.

``read`` turns a totals file into ``model``; ``rules.count`` runs a rule; ``result`` is what it says,
``explain`` words it and ``render`` draws it. A rule for lists is a ``list_rule`` with a way of giving seats
to ``blocs`` (``divisors``, ``remainders``, ``giving``); ``ranking`` seats persons. ``compare``, ``vacancy`` and
``margin`` ask more of the same totals. A tie at a boundary is a result of its own
(``lot-required``); a drawn lot is input that every replay checks again. Formats: ``spec/totals.md``,
``spec/seats.md``. No fraction is ever rounded here: ``int`` and ``fractions.Fraction`` only.
"""
