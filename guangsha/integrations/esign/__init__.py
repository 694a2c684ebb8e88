"""Certificates and trusted time for signatures."""
