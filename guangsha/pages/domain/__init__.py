"""Rules of the pages in plain Python."""
