"""Replays: a session's notebook, live once more, with that session's data; never saved."""
