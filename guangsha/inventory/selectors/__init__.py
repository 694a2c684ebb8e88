"""Reads of the unit ledger."""
