"""The tables of contracts, by topic."""

from guangsha.contracts.models.contracts import Contract, ContractStep, Document, Party
from guangsha.contracts.models.signing import SealUse, Signature, Stamping

__all__ = ["Contract", "ContractStep", "Document", "Party", "SealUse", "Signature", "Stamping"]
