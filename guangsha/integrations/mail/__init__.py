"""Providers of mails."""
