"""Named containers of immutable versions."""
