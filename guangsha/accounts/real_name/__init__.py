"""Real-name verification: one verified person per ID number."""
