"""Reads of mortgages."""
