"""Servers, databases and floors are measured on one core, those who ask on the other, so that neither takes from the other."""

SERVER_CORE, CLIENT_CORE = 0, 1
ON_SERVER_CORE, ON_CLIENT_CORE = (("taskset", "-c", str(core)) for core in (SERVER_CORE, CLIENT_CORE))
"""Before a command: it runs there."""
