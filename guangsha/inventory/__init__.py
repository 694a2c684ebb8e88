"""The unit ledger: which unit can be had. See README.md."""
