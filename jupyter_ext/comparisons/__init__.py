"""Sessions side by side: what they ran with and what they left."""
