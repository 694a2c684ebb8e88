"""Tells people what concerns them: once, in their language, by the ways they chose, not at night."""
