"""The service that knows whether a name and a number belong together, and the question whether the person agreed."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from guangsha.accounts.real_name.errors import RealNameDown
from guangsha.vault.public import Secret


class RealNameAnswer(StrEnum):
    """What the service says."""

    MATCH = "match"
    MISMATCH = "mismatch"
    PENDING = "pending"


class RealNameProvider(Protocol):
    """An outside service. Raises RealNameDown when it cannot be asked now."""

    def check(self, *, reference: str, full_name: Secret, id_number: Secret, asked_before: int) -> RealNameAnswer:
        """Do they belong together? ``reference`` names the question: asking again does not open a second one.

        ``asked_before`` is how often this question was answered with PENDING.
        """
        ...


class ConsentCheck(Protocol):
    """Answered by the context that keeps consents."""

    def __call__(self, person_id: UUID) -> bool:
        """Has the person agreed, separately, to the text in force about name and ID number?"""
        ...


class _Nobody:
    """Where nothing is connected, nobody can be verified."""

    def check(self, *, reference: str, full_name: Secret, id_number: Secret, asked_before: int) -> RealNameAnswer:
        """Always down."""
        raise RealNameDown()


def _nobody_agreed(person_id: UUID) -> bool:
    return False


_provider: list[RealNameProvider] = [_Nobody()]
_consent: list[ConsentCheck] = [_nobody_agreed]


def register_real_name_provider(provider: RealNameProvider) -> None:
    """Connect a service; the last one registered counts. Default: none, every question ends as down."""
    _provider[0] = provider


def register_consent_check(check: ConsentCheck) -> None:
    """Say who agreed; the last one registered counts. Default: nobody did."""
    _consent[0] = check


def provider() -> RealNameProvider:
    """The connected service."""
    return _provider[0]


def agreed(person_id: UUID) -> bool:
    """Whether the separate consent stands now."""
    return _consent[0](person_id)
