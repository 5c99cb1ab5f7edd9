"""The process that runs one execution. It knows its attempt's folder, no server and no database."""
