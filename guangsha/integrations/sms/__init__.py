"""Providers of texts."""
