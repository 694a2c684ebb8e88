"""The tables of contracts, by topic."""

from guangsha.contracts.models.contracts import Contract, ContractStep, Document, Party

__all__ = ["Contract", "ContractStep", "Document", "Party"]
