"""Hashes of the tree, and proofs from them."""

from collections.abc import Sequence

from guangsha.transparency.domain.merkle import Place, complete_parts, consistency_ranges, inclusion_ranges, prove
from guangsha.transparency.models import LEVEL, Leaf, Subtree


def key_of(place: Place) -> int:
    """The primary key of a subtree."""
    level, index = place
    return level << LEVEL | index


def read_hashes(places: set[Place]) -> dict[Place, bytes]:
    """The hashes of these complete subtrees. Two queries."""
    leaves = {index for level, index in places if level == 0}
    keys = {key_of(place): place for place in places if place[0]}
    found: dict[Place, bytes] = {}
    if leaves:
        rows = Leaf.objects.filter(pk__in=leaves).values_list("pk", "hash")
        found.update({(0, index): bytes.fromhex(text) for index, text in rows})
    if keys:
        above = Subtree.objects.filter(pk__in=keys).values_list("pk", "hash")
        found.update({keys[key]: bytes.fromhex(text) for key, text in above})
    return found


def inclusion_proofs(*, indexes: Sequence[int], size: int) -> list[list[bytes]]:
    """For each of the leaves ``indexes`` the proof that it is among the first ``size``. Two queries."""
    ranges = [inclusion_ranges(index, size) for index in indexes]
    known = read_hashes({place for one in ranges for part in one for place in complete_parts(*part)})
    return [prove(one, lambda _: known) for one in ranges]


def consistency_proof(*, old: int, size: int) -> list[bytes]:
    """The proof that the first ``size`` leaves begin with the first ``old``. At most two queries."""
    return prove(consistency_ranges(old, size), read_hashes)
