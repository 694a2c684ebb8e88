"""Merkle trees as RFC 6962 (and RFC 9162, section 2.1) has them: SHA-256, 0x00 before a leaf, 0x01 before a node.

A tree is kept as the hashes of its *complete* subtrees: ``(level, index)`` is the one over the leaves ``index * 2**level`` and
the ``2**level`` that follow. Such a hash never changes once its leaves are there, so a log only ever adds.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

Place = tuple[int, int]
Hashes = Mapping[Place, bytes]
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete_parts(start: int, end: int) -> list[Place]:
    """The complete subtrees that make up the leaves ``start`` to before ``end``, from left to right.

    ``start`` is where a subtree of a tree begins, so the parts get smaller and smaller.
    """
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def _root(parts: Sequence[Place], hashes: Hashes) -> bytes:
    found = hashes[parts[-1]]
    for part in reversed(parts[:-1]):
        found = node_hash(hashes[part], found)
    return found


def root_of(size: int, hashes: Hashes) -> bytes:
    """The root over the first ``size`` leaves, from the hashes of ``complete_parts(0, size)``."""
    return _root(complete_parts(0, size), hashes) if size else EMPTY_ROOT


def grown(size: int, added: Sequence[bytes], hashes: Hashes) -> Iterator[tuple[Place, bytes]]:
    """The subtrees above the leaves that become complete when the leaf hashes ``added`` follow ``size`` others.

    ``hashes``: those of ``complete_parts(0, size)``.
    """
    edge: dict[int, bytes] = {level: hashes[level, index] for level, index in complete_parts(0, size)}
    for index, leaf in enumerate(added, start=size):
        level, here, found = 0, index, leaf
        while here & 1:
            found = node_hash(edge.pop(level), found)
            level, here = level + 1, here >> 1
            yield (level, here), found
        edge[level] = found


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove that leaf ``index`` is in the tree of ``size`` (RFC 9162, 2.1.3.1)."""
    start, end = 0, size
    found: list[tuple[int, int]] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove that the tree of ``size`` begins with that of ``old`` (RFC 9162, 2.1.4.1)."""
    if old in (0, size):
        return []
    start, end, known = 0, size, True
    found: list[tuple[int, int]] = []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, known = middle, False
    if not known:
        found.append((start, end))
    return found[::-1]


Read = Callable[[set[Place]], Hashes]
"""Reads the hashes of these complete subtrees, in a fixed number of queries."""


def prove(ranges: Sequence[tuple[int, int]], read: Read) -> list[bytes]:
    """The roots of ``ranges``: O(log n) hashes are read."""
    parts = [complete_parts(start, end) for start, end in ranges]
    hashes = read({place for one in parts for place in one})
    return [_root(one, hashes) for one in parts]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that ``proof`` leads to; None when it cannot be a proof for this place (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    here, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = node_hash(step, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the tree of ``size`` begins with that of ``old`` (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not proof and old_root == root
    if not 0 < old < size or not proof:
        return False
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, step)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == root
