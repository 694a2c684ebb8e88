"""Signed contracts as structured data for filing with the housing authority 网签备案.

There is no public protocol: every city runs its own. The fields are those that the model text GF-2014-0171 asks for; who files
maps them to the city's form. Taking a contract out whole is the house's word that it is filed now, and from then on its buyers
end it only with the house. Nothing can be filed from a masked list, so that takes nothing out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import audit, require_command
from guangsha.contracts.domain.errors import ContractMoved
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, ContractStep
from guangsha.contracts.selectors.filing import Wanted, buyers, figures, fileable, filing_page, plain
from guangsha.contracts.services.looking import look_at_parties
from guangsha.contracts.services.steps import keep, take
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden, NotFound
from guangsha.kit.personal import without_personal_numbers
from guangsha.privacy.public import ExportColumn, export_rows

MOST = 100
"""So many are taken out at once: each is a look at its buyers, and a decision about each."""
PAGE = 1_000
REVEAL = "privacy.reveal"
COLUMNS = (
    ExportColumn("contract_number"), ExportColumn("signed_at"), ExportColumn("seller"), ExportColumn("project"),
    ExportColumn("unit"), ExportColumn("use"), ExportColumn("permits"), ExportColumn("built_area_m2"),
    ExportColumn("inner_area_m2"), ExportColumn("price_fen"), ExportColumn("filed_price_fen"), ExportColumn("delivery_on"),
    ExportColumn("document_sha256"), ExportColumn("buyer_line"), ExportColumn("buyer_share"),
    ExportColumn("buyer_name", "contracts.party.full_name"), ExportColumn("buyer_id_number", "contracts.party.id_number"),
)  # fmt: skip


def take_out_for_filing(
    *, actor: Actor, contract_ids: Sequence[UUID], reason: str, now: datetime
) -> list[dict[str, Any]]:
    """The chosen signed contracts with whole names and numbers, in the order they were chosen: they are filed from now on.

    All or none. Each buyer can read who looked, and that it is out for filing. Numbers of people in ``reason`` are struck out.
    Taking out again gives the same again. Raises NotFound (also a contract that is not signed), Forbidden (without the
    permission to see whole values), StepUpNeeded, ContractMoved (one ended at this moment).
    """
    require_command()
    require_step_up(actor, now=now)
    found = {row.pk: row for row in fileable(actor).filter(pk__in=contract_ids)}
    if set(contract_ids) - set(found):
        raise NotFound("contract")
    if any(not actor.may(REVEAL, organisation_id=one.organisation_id) for one in found.values()):
        raise Forbidden("personal values")
    said = without_personal_numbers(reason)[:200]
    for contract_id in sorted(found):
        _take_out(contract_id, actor=actor, reason=said)
        look_at_parties(actor=actor, contract_id=contract_id, now=now)
    data = {"contracts": len(found), "whole": True, "format": "json", "reason": said}
    audit(action="contracts.filing.export", target="contracts", data=data)
    rows = fileable(actor).filter(pk__in=found).prefetch_related("parties", "documents")
    by_id = {row.pk: plain(row, whole=True) for row in rows}
    return [by_id[one] for one in dict.fromkeys(contract_ids)]


def _take_out(contract_id: UUID, *, actor: Actor, reason: str) -> None:
    """Written down with the contract, once: its buyers cannot end it alone any more. Raises ContractMoved."""
    row = take(contract_id, ContractState.SIGNED)
    if row is None:
        raise ContractMoved(state=Contract.objects.values_list("state", flat=True).get(pk=contract_id))
    if row.exported_at is None:
        Contract.objects.filter(pk=contract_id).update(exported_at=Now())
    if not ContractStep.objects.filter(contract=row, kind="filing").exists():
        keep(row, "filing", actor_id=actor.person_id, reason=reason)


def table_for_filing(
    *, actor: Actor, wanted: Wanted, now: datetime, cursor: str | None = None, limit: int = PAGE
) -> tuple[bytes, str | None]:
    """A masked list as CSV, a line per buyer, and where the next page begins (None: that was all). It takes nothing out.

    Raises BadCursor.
    """
    require_command()
    rows, more = filing_page(actor=actor, wanted=wanted, cursor=cursor, limit=limit)
    lines = [
        (*figures(row).values(), one.line, one.share, one.full_name, one.id_number)
        for row in rows
        for one in buyers(row)
    ]
    return export_rows(actor=actor, now=now, name="contracts-filing", columns=COLUMNS, rows=lines), more
