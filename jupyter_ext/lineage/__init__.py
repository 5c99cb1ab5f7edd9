"""What was made from what: objects and versions as nodes, their neighbours on both sides."""
