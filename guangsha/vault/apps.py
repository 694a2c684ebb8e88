"""Wiring of the vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys and personal-field machinery; owns no tables."""

    name = "guangsha.vault"
    label = "vault"
