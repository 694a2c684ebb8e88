"""Plain rules of the backbone: what an event is, how the audit chain is computed."""
