"""Writes of watching."""
