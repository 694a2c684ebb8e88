"""Sockets: typed streams that a browser follows by sequence number. A hint says that there is something; the database has it."""
