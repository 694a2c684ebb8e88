"""The tables of contracts, by topic."""

from guangsha.contracts.models.contracts import Contract, ContractStep, Document, Party
from guangsha.contracts.models.regime import (
    Acknowledgement,
    Clause,
    ClauseReading,
    ContractNumber,
    NumberPrefix,
    PromiseBroken,
    Template,
    TemplateUse,
    VoidEntry,
)
from guangsha.contracts.models.signing import SealUse, Signature, Stamping

__all__ = [
    "Acknowledgement",
    "Clause",
    "ClauseReading",
    "Contract",
    "ContractNumber",
    "ContractStep",
    "Document",
    "NumberPrefix",
    "Party",
    "PromiseBroken",
    "SealUse",
    "Signature",
    "Stamping",
    "Template",
    "TemplateUse",
    "VoidEntry",
]
