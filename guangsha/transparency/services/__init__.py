"""Writes of the transparency log."""
