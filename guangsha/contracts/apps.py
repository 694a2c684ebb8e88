"""Wiring of contracts."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Purchase contracts: clauses, documents, signatures."""

    name = "guangsha.contracts"
    label = "contracts"
