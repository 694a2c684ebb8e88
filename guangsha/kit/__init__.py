"""Plain Python that every context may use: no Django, no I/O, no product rules."""
