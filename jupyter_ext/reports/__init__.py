"""Reports and previews: pages of notebooks and artifacts that run nothing and load nothing."""
