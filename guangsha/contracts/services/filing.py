"""Signed contracts as structured data for filing with the housing authority 网签备案.

There is no public protocol: every city runs its own. The fields are those that the model text GF-2014-0171 asks for; who files
maps them to the city's form. Names and numbers are masked unless the actor may see them whole, and then each look is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Now

from guangsha.accounts.public import require_step_up
from guangsha.backbone.public import audit, require_command
from guangsha.contracts.domain.placeholders import home_name
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, Document, Party
from guangsha.contracts.policies import FILE, houses
from guangsha.contracts.services.looking import look_at_parties
from guangsha.contracts.services.steps import take
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Forbidden
from guangsha.privacy.public import ExportColumn, export_rows
from guangsha.vault.public import ErasedSubject, Secret, mask_id_number, mask_person_name

MOST = 1_000
REVEAL = "privacy.reveal"
COLUMNS = (
    ExportColumn("contract_number"), ExportColumn("signed_at"), ExportColumn("seller"), ExportColumn("project"),
    ExportColumn("unit"), ExportColumn("use"), ExportColumn("permits"), ExportColumn("built_area_m2"),
    ExportColumn("inner_area_m2"), ExportColumn("price_fen"), ExportColumn("filed_price_fen"), ExportColumn("delivery_on"),
    ExportColumn("document_sha256"), ExportColumn("buyer_line"), ExportColumn("buyer_share"),
    ExportColumn("buyer_name", "contracts.party.full_name"), ExportColumn("buyer_id_number", "contracts.party.id_number"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filed:
    """The contracts that were taken out; ``more``: there are older ones than these."""

    contracts: list[dict[str, Any]]
    more: bool


def contracts_for_filing(*, actor: Actor, whole: bool, now: datetime) -> Filed:
    """The signed contracts of one's companies, newest first, at most MOST. Written down in the audit trail.

    ``whole``: names and numbers unmasked. Raises Forbidden (without the permission to see them), StepUpNeeded.
    """
    require_command()
    rows, more = _signed(actor)
    if whole:
        require_step_up(actor, now=now)
        if any(not actor.may(REVEAL, organisation_id=one.organisation_id) for one in rows):
            raise Forbidden("personal values")
        for row in rows:
            look_at_parties(actor=actor, contract_id=row.pk, now=now)
    data = {"contracts": len(rows), "whole": whole, "format": "json"}
    audit(action="contracts.filing.export", target="contracts", data=data)
    return Filed([_plain(row, whole=whole) for row in rows], more)


def table_for_filing(*, actor: Actor, now: datetime) -> bytes:
    """The same as CSV, a line per buyer, always masked."""
    require_command()
    rows, _ = _signed(actor)
    lines = [
        (*_figures(row).values(), one.line, one.share, one.full_name, one.id_number)
        for row in rows
        for one in _buyers(row)
    ]
    return export_rows(actor=actor, now=now, name="contracts-filing", columns=COLUMNS, rows=lines)


def _signed(actor: Actor) -> tuple[list[Contract], bool]:
    seen = houses(actor)
    rows = Contract.objects.filter(state=ContractState.SIGNED)
    if seen is not None:
        rows = rows.filter(organisation_id__in=[one for one in seen if actor.may(FILE, organisation_id=one)])
    found = list(rows.order_by("-signed_at", "-pk").prefetch_related("parties", "documents")[: MOST + 1])
    return [row for row in found[:MOST] if _taken_out(row)], len(found) > MOST


def _taken_out(row: Contract) -> bool:
    """Written down with the contract, once; False: it is over since it was read. From now on its buyers cannot end it alone."""
    if row.exported_at is not None:
        return True
    if take(row.pk, ContractState.SIGNED, exported_at=None) is None:
        return Contract.objects.filter(pk=row.pk, state=ContractState.SIGNED).exists()
    Contract.objects.filter(pk=row.pk).update(exported_at=Now())
    return True


def _buyers(row: Contract) -> list[Party]:
    return sorted((one for one in row.parties.all() if not one.company), key=lambda one: one.line)


def _figures(row: Contract) -> dict[str, Any]:
    terms, home = row.facts, row.facts["home"]
    newest: Document | None = max(row.documents.all(), key=lambda one: one.number, default=None)
    return {
        "contract_number": row.number,
        "signed_at": row.signed_at.isoformat() if row.signed_at else "",
        "seller": terms["seller"]["name"],
        "project": terms["project"]["name"],
        "unit": home_name(home)[0],
        "use": home["kind"],
        "permits": " ".join(terms["permits"]),
        "built_area_m2": home["built_area"],
        "inner_area_m2": home["inner_area"],
        "price_fen": terms["price"]["total_fen"],
        "filed_price_fen": terms["price"]["filed_fen"],
        "delivery_on": terms["delivery_on"],
        "document_sha256": newest.sha256 if newest else "",
    }


def _plain(row: Contract, *, whole: bool) -> dict[str, Any]:
    buyers = [
        {
            "line": one.line,
            "share": one.share,
            "name": _shown(one.full_name, whole, mask_person_name),
            "id_number": _shown(one.id_number, whole, mask_id_number),
        }
        for one in _buyers(row)
    ]
    return {**_figures(row), "buyers": buyers}


def _shown(secret: Secret | None, whole: bool, mask: Any) -> str:
    try:
        plain = "" if secret is None else str(secret.reveal())
    except ErasedSubject:
        return ""
    return plain if whole else str(mask(plain))
