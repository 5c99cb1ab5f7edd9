"""Objects shared with users and groups, and reserved by one of them."""
