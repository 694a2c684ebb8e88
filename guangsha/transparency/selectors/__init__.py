"""Reads of the transparency log."""
