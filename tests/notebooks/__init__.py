"""Any real notebook runs, and gives what bare nbclient gives."""
