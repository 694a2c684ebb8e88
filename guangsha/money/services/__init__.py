"""What changes money."""
