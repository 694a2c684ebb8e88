"""Buyers' holds on the wire. Money: fen. Moments: UTC, by the server's clock. No defaults."""

from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from ninja import Field, Schema
from ninja.schema import DjangoGetter
from pydantic import model_validator

from guangsha.deals.domain.holds import OwnHold
from guangsha.inventory.public import ClaimEnding

HASH = r"^[0-9a-f]{64}$"


class HoldIn(Schema):
    """What the buyer read before asking. ``receipt_hash``: of the price receipt; null takes the price as it is now."""

    receipt_hash: Annotated[str, Field(pattern=HASH)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _object(cls, sent: Any) -> Any:
        """Every field may be left out, so without this whatever is no object would read like an empty one."""
        plain = sent._obj if isinstance(sent, DjangoGetter) else sent
        if not isinstance(plain, dict):
            raise ValueError("an object is expected")
        if unknown := sorted(set(plain) - {"receipt_hash"}):
            raise ValueError(f"unknown: {', '.join(unknown)[:80]}")
        return sent


class HeldHomeOut(Schema):
    """What is held, in both languages."""

    id: UUID
    project: str
    project_en: str
    name: str
    name_en: str
    layout: str
    built_area: float = Field(description="m2")
    office_phone: str = Field(description="Of the sales office; may be empty.")


class HoldOut(Schema):
    """A home that one has to oneself until ``deadline``; null when the hold has ended. ``as_of``: the server's clock."""

    id: UUID
    unit_id: UUID
    home: HeldHomeOut | None = Field(description="Null when its listing is not public any more.")
    price_fen: int
    receipt_hash: str
    made_at: datetime
    deadline: datetime | None
    ended_at: datetime | None
    ending: ClaimEnding | None
    as_of: datetime

    @classmethod
    def of(cls, own: OwnHold) -> Self:
        """The hold on the wire."""
        return cls.model_validate({**_flat(own.hold), "home": own.home and _flat(own.home)})


def _flat(facts: Any) -> dict[str, Any]:
    """The fields of a dataclass as they are: ``asdict`` copies every value deep, most of an answer's time in a rush."""
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


class HoldsOut(Schema):
    """One's holds, live ones first."""

    items: list[HoldOut]
