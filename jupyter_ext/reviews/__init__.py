"""Reviews: edited text laid over a session's untouched notebook, with history and sign-off."""
