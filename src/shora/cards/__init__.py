"""Tariff cards (کارت تعرفه): one-time voting credentials that carry no identity. Spec: ``spec/cards.md``.

=============  ==================================================================
``pack``       the cards of one box; secret
``statement``  ``cards.json``: what was made, under the card office's signature
``office``     the card office's folder: made, continued after a crash, checked
``classes``    what became of every card of a box
=============  ==================================================================
"""
