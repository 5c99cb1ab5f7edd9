"""Specifications bound to artifacts, with parameters set and outputs named."""
