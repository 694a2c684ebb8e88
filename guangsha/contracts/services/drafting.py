"""Drawing a contract up from the facts of its sale and the template in force. A draft may be made anew until it is offered."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.backbone.public import require_command
from guangsha.catalog.public import desk_project, desk_unit
from guangsha.contracts.domain.errors import ContractExists, DeliveryNeeded, NoTemplate, SaleNotReady
from guangsha.contracts.domain.facts import SaleFacts
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.domain.terms import last_day, terms_of
from guangsha.contracts.models import Contract, Party
from guangsha.contracts.policies import DRAFT, require
from guangsha.contracts.ports import hooks_of
from guangsha.contracts.selectors.regime import template_in_force
from guangsha.contracts.services.steps import keep, take
from guangsha.kit.actor import Actor
from guangsha.vault.public import Secret


def draft_contract(*, subject: str, actor: Actor, delivery_on: date | None = None) -> UUID:
    """Draw up the contract of a sale, or its draft anew; its id. ``delivery_on``: default the day the listing states.

    Raises SaleNotReady, NotFound, Forbidden, ContractExists (offered or further), NoTemplate, DeliveryNeeded.
    """
    require_command()
    sale = sale_of(subject)
    require(actor, DRAFT, organisation_id=sale.organisation_id, project_id=sale.project_id)
    terms = terms_now(sale, delivery_on)
    known = Contract.objects.filter(active_subject=subject).first()
    if known is not None:
        return redraft(known.pk, sale, terms, actor).pk
    try:
        with transaction.atomic():
            made = Contract.objects.create(
                subject=subject,
                active_subject=subject,
                organisation_id=sale.organisation_id,
                project_id=sale.project_id,
                unit_id=sale.unit_id,
                facts=terms,
            )
    except IntegrityError as error:
        raise ContractExists(state=str(ContractState.DRAFT)) from error
    _name(made, sale, terms)
    keep(made, "drafted", actor_id=actor.person_id, template=terms["template"]["id"])
    return made.pk


def sale_may_change(*, subject: str) -> bool:
    """The owner of a sale is about to change it: what of its contract is being set is thrown away. False: it is out already.

    The contract's row is written, so this and the offer of what was set before never both happen.
    """
    require_command()
    known = Contract.objects.filter(active_subject=subject).values_list("pk", flat=True).first()
    return known is None or take(known, ContractState.DRAFT) is not None


def sale_of(subject: str) -> SaleFacts:
    """The sale as it stands now. Raises SaleNotReady."""
    hooks = hooks_of(subject)
    sale = hooks.sale(subject=subject) if hooks is not None else None
    if sale is None:
        raise SaleNotReady()
    return sale


def terms_now(sale: SaleFacts, delivery_on: date | None) -> dict[str, Any]:
    """What a contract of this sale would say now. Raises NoTemplate, DeliveryNeeded."""
    unit = desk_unit(project_id=sale.project_id, unit_id=sale.unit_id)
    project = desk_project(project_id=sale.project_id)
    template = template_in_force(
        organisation_id=sale.organisation_id, project_id=sale.project_id, unit_kind=str(unit.kind)
    )
    if template is None:
        raise NoTemplate(unit_kind=str(unit.kind))
    day = delivery_on or last_day(project.handover)
    if day is None:
        raise DeliveryNeeded()
    named = {
        "id": str(template.id),
        "code": template.code,
        "version": template.version,
        "name": template.name,
        "name_en": template.name_en,
        "offer_days": template.offer_days,
    }
    clauses = [str(one) for one in template.clause_ids]
    return terms_of(sale=sale, project=project, unit=unit, delivery_on=day, template=named, clauses=clauses)


def redraft(contract_id: UUID, sale: SaleFacts, terms: dict[str, Any], actor: Actor) -> Contract:
    """Make the draft anew from ``terms``, and who is party to it. Raises ContractExists: it is no draft any more."""
    draft = take(contract_id, ContractState.DRAFT)
    if draft is None:
        raise ContractExists(state=Contract.objects.values_list("state", flat=True).get(pk=contract_id))
    draft.facts = terms
    draft.unit_id, draft.project_id = sale.unit_id, sale.project_id  # the home may be another by now
    draft.save(update_fields=["facts", "unit", "project"])
    Party.objects.filter(contract=draft).delete()
    _name(draft, sale, terms)
    keep(draft, "redrafted", actor_id=actor.person_id, template=terms["template"]["id"])
    return draft


def _name(contract: Contract, sale: SaleFacts, terms: dict[str, Any]) -> None:
    """The buyers in their order, then the seller."""
    for one in sale.parties:
        party = Party(contract=contract, line=one.line, person_id=one.person_id, share=one.share)
        party.full_name, party.id_number = one.full_name, one.id_number
        party.save(force_insert=True)
    seller = Party(contract=contract, line=len(sale.parties), company=True)
    seller.full_name = Secret(terms["seller"]["name"])
    seller.save(force_insert=True)
