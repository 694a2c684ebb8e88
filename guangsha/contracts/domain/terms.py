"""What a contract says, as plain JSON: kept with it, rendered from, compared with what was promised. Nobody's name is in it.

Keys: ``seller``, ``project``, ``home``, ``permits``, ``facilities``, ``price`` (fen), ``plan``, ``rules`` (deposit and what of it
comes back), ``delivery_on``, ``template`` and ``clauses`` (versions by id), ``parties`` (line, share), ``promised_at``.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from guangsha.catalog.public import DatePrecision, ProjectFacts, StatedDate, UnitFacts
from guangsha.contracts.domain.facts import SaleFacts
from guangsha.kit.money import unit_price_fen


def last_day(stated: StatedDate) -> date | None:
    """The latest day that keeps a stated date: "June 2027" is kept until its thirtieth. None: nothing was stated."""
    match stated.precision, stated.on:
        case (DatePrecision.DAY, date() as on):
            return on
        case (DatePrecision.MONTH, date() as on):
            return on.replace(day=monthrange(on.year, on.month)[1])
        case (DatePrecision.YEAR, date() as on):
            return date(on.year, 12, 31)
        case _:
            return None


def terms_of(
    *,
    sale: SaleFacts,
    project: ProjectFacts,
    unit: UnitFacts,
    delivery_on: date | None,
    template: dict[str, Any],
    clauses: Sequence[str],
) -> dict[str, Any]:
    """What the contract says of this sale."""
    company = len(sale.parties)
    parties = [{"line": one.line, "share": one.share, "company": False} for one in sale.parties]
    return {
        "shape": 1,
        "seller": {"name": project.organisation_name, "name_en": project.organisation_name_en},
        "project": {
            "name": project.name,
            "name_en": project.name_en,
            "slug": project.slug,
            "address": project.address,
            "address_en": project.address_en,
            "manager": project.property_company,
            "manager_en": project.property_company_en,
            "fee_fen": project.property_fee_fen,
        },
        "home": home_of(unit),
        "permits": sorted(unit.permit_numbers),
        "facilities": sorted(project.facilities),
        "price": {
            "total_fen": sale.price_fen,
            "filed_fen": unit.filed_price_fen,
            "unit_fen": unit_price_fen(sale.price_fen, unit.built_area),
            "receipt_hash": sale.receipt_hash,
            "deposit_fen": sale.deposit_fen,
        },
        "plan": [{**asdict(one), "due_on": one.due_on.isoformat()} for one in sale.plan],
        "rules": dict(sale.rules),
        "delivery_on": delivery_on.isoformat() if delivery_on else None,
        "template": template,
        "clauses": list(clauses),
        "parties": [*parties, {"line": company, "share": 0, "company": True}],
        "promised_at": sale.promised_at.isoformat() if sale.promised_at else None,
    }


def home_of(unit: UnitFacts) -> dict[str, Any]:
    """The home as the contract describes it. Areas in m2, as text."""
    return {
        "kind": str(unit.kind),
        "building": unit.building_name,
        "building_en": unit.building_name_en,
        "entrance": unit.entrance_name,
        "entrance_en": unit.entrance_name_en,
        "number": unit.number,
        "floor": unit.floor,
        "floors_total": unit.floors_total,
        "layout": unit.layout_code,
        "rooms": unit.rooms,
        "halls": unit.halls,
        "baths": unit.baths,
        "orientation": str(unit.orientation),
        "fit_out": str(unit.fit_out),
        "built_area": str(unit.built_area),
        "inner_area": None if unit.inner_area is None else str(unit.inner_area),
    }
