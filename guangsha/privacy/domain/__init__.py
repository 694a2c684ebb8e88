"""Plain rules of privacy."""
