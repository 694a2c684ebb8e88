"""Links on the wire: assisted sales, and invitations of co-buyers. Moments: UTC. No defaults in answers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Field, Schema

from guangsha.catalog.public import NamedHome
from guangsha.deals.domain.links import Invited, LinkFacts, LinkOffer, Progress
from guangsha.deals.schemas.holds import HeldHomeOut
from guangsha.vault.public import Masked

CodeIn = Annotated[str, Field(min_length=8, max_length=16, pattern=r"^[0-9A-Z]+$")]


class MakeLinkIn(Schema):
    """The home a customer in the room wants."""

    project_id: UUID
    unit_id: UUID


class ConfirmLinkIn(Schema):
    """The price that was read."""

    receipt_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _home(home: NamedHome | None) -> HeldHomeOut | None:
    return HeldHomeOut.model_validate(asdict(home)) if home else None


class DealLinkOut(Schema):
    """A link as its advisor sees it. ``path``: where its buyer goes; shown as a QR code. ``hold_until``: of a live hold."""

    id: UUID
    code: str
    path: str
    project_id: UUID
    unit_id: UUID
    home: HeldHomeOut | None
    progress: Progress
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    confirmed_at: datetime | None
    hold_until: datetime | None
    subscription_id: UUID | None
    as_of: datetime

    @classmethod
    def of(cls, facts: LinkFacts) -> Self:
        """The link on the wire."""
        plain = {name: getattr(facts, name) for name in cls.model_fields if name not in {"home", "path"}}
        return cls(**plain, home=_home(facts.home), path=f"/d/{facts.code}")


class DealLinksOut(Schema):
    """The links one made, newest first."""

    items: list[DealLinkOut]


class OfferedLinkOut(Schema):
    """A link as whoever opens it sees it. ``open``: it can be confirmed; ``hold_id``: what the reader holds by it."""

    code: str
    unit_id: UUID
    home: HeldHomeOut | None
    advisor_name: Masked | None
    expires_at: datetime
    open: bool
    hold_id: UUID | None
    as_of: datetime

    @classmethod
    def of(cls, offer: LinkOffer) -> Self:
        """The offer on the wire."""
        return cls(
            code=offer.code,
            unit_id=offer.unit_id,
            home=_home(offer.home),
            advisor_name=offer.advisor,
            expires_at=offer.expires_at,
            open=offer.open,
            hold_id=offer.hold_id,
            as_of=offer.as_of,
        )


class CoBuyerInvitationOut(Schema):
    """The link by which one co-buyer confirms. ``path``: where that person goes."""

    line: int
    code: str
    path: str


class InvitedOut(Schema):
    """What one is asked to take part in. Names are masked; whoever confirms has to be who was named."""

    code: str
    home: HeldHomeOut | None
    price_fen: int
    share: int
    masked_name: str
    asked_by: str = Field(description="Who subscribed, masked.")
    until: datetime
    confirmed: bool

    @classmethod
    def of(cls, invited: Invited) -> Self:
        """The invitation on the wire."""
        plain = {name: getattr(invited, name) for name in cls.model_fields if name not in {"home", "masked_name"}}
        return cls(**plain, home=_home(invited.home), masked_name=invited.name)
