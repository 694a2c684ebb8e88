"""What sales tell the others."""

from dataclasses import dataclass
from typing import ClassVar

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class SubscriptionChanged(Event):
    """A subscription took another state; a listener loads the facts."""

    name: ClassVar[str] = "deals.subscription_changed"
    subscription_id: str
    state: str

    @property
    def aggregate(self) -> str:
        """The subscription."""
        return f"deal:{self.subscription_id}"


@dataclass(frozen=True, slots=True)
class LinkChanged(Event):
    """Somebody opened, confirmed or took back a link of an assisted sale."""

    name: ClassVar[str] = "deals.link_changed"
    link_id: str

    @property
    def aggregate(self) -> str:
        """The link."""
        return f"deal_link:{self.link_id}"
