"""Fixtures that tests, of other extensions too, read as scenarios."""
