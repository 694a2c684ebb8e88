"""A timestamp authority in small (RFC 3161 over HTTP), with faults on demand."""
