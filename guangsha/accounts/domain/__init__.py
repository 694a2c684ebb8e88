"""Plain rules of accounts."""
