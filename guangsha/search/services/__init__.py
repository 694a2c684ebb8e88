"""Writes: the index follows the change log, or is built again."""
