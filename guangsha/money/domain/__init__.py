"""Rules of money in plain Python."""
