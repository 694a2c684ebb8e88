"""Plain rules of the catalogue."""
