"""Money: what is owed, what was paid, what goes back, and the double-entry ledger that remembers it."""
