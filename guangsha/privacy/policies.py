"""Who may do what with the data of people."""

from uuid import UUID

from guangsha.backbone.public import holding
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.privacy.ports import serves

OFFICER = "privacy_officer"
SERVING_ROLES = ("sales_advisor", "service_agent", "finance", "manager")
"""May look at whole values of the people they serve, and of nobody else."""
REGISTER = "privacy.register"
LOOKS = "privacy.looks"
REVEAL = "privacy.reveal"
REVEAL_ANYBODY = "privacy.reveal_anybody"
REVEALS_A_DAY = 50


def person_or_device(actor: Actor) -> bool:
    """Anyone with an account, or a device that keeps its own consents. Raises Unauthenticated."""
    if actor.person_id is None and actor.device_key is None:
        raise Unauthenticated()
    return True


may_read_register = holding(REGISTER)
"""The register of personal fields."""
may_read_looks = holding(LOOKS)
"""All looks, without the values."""
may_try_reveal = holding(REVEAL, REVEAL_ANYBODY)
"""Those who may ask for a whole value at all."""


def looking_role(actor: Actor, *, person_id: UUID) -> str:
    """As what the actor looks at this person's values. Raises Forbidden, and NotFound for a person they do not serve."""
    if not may_try_reveal(actor):
        raise Forbidden()
    if REVEAL_ANYBODY in actor.scopes:
        return OFFICER
    if not serves(actor, person_id):
        raise NotFound()
    return next((role for role in SERVING_ROLES if role in actor.roles), min(actor.roles, default="staff"))
