"""Reads of the catalogue: visibility first, a fixed number of queries each, frozen values out."""
