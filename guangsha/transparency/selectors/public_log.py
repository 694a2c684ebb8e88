"""What anyone may read of the log. A leaf's text is open once it was shown to the public and its project was public; it stays
open when the listing is taken down. Until then only its hash is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Now

from guangsha.catalog.public import ever_public
from guangsha.kit.errors import Invalid, NotFound
from guangsha.transparency.models import Leaf, TreeHead
from guangsha.transparency.selectors.tree import consistency_proof, inclusion_proofs

MOST = 500
"""Entries in one answer."""
MOST_OF_UNIT = 200


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Where the log stood when ``note`` was signed; ``root`` is hex."""

    size: int
    root: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf. ``text`` None: not open (yet)."""

    index: int
    hash: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """That ``entry`` is in the tree of ``size`` leaves; hashes are hex."""

    entry: Entry
    size: int
    hashes: tuple[str, ...]


def _head(row: TreeHead | None) -> SignedHead:
    if row is None:
        raise NotFound("head")
    return SignedHead(row.size, row.root, row.at, row.note)


def latest_head() -> SignedHead:
    """The newest head. Raises NotFound before the first. One query."""
    return _head(TreeHead.objects.order_by("-size").first())


def head_of(*, size: int) -> SignedHead:
    """The head that was signed at ``size``. Raises NotFound. One query."""
    return _head(TreeHead.objects.filter(pk=size).first())


def _opened(rows: Sequence[Leaf]) -> list[Entry]:
    """One query. ``rows`` were read with ``_due``."""
    public = ever_public(project_ids=list({row.project_id for row in rows}))
    return [
        Entry(row.index, row.hash, row.text if row.due and row.project_id in public else None)  # type: ignore[attr-defined]
        for row in rows
    ]


def _due() -> QuerySet[Leaf]:
    """Leaves with ``due``: whether their moment has come, by the database's clock."""
    return Leaf.objects.annotate(due=Case(When(open_from__lte=Now(), then=Value(1)), default=Value(0)))


def entries(*, start: int, end: int) -> list[Entry]:
    """The leaves ``start`` to before ``end``, MOST at most, in order. Two queries."""
    rows = _due().filter(index__gte=start, index__lt=min(end, start + MOST)).order_by("index")
    return _opened(list(rows))


def entry_of_step(*, unit_id: UUID, revision: int) -> Entry:
    """The leaf of a unit's step. Raises NotFound, also where it is not open. Two queries."""
    found = _opened(list(_due().filter(unit_id=unit_id, revision=revision)[:1]))
    if not found or found[0].text is None:
        raise NotFound("entry")
    return found[0]


def _hex(hashes: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in hashes)


def _size(asked: int | None, newest: int) -> int:
    if asked is not None and not 0 < asked <= newest:
        raise Invalid(errors=[{"field": "size", "message": "not a size the log had"}])
    return asked or newest


def proof_of(*, entry: Entry, size: int) -> Proof:
    """The proof that the tree of ``size`` has ``entry``. Raises NotFound where it is younger. Two queries."""
    if entry.index >= size:
        raise NotFound("entry")
    return Proof(entry, size, _hex(inclusion_proofs(indexes=[entry.index], size=size)[0]))


def inclusion(*, unit_id: UUID | None, revision: int | None, index: int | None, size: int | None) -> Proof:
    """The proof for a unit's step, or for the leaf at a place. Raises NotFound, Invalid. Five queries."""
    total = _size(size, latest_head().size)
    if index is not None:
        found = entries(start=index, end=index + 1)
        if not found:
            raise NotFound("entry")
        return proof_of(entry=found[0], size=total)
    if unit_id is None or revision is None:
        raise Invalid(errors=[{"field": "index", "message": "an index, or a unit and a revision"}])
    return proof_of(entry=entry_of_step(unit_id=unit_id, revision=revision), size=total)


def consistency(*, old: int, size: int) -> tuple[str, ...]:
    """The proof that the log of ``size`` begins with that of ``old``. Raises NotFound, Invalid. Three queries."""
    _size(size, latest_head().size)
    if not 0 < old <= size:
        raise Invalid(errors=[{"field": "from", "message": "from 1 to the later size"}])
    return _hex(consistency_proof(old=old, size=size))


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """The open leaves of a unit, oldest first, with their proofs for ``head``."""

    unit_id: UUID
    head: SignedHead
    proofs: tuple[Proof, ...]


def unit_history(*, unit_id: UUID) -> UnitHistory:
    """A unit's steps as the log has them, the MOST_OF_UNIT newest. Raises NotFound where none is open.

    Five queries.
    """
    head = latest_head()
    rows = list(_due().filter(unit_id=unit_id, index__lt=head.size).order_by("-index")[:MOST_OF_UNIT])
    found = [entry for entry in reversed(_opened(rows)) if entry.text is not None]
    if not found:
        raise NotFound("unit")
    proofs = inclusion_proofs(indexes=[entry.index for entry in found], size=head.size)
    steps = zip(found, proofs, strict=True)
    return UnitHistory(unit_id, head, tuple(Proof(entry, head.size, _hex(proof)) for entry, proof in steps))
