"""The second verifier of Shora: written from spec/ alone, with nothing but Python's standard library."""

__version__ = "0.1.0"
