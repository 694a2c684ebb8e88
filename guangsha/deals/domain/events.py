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
