"""The typed face of the Rust core, and the only room that imports it.

Below are bytes and tuples (``_core.pyi``); above are frozen values and errors for people.
"""
