"""Rules of a sale in plain Python."""
