"""Mortgages on the wire."""
