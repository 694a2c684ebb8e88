"""Contracts as staff and as their buyers see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from guangsha.accounts.public import masked_names
from guangsha.backbone.public import SWEEP
from guangsha.contracts.domain.facts import Agreed, ContractFacts, PlanStep
from guangsha.contracts.domain.placeholders import filled, home_name, values_of
from guangsha.contracts.domain.promised import Promised
from guangsha.contracts.domain.shown import (
    ClauseShown,
    ContractHead,
    ContractPage,
    DifferenceShown,
    DocumentShown,
    PartyShown,
    StepShown,
    VoidShown,
)
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.domain.void_words import void_words
from guangsha.contracts.models import Acknowledgement, ClauseReading, Contract, ContractStep, VoidEntry
from guangsha.contracts.policies import seen_by
from guangsha.contracts.selectors.regime import clauses_by_id
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor
from guangsha.vault.public import ErasedSubject, Secret, mask_person_name

OWN = 50
TOLD = ("offered", "signed", "concluded", "expired", "void", "filing")
"""Kinds of steps that belong to the sale as well."""
BUYERS_SEE = frozenset(
    {ContractState.OFFERED, ContractState.SIGNING, ContractState.SIGNED, ContractState.EXPIRED, ContractState.VOID}
)


def contracts_seen(
    *,
    actor: Actor,
    state: ContractState | None = None,
    project_id: UUID | None = None,
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ContractHead]:
    """The contracts one sees at work, newest first. ``text``: part of the number. Raises BadCursor. One query."""
    rows = Contract.objects.filter(seen_by(actor))
    if state is not None:
        rows = rows.filter(state=state)
    if project_id is not None:
        rows = rows.filter(project_id=project_id)
    if text:
        rows = rows.filter(number__icontains=text)
    found, more = page_of(rows, cursor, limit)
    return Page([head_of(row) for row in found], more)


def page_of(rows: QuerySet[Any], cursor: str | None, limit: int) -> tuple[list[Any], str | None]:
    """``limit`` rows by id, which rises with time, newest first; where the next page begins. Raises BadCursor."""
    if cursor is not None:
        last = parse_id(str(decode_cursor(cursor, kinds=[str])[0]))
        if last is None:
            raise BadCursor
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], encode_cursor([str(found[limit - 1].pk)]) if len(found) > limit else None


def head_of(row: Contract) -> ContractHead:
    """A row of a list, from what is kept with the contract."""
    project, (home, home_en) = row.facts["project"], home_name(row.facts["home"])
    columns = (
        "number", "subject", "organisation_id", "project_id", "unit_id", "made_at", "offered_at", "expires_at", "signed_at",
        "ended_at",
    )  # fmt: skip
    return ContractHead(
        id=row.pk,
        state=ContractState(row.state),
        project=project["name"],
        project_en=project["name_en"] or project["name"],
        home=home,
        home_en=home_en,
        price_fen=row.facts["price"]["total_fen"],
        **{name: getattr(row, name) for name in columns},
    )


def contract_seen(*, actor: Actor, contract_id: UUID) -> ContractPage:
    """One of the contracts one sees at work. Raises NotFound."""
    return _whole(Contract.objects.filter(seen_by(actor), pk=contract_id), None)


def own_contracts(person_id: UUID) -> list[ContractHead]:
    """The contracts one is a buyer in, newest first; drafts are the seller's. One query."""
    return [head_of(row) for row in _own(person_id).order_by("-pk")[:OWN]]


def own_contract(person_id: UUID, contract_id: UUID) -> ContractPage:
    """One of them. Raises NotFound: not there, a draft, or other people's."""
    return _whole(_own(person_id).filter(pk=contract_id), person_id)


def _own(person_id: UUID) -> QuerySet[Contract]:
    mine = Q(parties__person_id=person_id, parties__company=False)
    return Contract.objects.filter(mine, state__in=BUYERS_SEE).exclude(offered_at=None).distinct()


def _whole(rows: QuerySet[Contract], reader: UUID | None) -> ContractPage:
    """Eight queries."""
    row = rows.annotate(clock=Now()).prefetch_related("parties", "differences", "documents", "steps").first()
    if row is None:
        raise NotFound("contract")
    parties = sorted(row.parties.all(), key=lambda one: one.line)
    lines = {one.pk: one.line for one in parties}
    steps = list(row.steps.all())
    names = masked_names({one.actor_id for one in steps if one.actor_id}) if reader is None else {}
    void = void_words(VoidEntry.objects.filter(contract=row).values_list("reason", flat=True).first() or "")
    return ContractPage(
        head=head_of(row),
        terms={key: value for key, value in row.facts.items() if key != "signature_fields"},
        parties=tuple(
            PartyShown(one.line, one.company, _name(one.full_name, one.company), one.share,
                       one.company or one.person_id is not None, reader is not None and one.person_id == reader)
            for one in parties
        ),
        differences=_differences(row, lines),
        clauses=_clauses(row, lines),
        documents=tuple(
            DocumentShown(one.number, one.sha256, one.size, one.made_at)
            for one in sorted(row.documents.all(), key=lambda one: one.number)
        ),
        steps=tuple(
            StepShown(one.at, one.kind, one.details, names.get(one.actor_id) if one.actor_id else None) for one in steps
        ),
        void_reason=void[0],
        void_reason_en=void[1],
        as_of=row.clock,
    )  # fmt: skip


def _name(secret: Secret | None, company: bool) -> str:
    try:
        plain = "" if secret is None else str(secret.reveal())
    except ErasedSubject:
        return ""
    return plain if company else mask_person_name(plain)


def _differences(row: Contract, lines: dict[UUID, int]) -> tuple[DifferenceShown, ...]:
    known: dict[UUID, list[int]] = defaultdict(list)
    for difference, party in Acknowledgement.objects.filter(party__in=lines).values_list("difference_id", "party_id"):
        known[difference].append(lines[party])
    order = list(Promised)
    found = sorted(row.differences.all(), key=lambda one: order.index(Promised(one.what)))
    return tuple(
        DifferenceShown(one.pk, Promised(one.what), one.promised, one.stated, tuple(sorted(known[one.pk])))
        for one in found
    )


def _clauses(row: Contract, lines: dict[UUID, int]) -> tuple[ClauseShown, ...]:
    read: dict[UUID, list[int]] = defaultdict(list)
    for clause, party in ClauseReading.objects.filter(contract=row).values_list("clause_id", "party_id"):
        read[clause].append(lines[party])
    values, values_en = values_of(row.facts)
    rows = clauses_by_id(row.facts["clauses"])
    return tuple(
        ClauseShown(
            id=one.pk,
            number=number,
            title=one.title,
            title_en=one.title_en,
            text=filled(one.text, values),
            text_en=filled(one.text_en, values_en),
            risk=one.risk,
            read=tuple(sorted(read[one.pk])),
        )
        for number, one in enumerate((rows[key] for key in row.facts["clauses"]), start=1)
    )


def void_register(*, actor: Actor, cursor: str | None = None, limit: int = 50) -> Page[VoidShown]:
    """The void register of the companies one works for, newest first. Raises BadCursor. Two queries."""
    seen = Contract.objects.filter(seen_by(actor))
    found, more = page_of(VoidEntry.objects.filter(contract__in=seen).select_related("contract"), cursor, limit)
    names = masked_names({one.voided_by for one in found if one.voided_by})
    return Page([_void(one, names.get(one.voided_by)) for one in found], more)


def _void(one: VoidEntry, by: Any) -> VoidShown:
    head, (zh, en) = head_of(one.contract), void_words(one.reason)
    return VoidShown(
        contract_id=head.id,
        number=head.number,
        state_before=ContractState(one.state),
        project=head.project,
        project_en=head.project_en,
        home=head.home,
        home_en=head.home_en,
        reason=zh,
        reason_en=en,
        by_house=one.voided_by is not None,
        by=by,
        at=one.voided_at,
    )


def due_offers(passing: Collection[UUID] = ()) -> list[UUID]:
    """SWEEP offers at most, not of ``passing``, whose time is up, oldest first. One query."""
    due = Contract.objects.filter(state__in=(ContractState.OFFERED, ContractState.SIGNING), expires_at__lte=Now())
    return list(due.exclude(pk__in=passing).order_by("expires_at").values_list("pk", flat=True)[:SWEEP])


def contract_of_subject(subject: str) -> ContractFacts | None:
    """The live contract of a sale, else its newest; None: it never had one. One query."""
    return contracts_of_subjects([subject]).get(subject)


def contracts_of_subjects(subjects: Sequence[str]) -> dict[str, ContractFacts]:
    """Sale -> its live contract, else its newest; sales that never had one are not in it. One query."""
    found: dict[str, Contract] = {}
    for row in Contract.objects.filter(subject__in=subjects).order_by("pk"):
        known = found.get(row.subject)
        if known is None or not known.active_subject:
            found[row.subject] = row
    return {
        subject: ContractFacts(
            row.pk, row.subject, row.number, ContractState(row.state), row.organisation_id, row.project_id, row.unit_id,
            row.expires_at, row.signed_at, row.exported_at, _day(row.facts.get("delivery_on")),
        )
        for subject, row in found.items()
    }  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def agreed_in(*, contract_id: UUID) -> Agreed:
    """What the contract sells, for how much, and when that is paid. One query."""
    unit_id, facts = Contract.objects.values_list("unit_id", "facts").get(pk=contract_id)
    plan = tuple(
        PlanStep(one["title"], one["title_en"], one["amount_fen"], date.fromisoformat(one["due_on"]))
        for one in facts.get("plan", [])[1:]
    )
    return Agreed(unit_id, facts["price"]["total_fen"] if "price" in facts else None, plan)


def sent_steps(subjects: Sequence[str]) -> dict[str, list[tuple[datetime, str]]]:
    """Sale -> when its contracts were offered, signed by one, by all, ended: what everybody in it may know. One query."""
    rows = ContractStep.objects.filter(contract__subject__in=subjects, kind__in=TOLD).exclude(contract__offered_at=None)
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for subject, at, kind in rows.order_by("at", "pk").values_list("contract__subject", "at", "kind"):
        found[subject].append((at, kind))
    return found


def subjects_with_contract(subjects: Iterable[str]) -> dict[str, ContractState]:
    """Sale -> where its live contract stands; those without one are not in it. One query."""
    rows = Contract.objects.filter(active_subject__in=list(subjects))
    return {subject: ContractState(state) for subject, state in rows.values_list("subject", "state")}
