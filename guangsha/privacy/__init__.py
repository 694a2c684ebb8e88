"""Consent, reveal, private files, and the rights of the people whose data it is."""
