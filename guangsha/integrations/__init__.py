"""Adapters to the outside; a sandbox of each is shipped."""
