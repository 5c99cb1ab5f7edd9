"""Word of ended sessions to those who don't look: a webhook and mail."""
