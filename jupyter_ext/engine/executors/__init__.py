"""Starting runners: on this machine."""
