"""Rules of the unit ledger in plain Python."""
