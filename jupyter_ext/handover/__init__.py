"""Handing a session over: one archive that runs where jupyter-ext isn't installed."""
