"""Writes of the unit ledger."""
