"""Sales: from a home one likes to a home one has."""
