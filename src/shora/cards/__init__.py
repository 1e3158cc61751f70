"""Tariff cards (کارت تعرفه): one-time voting credentials that carry no identity."""
