"""The sealer: gives what was committed its place in the tree and signs where the tree stands. One at a time, by a lease that its
own transaction writes; where two still meet, the keys of the leaves let one through."""

import secrets
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.db.models.functions import Now

from guangsha.backbone.public import events_after, head_position, hold_lease, oldest_position
from guangsha.inventory.public import (
    UnitsChanged,
    ended_rules,
    projects_with_steps,
    publications,
    published_rules,
    shown_steps,
    step_ids,
    steps_taken,
)
from guangsha.transparency.domain.leaves import SALT_BYTES, Fact, LeafKind, rule_end_fact, rule_fact, stamp, status_fact
from guangsha.transparency.domain.merkle import Place, complete_parts, grown, leaf_hash, root_of
from guangsha.transparency.models import Leaf, Reading, Subtree, TreeHead
from guangsha.transparency.selectors.tree import key_of, read_hashes
from guangsha.transparency.services.signing import keep_head, kept_head, signed

BATCH = 1_000
LEASE_S = 10.0
NEWS = 500
OVERLAPS = (timedelta(seconds=5), timedelta(minutes=2), None)
"""A step may be committed this much later than one that says a later moment and still be found without reading more."""

log = structlog.get_logger(__name__)


class LedgerBehind(Exception):
    """The database has less, or another, than what was signed: sealing would make a second history."""


def seal_step() -> bool:
    """Seal up to BATCH facts and sign a head. True when there may be more."""
    if not _something_new():
        return False
    try:
        with transaction.atomic():
            if not hold_lease("ledger-sealer", seconds=LEASE_S):
                return False
            sealed, more = _seal()
    except IntegrityError:
        log.info("ledger_sealed_by_another")
        return False
    if sealed is not None:
        keep_head(sealed.size, sealed.root, sealed.note)
    return more


def _position() -> int:
    return Reading.objects.filter(pk=1).values_list("position", flat=True).first() or 0


def _something_new() -> bool:
    row = Reading.objects.filter(pk=1).values_list("position", flat=True).first()
    if row is None or events_after(row, limit=1, names={UnitsChanged.name}):
        return True
    return publications() > Leaf.objects.exclude(kind=LeafKind.STATUS).count()


def _seal() -> tuple[TreeHead | None, bool]:
    """The new head, if any, and whether more may wait. The position moves only past what has been sealed whole."""
    at, head = _position(), head_position()
    Reading.objects.get_or_create(pk=1)
    news = events_after(at, limit=NEWS, names={UnitsChanged.name})
    behind = at < oldest_position() - 1 or at <= 0
    if behind:
        projects: Collection[UUID] = projects_with_steps()
    else:
        projects = list(dict.fromkeys(UUID(event.payload["project_id"]) for event in news))
    facts = [*_rules(), *_steps(projects)]
    more = len(facts) > BATCH or (not behind and len(news) == NEWS)
    sealed = _append(facts[:BATCH]) if facts else None
    if len(facts) <= BATCH:
        Reading.objects.filter(pk=1).update(position=news[-1].position if len(news) == NEWS and not behind else head)
    return sealed, more


def _known(kind: LeafKind) -> set[UUID]:
    return set(Leaf.objects.filter(kind=kind).values_list("source_id", flat=True))


def _rules() -> Iterator[Fact]:
    if publications() <= Leaf.objects.exclude(kind=LeafKind.STATUS).count():
        return
    for rule in published_rules(beyond=_known(LeafKind.RULE)):
        says = {
            "number": rule.number,
            "rule": rule.kind,
            "value": rule.value,
            "name": rule.name,
            "name_en": rule.name_en,
            "ends_at": stamp(rule.ends_at) if rule.ends_at else None,
            "buildings": sorted(rule.building_ids),
            "layouts": sorted(rule.layout_ids),
        }
        yield rule_fact(
            source_id=rule.id,
            project_id=rule.project_id,
            at=rule.published_at,
            starts_at=rule.starts_at,
            says=says,
        )
    for end in ended_rules(beyond=_known(LeafKind.RULE_END)):
        yield rule_end_fact(
            source_id=end.id, project_id=end.project_id, number=end.number, ends_at=end.ends_at, at=end.published_at
        )


def _steps(projects: Collection[UUID]) -> Iterator[Fact]:
    for project_id in projects:
        steps = shown_steps(ids=_unsealed(project_id))
        for step in sorted(steps, key=lambda one: (one.changed_at, one.unit_id, one.revision)):
            yield status_fact(
                source_id=step.id,
                project_id=step.project_id,
                unit_id=step.unit_id,
                revision=step.revision,
                before=step.before,
                after=step.after,
                at=step.changed_at,
            )


def _unsealed(project_id: UUID) -> list[UUID]:
    """The oldest steps of a project without a leaf, one more than a batch at most.

    Looked for behind the newest that is sealed, then further and further back while there must be more than were found: what
    is read is about as much as is new, however long the ledger is.
    """
    leaves = Leaf.objects.filter(project_id=project_id, kind=LeafKind.STATUS)
    known = leaves.aggregate(count=Count("pk"), through=Max("at"))
    missing = min(steps_taken(project_id=project_id) - known["count"], BATCH + 1)
    found: list[UUID] = []
    for overlap in OVERLAPS if known["through"] else (None,):
        if len(found) >= missing:
            break
        since: datetime | None = known["through"] - overlap if overlap is not None else None
        near = leaves.filter(at__gte=since) if since is not None else leaves
        sealed = set(near.values_list("source_id", flat=True))
        ids = step_ids(project_id=project_id, since=since, limit=len(sealed) + BATCH + 1)
        found = [one for one in ids if one not in sealed][: BATCH + 1]
    return found


def _newest() -> TreeHead | None:
    return TreeHead.objects.order_by("-size").first()


def require_no_fork() -> None:
    """Raises LedgerBehind when the file beside the database knows more than the database, or something else."""
    kept = kept_head()
    if kept is None:
        return
    size, root = kept
    known = TreeHead.objects.filter(pk=size).values_list("root", flat=True).first()
    if known != root:
        raise LedgerBehind(f"a head of {size} leaves was signed that the database does not have")


def _append(facts: list[Fact]) -> TreeHead:
    require_no_fork()
    newest = _newest()
    size = newest.size if newest else 0
    edge = read_hashes(set(complete_parts(0, size)))
    texts = [fact.text(secrets.token_hex(SALT_BYTES)) for fact in facts]
    hashes = [leaf_hash(text.encode()) for text in texts]
    parts: dict[Place, bytes] = dict(grown(size, hashes, edge))
    leaves = [
        Leaf(
            index=size + offset,
            kind=fact.kind,
            source_id=fact.source_id,
            project_id=fact.project_id,
            unit_id=fact.unit_id,
            revision=fact.revision,
            at=fact.at,
            open_from=fact.open_from,
            text=text,
            hash=found.hex(),
        )
        for offset, (fact, text, found) in enumerate(zip(facts, texts, hashes, strict=True))
    ]
    Leaf.objects.bulk_create(leaves, batch_size=60)
    rows = [Subtree(key=key_of(place), hash=found.hex()) for place, found in parts.items()]
    Subtree.objects.bulk_create(rows, batch_size=400)
    every = {**edge, **parts, **{(0, size + offset): found for offset, found in enumerate(hashes)}}
    total = size + len(facts)
    root = root_of(total, every)
    now = Reading.objects.annotate(clock=Now()).values_list("clock", flat=True).get(pk=1)
    return TreeHead.objects.create(size=total, root=root.hex(), at=now, note=signed(total, root, now))
