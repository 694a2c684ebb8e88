"""Adapters to banks."""
