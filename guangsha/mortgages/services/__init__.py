"""Writes of mortgages."""
