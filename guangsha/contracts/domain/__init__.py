"""Rules of contracts in plain Python."""
