"""Merkle trees, leaves and signed heads: plain Python."""
