"""Sales on the wire."""
