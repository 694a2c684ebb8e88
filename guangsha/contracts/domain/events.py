"""What contracts tell the others."""

from dataclasses import dataclass
from typing import ClassVar

from guangsha.backbone.public import Event


@dataclass(frozen=True, slots=True)
class ContractChanged(Event):
    """A contract took another state; a listener loads the facts."""

    name: ClassVar[str] = "contracts.contract_changed"
    contract_id: str
    subject: str
    state: str

    @property
    def aggregate(self) -> str:
        """The contract."""
        return f"contract:{self.contract_id}"
