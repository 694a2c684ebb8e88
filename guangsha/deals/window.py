"""Holding a home when many want one at the same moment: the plain wishes of all who ask at once, in one transaction.

It answers what ``api.hold`` answers, from the same rules and under the same keys (docs/adr/0010). Whatever is not plain (nobody
signed in, no phone, an operation that is known already, one's own home again, a claim whose time is up, a conflict) it leaves to
``api.hold``.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import msgspec
import structlog
from django.db import DatabaseError, IntegrityError
from django.http import HttpResponse

from guangsha.accounts.public import note_in_use, visits
from guangsha.backbone.public import (
    DatabaseBusy,
    JsonRenderer,
    Knock,
    Lane,
    Operation,
    Order,
    OutcomeUnknown,
    Served,
    command_together,
    known_operations,
    response_for,
)
from guangsha.catalog.public import named_homes
from guangsha.deals.domain.holds import OPERATION, OwnHold, asked
from guangsha.deals.schemas.holds import HASH, HoldOut
from guangsha.inventory.public import Choice, HoldFacts, StatusConflict, Wish, hold_chosen, judged
from guangsha.kit.errors import BusinessError

PATH = re.compile(r"/api/v1/units/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/holds")
ROUTE = "api/v1/units/<uuid:unit_id>/holds"
SLOW_S = 5.0
"""How long homes whose rows somebody kept locked are asked for one by one: whoever waits then waits alone."""
_slow: dict[UUID, float] = {}
_json = JsonRenderer()
log = structlog.get_logger(__name__)


def hold_window(ordinary: Any) -> Lane:
    """The lane for wishes to hold a home, before the ordinary way."""
    return Lane(ordinary, serve, method="POST", path=PATH, route=ROUTE)


@dataclass(frozen=True, slots=True)
class _Asked:
    knock: Knock
    order: Order
    wish: Wish


def serve(knocks: Sequence[Knock], served: Served) -> None:
    """Answer those that are plain: refusals from a reading, before anything is written; then all holds in one command."""
    wanting = _understood(knocks)
    chosen, later = _one_each(_refuse(wanting, judged([one.wish for one in wanting]), served))
    served.put_back([one.knock for one in later])
    if not chosen:
        return
    done: list[tuple[_Asked, HoldFacts]] = []
    refused: list[tuple[_Asked, BusinessError]] = []

    def work() -> list[tuple[Order, dict[str, Any]]]:
        done.clear()
        refused.clear()
        verdicts = judged([one.wish for one in chosen])  # the reading that counts: inside the transaction
        free = [(one, verdict) for one, verdict in zip(chosen, verdicts, strict=True) if isinstance(verdict, Choice)]
        refused.extend((one, no) for one, no in zip(chosen, verdicts, strict=True) if isinstance(no, BusinessError))
        if free:
            facts = hold_chosen([(one.order, choice) for one, choice in free])
            done.extend((one, fact) for (one, _), fact in zip(free, facts, strict=True))
        return [(one.order, {"hold": str(fact.id)}) for one, fact in done]

    try:
        command_together(work)
    except (StatusConflict, IntegrityError):
        served.put_back([one.knock for one in chosen])
        return
    except (DatabaseBusy, OutcomeUnknown, DatabaseError) as error:
        log.warning("held_one_by_one", wishes=len(chosen), error=type(error).__name__)
        if isinstance(error, DatabaseBusy):
            _slow.update(dict.fromkeys((one.wish.unit_id for one in chosen), time.monotonic() + SLOW_S))
        return
    answers = [(one.knock, response_for(one.knock.request, refusal)) for one, refusal in refused]
    served.tell([*answers, *_told(done)])


def _understood(knocks: Sequence[Knock]) -> list[_Asked]:
    _slow_no_more(time.monotonic())
    people = visits({knock.session for knock in knocks})
    known = known_operations({knock.named for knock in knocks})
    found, named = [], set[UUID]()
    for knock in knocks:
        visit, body = people.get(knock.session), _body(knock.body)
        if visit is None or not visit.phone_verified or body is None or knock.named in known | named:
            continue
        unit_id = UUID(knock.place)
        if unit_id in _slow:
            continue
        named.add(knock.named)
        op = Operation.of(knock.named, name=OPERATION, body=asked(unit_id=unit_id, receipt_hash=body.receipt_hash))
        wish = Wish(unit_id, visit.person_id, body.receipt_hash)
        found.append(_Asked(knock, Order(visit.actor, op, knock.request_id), wish))
    note_in_use(list(people.values()))
    return found


def _slow_no_more(now: float) -> None:
    for unit_id in [one for one, until in _slow.items() if until <= now]:
        del _slow[unit_id]


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``HoldIn`` reads, where it is plain; read sixty times a second it must cost nothing."""

    receipt_hash: Annotated[str, msgspec.Meta(pattern=HASH.replace("$", r"\Z"))] | None = None


_reader = msgspec.json.Decoder(_Body)


def _body(raw: bytes) -> _Body | None:
    try:
        return _reader.decode(raw)
    except msgspec.DecodeError:
        return None


def _refuse(wanting: Sequence[_Asked], verdicts: Sequence[Any], served: Served) -> list[tuple[_Asked, Choice]]:
    """Tell the refused; those who may try."""
    pairs = list(zip(wanting, verdicts, strict=True))
    served.tell(
        [(one.knock, response_for(one.knock.request, no)) for one, no in pairs if isinstance(no, BusinessError)]
    )
    return [(one, choice) for one, choice in pairs if isinstance(choice, Choice)]


def _one_each(trying: Sequence[tuple[_Asked, Choice]]) -> tuple[list[_Asked], list[_Asked]]:
    """The first for each unit and of each household; the others, whom the next reading answers."""
    units, households = set[UUID](), set[str]()
    first, later = [], []
    for one, choice in trying:
        if choice.wish.unit_id in units or choice.household in households:
            later.append(one)
            continue
        units.add(choice.wish.unit_id)
        households.add(choice.household)
        first.append(one)
    return first, later


def _told(done: Sequence[tuple[_Asked, HoldFacts]]) -> list[tuple[Knock, HttpResponse]]:
    homes = named_homes(unit_ids=[fact.unit_id for _, fact in done]) if done else {}
    told = []
    for one, fact in done:
        body = HoldOut.of(OwnHold(fact, homes.get(fact.unit_id))).model_dump(by_alias=True)
        answer = HttpResponse(_json.render(one.knock.request, body, response_status=200))
        answer["Content-Type"] = "application/json; charset=utf-8"
        answer["Cache-Control"] = "private, no-store"
        told.append((one.knock, answer))
    return told
