"""The sessions of one launch, seen, ended and run again as one."""
