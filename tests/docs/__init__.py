"""The pages that tell of the product hold together."""
