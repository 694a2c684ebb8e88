"""Kinds, quiet hours and events of notifications: plain Python."""
