"""Each user's own trees of folders, one for a kind of object."""
