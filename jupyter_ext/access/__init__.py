"""Who acts, what they may see, and the trail of what they did."""
