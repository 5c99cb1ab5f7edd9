"""Where and how code runs."""
