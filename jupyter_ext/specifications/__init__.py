"""Notebooks and scripts with declared inputs, parameters and outputs, in versions."""
