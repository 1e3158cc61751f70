"""Measurements of this machine. ``make bench`` runs them; nothing of them is installed."""
