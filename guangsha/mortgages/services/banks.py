"""Banks that a project works with."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from guangsha.backbone.public import audit, require_command
from guangsha.catalog.public import desk_listing
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound, VersionConflict
from guangsha.mortgages.domain.errors import BankExists
from guangsha.mortgages.domain.terms import BankTerms, products_plain
from guangsha.mortgages.models import Bank
from guangsha.mortgages.policies import BANKS, require
from guangsha.mortgages.ports import channel_called


def add_bank(*, actor: Actor, project_id: UUID, channel: str, terms: BankTerms) -> UUID:
    """The project works with this bank from now on. Raises NotFound, Forbidden, Invalid (no such channel), BankExists."""
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, BANKS, organisation_id=listing.organisation_id, project_id=project_id)
    return put_bank(project_id=project_id, organisation_id=listing.organisation_id, channel=channel, terms=terms)


def put_bank(*, project_id: UUID, organisation_id: UUID, channel: str, terms: BankTerms) -> UUID:
    """The same without asking who: for what sets a project up. Raises Invalid, BankExists."""
    require_command()
    if channel_called(channel) is None:
        raise Invalid(errors=[{"field": "channel", "message": "unknown"}])
    try:
        with transaction.atomic():
            made = Bank.objects.create(
                project_id=project_id, organisation_id=organisation_id, channel=channel, **_columns(terms)
            )
    except IntegrityError as error:
        raise BankExists() from error
    audit(action="mortgages.bank.add", target=f"project:{project_id}", data={"bank": str(made.pk), "code": terms.code})
    return made.pk


def change_bank(*, actor: Actor, project_id: UUID, bank_id: UUID, revision: int, terms: BankTerms) -> None:
    """Other terms from now on; applications keep what they were made with, and the code stays.

    Raises NotFound, Forbidden, VersionConflict.
    """
    require_command()
    listing = desk_listing(actor=actor, project_id=project_id)
    require(actor, BANKS, organisation_id=listing.organisation_id, project_id=project_id)
    mine = Bank.objects.filter(pk=bank_id, project=project_id)
    known = mine.first()
    if known is None:
        raise NotFound("bank")
    values = {**_columns(terms), "code": known.code}
    if mine.filter(revision=revision).update(revision=F("revision") + 1, **values) != 1:
        raise VersionConflict()
    data = {"bank": str(bank_id), "active": terms.active, "products": products_plain(terms.products)}
    audit(action="mortgages.bank.change", target=f"project:{project_id}", data=data)


def _columns(terms: BankTerms) -> dict[str, object]:
    return {
        "code": terms.code,
        "name": terms.name,
        "name_en": terms.name_en,
        "products": products_plain(terms.products),
        "active": terms.active,
    }
