"""Sales that wait for their contract, on the wire. Money: fen."""

from datetime import datetime
from uuid import UUID

from ninja import Schema


class ContractSaleOut(Schema):
    """A paid subscription. ``unconfirmed``: how many of its buyers have not confirmed taking part."""

    subject: str
    unit_id: UUID
    project_id: UUID
    project: str
    project_en: str
    home: str
    home_en: str
    price_fen: int
    subscribed_at: datetime
    buyers: int
    unconfirmed: int


class ContractSalesOut(Schema):
    """Sales that wait for their contract, oldest first."""

    items: list[ContractSaleOut]
