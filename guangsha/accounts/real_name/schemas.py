"""Real names on the wire: in as typed, out only masked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from guangsha.accounts.domain.real_name import RealNameState
from guangsha.vault.public import Masked


class RealNameIn(Schema):
    """A name and an ID number to be verified."""

    full_name: Annotated[str, Field(min_length=2, max_length=60, description="As on the identity card.")]
    id_number: Annotated[
        str, Field(min_length=18, max_length=18, description="18 characters with a right check digit.")
    ]


class RealNameOut(Schema):
    """Where the verification stands. ``adult`` is null until verified."""

    state: RealNameState
    refusal: Annotated[str, Field(description="Why it was refused: mismatch, taken, or empty.")]
    full_name: Masked | None
    id_number: Masked | None
    adult: bool | None
    consented: Annotated[bool, Field(description="Whether the separate consent in force was given.")]
    submitted_at: datetime | None
    decided_at: datetime | None
