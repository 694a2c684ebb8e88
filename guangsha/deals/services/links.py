"""Assisted sales: an advisor makes a link, whoever confirms it first buys, by the same services as everybody else."""

import secrets
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from guangsha.backbone.public import audit, emit, require_command
from guangsha.catalog.public import desk_listing, desk_unit
from guangsha.deals.domain.errors import LinkOver, OwnLink, TooManyLinks, UnitNotFree
from guangsha.deals.domain.events import LinkChanged
from guangsha.deals.domain.links import ALPHABET, CODE_LENGTH, LINK_FOR, MOST_OPEN
from guangsha.deals.domain.states import LinkState
from guangsha.deals.models import DealLink
from guangsha.deals.policies import ASSIST, require
from guangsha.inventory.public import UnitStatus, hold_unit, statuses_of_units
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, NotFound


def fresh_code() -> str:
    """A code nobody can guess while it is good for something: 58 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def make_link(*, actor: Actor, project_id: UUID, unit_id: UUID) -> UUID:
    """Begin a deal for somebody in the room: the link's id. It is good for LINK_FOR, and for one person.

    The home is held by nobody until that person confirms. Raises NotFound, Forbidden, UnitNotFree, TooManyLinks.
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, ASSIST, organisation_id=listing.organisation_id, project_id=project_id)
    if actor.person_id is None:
        raise Forbidden()
    desk_unit(project_id=project_id, unit_id=unit_id)
    if statuses_of_units(unit_ids=[unit_id])[unit_id] is not UnitStatus.AVAILABLE:
        raise UnitNotFree()
    waiting = DealLink.objects.filter(advisor_id=actor.person_id, state=LinkState.OPEN, expires_at__gt=Now())
    if waiting.count() >= MOST_OPEN:
        raise TooManyLinks(most=MOST_OPEN)
    made = DealLink.objects.create(
        code=fresh_code(),
        unit_id=unit_id,
        project_id=project_id,
        organisation_id=listing.organisation_id,
        advisor_id=actor.person_id,
        expires_at=listing.as_of + LINK_FOR,
    )
    audit(action="deals.link.make", target=f"unit:{unit_id}", data={"link": str(made.pk)})
    return made.pk


def cancel_link(*, actor: Actor, link_id: UUID) -> None:
    """Its advisor takes it back; twice is once. Raises NotFound (also for other people's), LinkOver (it was confirmed)."""
    require_command()
    if actor.person_id is None:
        raise NotFound("link")
    mine = DealLink.objects.filter(pk=link_id, advisor_id=actor.person_id)
    if mine.filter(state=LinkState.OPEN).update(state=LinkState.CANCELLED) == 1:
        audit(action="deals.link.cancel", target=f"link:{link_id}")
        _tell(link_id)
        return
    state = mine.values_list("state", flat=True).first()
    if state is None:
        raise NotFound("link")
    if state != LinkState.CANCELLED:
        raise LinkOver()


def open_link(*, code: str, person_id: UUID) -> None:
    """Somebody looks at it: its advisor sees that. Looking again, or at a link that is over, changes nothing."""
    require_command()
    waiting = DealLink.objects.filter(code=code, state=LinkState.OPEN, expires_at__gt=Now(), opened_at=None)
    found = waiting.exclude(advisor_id=person_id).values_list("pk", flat=True).first()
    if found is not None and waiting.filter(pk=found).update(opened_at=Now()) == 1:
        _tell(found)


def confirm_link(*, code: str, person_id: UUID, receipt_hash: str) -> UUID:
    """Whoever was given the link holds its home, at the price they read: the hold. It is theirs alone from then on.

    Confirming again gives the same hold. Raises NotFound, OwnLink, LinkOver, and what holding a home raises: then nothing
    is written and the link is still good.
    """
    require_command()
    link = DealLink.objects.filter(code=code).first()
    if link is None:
        raise NotFound("link")
    if link.advisor_id == person_id:
        raise OwnLink()
    if link.state == LinkState.CONFIRMED and link.person_id == person_id and link.claim_id is not None:
        return link.claim_id
    rows = DealLink.objects.filter(pk=link.pk, state=LinkState.OPEN, expires_at__gt=Now())
    taken = rows.update(
        state=LinkState.CONFIRMED, person_id=person_id, confirmed_at=Now(), opened_at=Coalesce(F("opened_at"), Now())
    )
    if taken != 1:
        raise LinkOver()
    claim_id = hold_unit(unit_id=link.unit_id, person_id=person_id, receipt_hash=receipt_hash)
    # A home they hold already, by another link, is that link's.
    if not DealLink.objects.filter(claim_id=claim_id).exists():
        DealLink.objects.filter(pk=link.pk).update(claim_id=claim_id)
    audit(action="deals.link.confirm", target=f"unit:{link.unit_id}", data={"link": str(link.pk)})
    _tell(link.pk)
    return claim_id


def _tell(link_id: UUID) -> None:
    emit(LinkChanged(link_id=str(link_id)))
