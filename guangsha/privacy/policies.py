"""Who may do what with the data of people."""

from uuid import UUID

from guangsha.backbone.public import signed_in
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, NotFound, Unauthenticated
from guangsha.privacy.ports import serves

OFFICER = "privacy_officer"
SERVING_ROLES = ("sales_advisor", "service_agent", "finance", "manager")
"""May look at whole values of the people they serve, and of nobody else."""
REGISTER_ROLES = frozenset({OFFICER, "security_admin", "audit_admin"})
LOOKS_ROLES = frozenset({OFFICER, "audit_admin"})
STEP_UP_S = 300
REVEALS_A_DAY = 50


def person_or_device(actor: Actor) -> bool:
    """Anyone with an account, or a device that keeps its own consents. Raises Unauthenticated."""
    if actor.person_id is None and actor.device_key is None:
        raise Unauthenticated()
    return True


def _with(actor: Actor, roles: frozenset[str]) -> bool:
    signed_in(actor)
    if not actor.roles & roles:
        raise Forbidden()
    return True


def may_read_register(actor: Actor) -> bool:
    """The register of personal fields. Raises Unauthenticated, Forbidden."""
    return _with(actor, REGISTER_ROLES)


def may_read_looks(actor: Actor) -> bool:
    """All looks, without the values. Raises Unauthenticated, Forbidden."""
    return _with(actor, LOOKS_ROLES)


def may_try_reveal(actor: Actor) -> bool:
    """Those who may ask for a whole value at all. Raises Unauthenticated, Forbidden."""
    return _with(actor, frozenset({OFFICER, *SERVING_ROLES}))


def looking_role(actor: Actor, *, person_id: UUID) -> str:
    """As what the actor looks at this person's values. Raises Forbidden, and NotFound for a person they do not serve."""
    may_try_reveal(actor)
    if OFFICER in actor.roles:
        return OFFICER
    if not serves(actor, person_id):
        raise NotFound()
    return next(role for role in SERVING_ROLES if role in actor.roles)
