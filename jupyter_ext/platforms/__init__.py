"""The one seam to the operating system: what only some systems have is imported in here only."""
