"""The database, its migrations and the content-addressed files."""
