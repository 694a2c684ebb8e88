"""Signed contracts as those see them who file: chosen by project, by the day of signing, by whether they were taken out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from guangsha.contracts.domain.placeholders import home_name
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, Document, Party
from guangsha.contracts.policies import FILE, houses
from guangsha.contracts.selectors.contracts import page_of
from guangsha.kit.actor import Actor
from guangsha.kit.clock import CHINA
from guangsha.kit.paging import Page
from guangsha.vault.public import ErasedSubject, Masked, Secret


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them. ``taken_out`` None: both. Days are China's, the last one included."""

    project_id: UUID | None = None
    signed_from: date | None = None
    signed_to: date | None = None
    taken_out: bool | None = None


def contracts_to_file(
    *, actor: Actor, wanted: Wanted, cursor: str | None = None, limit: int = 50
) -> Page[dict[str, Any]]:
    """Signed contracts of the companies one files for, masked, newest first. Reading takes nothing out. Raises BadCursor."""
    rows, more = filing_page(actor=actor, wanted=wanted, cursor=cursor, limit=limit)
    return Page([plain(row, whole=False) for row in rows], more)


def filing_page(*, actor: Actor, wanted: Wanted, cursor: str | None, limit: int) -> tuple[list[Contract], str | None]:
    """A page of them with parties and documents, and where the next one begins. Three queries. Raises BadCursor."""
    rows = fileable(actor)
    if wanted.project_id is not None:
        rows = rows.filter(project_id=wanted.project_id)
    if wanted.signed_from is not None:
        rows = rows.filter(signed_at__gte=_midnight(wanted.signed_from))
    if wanted.signed_to is not None:
        rows = rows.filter(signed_at__lt=_midnight(wanted.signed_to) + timedelta(days=1))
    if wanted.taken_out is not None:
        rows = rows.filter(exported_at__isnull=not wanted.taken_out)
    return page_of(rows.prefetch_related("parties", "documents"), cursor, limit)


def fileable(actor: Actor) -> QuerySet[Contract]:
    """The signed contracts of the companies that the actor files for."""
    seen = houses(actor)
    rows = Contract.objects.filter(state=ContractState.SIGNED)
    if seen is None:
        return rows
    return rows.filter(organisation_id__in=[one for one in seen if actor.may(FILE, organisation_id=one)])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def buyers(row: Contract) -> list[Party]:
    """Who buys, in order."""
    return sorted((one for one in row.parties.all() if not one.company), key=lambda one: one.line)


def figures(row: Contract) -> dict[str, Any]:
    """What a filing says of a contract beside who buys."""
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


def plain(row: Contract, *, whole: bool) -> dict[str, Any]:
    """A contract as a filing has it; names and numbers masked unless ``whole``."""
    people = [
        {
            "line": one.line,
            "share": one.share,
            "name": _shown(one.full_name, whole, "contracts.party.full_name"),
            "id_number": _shown(one.id_number, whole, "contracts.party.id_number"),
        }
        for one in buyers(row)
    ]
    return {"id": row.pk, "exported_at": row.exported_at, **figures(row), "buyers": people}


def _shown(secret: Secret | None, whole: bool, label: str) -> str | Masked:
    try:
        if not whole:
            return Masked(secret, label=label)
        return "" if secret is None else str(secret.reveal())
    except ErasedSubject:
        return "" if whole else Masked(None, label=label)
