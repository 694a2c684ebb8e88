"""What a contract says, held against what the public listing promised. A pure function of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from guangsha.catalog.public import DatePrecision, StatedDate
from guangsha.contracts.domain.promised import Promised
from guangsha.contracts.domain.terms import last_day


@dataclass(frozen=True, slots=True)
class Difference:
    """The contract says ``stated`` where ``promised`` was shown. Values: figures in fen and m2, codes, ISO dates; "" nothing."""

    what: Promised
    promised: str
    stated: str


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> str:
    return "" if value in (None, "") else f"{Decimal(str(value)).normalize():f}"


def _layout(home: Mapping[str, Any]) -> str:
    code = home.get("layout", home.get("layout_code"))
    return "/".join(_text(one) for one in (code, home["rooms"], home["halls"], home["baths"]))


def _unit_of(listing: Mapping[str, Any], unit_id: str) -> dict[str, Any] | None:
    table = listing["units"]
    rows = (dict(zip(table["columns"], row, strict=True)) for row in table["rows"])
    return next((row for row in rows if row["id"] == unit_id), None)


def _delivery(listing: Mapping[str, Any]) -> date | None:
    stated = listing["project"]["handover"]
    on = date.fromisoformat(stated["on"]) if stated["on"] else None
    return last_day(StatedDate(on, DatePrecision(stated["precision"])))


def differences(
    terms: Mapping[str, Any], listing: Mapping[str, Any] | None, *, unit_id: str, promised_fen: int
) -> list[Difference]:
    """Where the contract is not what ``listing`` (the content of a listing version) showed of the unit, in a fixed order.

    ``promised_fen``: the price the buyer took the home at. Without a listing, or a unit in it, nothing was shown, and that is
    the one difference. A delivery before the promised day keeps the promise; every other deviation counts, better or worse.
    """
    row = None if listing is None else _unit_of(listing, unit_id)
    if listing is None or row is None:
        return [Difference(Promised.LISTING, "", terms["project"]["slug"])]
    home, money, project = terms["home"], terms["price"], listing["project"]
    promised_day, stated_day = _delivery(listing), terms["delivery_on"]
    late = promised_day is not None and (stated_day is None or date.fromisoformat(stated_day) > promised_day)
    pairs = [
        (Promised.PRICE, _number(promised_fen), _number(money["total_fen"])),
        (Promised.FILED_PRICE, _number(row["filed_price_fen"]), _number(money["filed_fen"])),
        (Promised.BUILT_AREA, _number(row["built_area"]), _number(home["built_area"])),
        (Promised.INNER_AREA, _number(row["inner_area"]), _number(home["inner_area"])),
        (Promised.LAYOUT, _layout(row), _layout(home)),
        (Promised.ORIENTATION, _text(row["orientation"]), _text(home["orientation"])),
        (Promised.FLOOR, _text(row["floor"]), _text(home["floor"])),
        (Promised.FIT_OUT, _text(row["fit_out"]), _text(home["fit_out"])),
        (
            Promised.DELIVERY,
            promised_day.isoformat() if promised_day and late else "",
            _text(stated_day) if late else "",
        ),
        (Promised.PERMITS, ", ".join(sorted(row["permit_numbers"])), ", ".join(terms["permits"])),
        (Promised.FACILITIES, ", ".join(sorted(project["facilities"])), ", ".join(terms["facilities"])),
        (Promised.MANAGEMENT_FEE, _number(project["property_fee_fen"]), _number(terms["project"]["fee_fen"])),
    ]
    return [Difference(what, promised, stated) for what, promised, stated in pairs if promised != stated]
