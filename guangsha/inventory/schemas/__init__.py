"""What the unit ledger says on the wire."""
