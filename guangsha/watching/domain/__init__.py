"""Rhythms, prices and errors of watching: plain Python."""
