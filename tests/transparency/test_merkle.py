"""RFC 6962 trees: the known vectors of Certificate Transparency, and properties for all sizes."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from guangsha.transparency.domain.merkle import (
    EMPTY_ROOT,
    Hashes,
    Place,
    complete_parts,
    consistency_ranges,
    grown,
    inclusion_ranges,
    is_consistent,
    leaf_hash,
    node_hash,
    prove,
    root_from_inclusion,
    root_of,
)

# The inputs, roots and proofs of Certificate Transparency's own tests (google/certificate-transparency,
# cpp/merkletree/merkle_tree_test.cc): computed there by another implementation.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
SIZES = st.integers(1, 200)


def tree(leaves: list[bytes], *batches: int) -> Hashes:
    """The complete subtrees of a tree that grew in ``batches``, each of which knew the edge of the one before only."""
    found: dict[Place, bytes] = {}
    size = 0
    for end in (*batches, len(leaves)):
        edge = {place: found[place] for place in complete_parts(0, size)}
        added = leaves[size:end]
        found.update({(0, size + offset): one for offset, one in enumerate(added)})
        found.update(grown(size, added, edge))
        size = end
    return found


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


class TestKnownVectors:
    leaves = [leaf_hash(data) for data in INPUTS]

    def test_roots(self) -> None:
        whole = tree(self.leaves)
        assert [root_of(size, whole).hex() for size in range(1, 9)] == ROOTS
        assert root_of(0, {}) == EMPTY_ROOT == hashlib.sha256(b"").digest()

    def test_inclusion(self) -> None:
        whole = tree(self.leaves)
        for (index, size), wanted in INCLUSION.items():
            found = prove(inclusion_ranges(index, size), lambda _: whole)
            assert [one.hex() for one in found] == wanted, (index, size)

    def test_consistency(self) -> None:
        whole = tree(self.leaves)
        for (old, size), wanted in CONSISTENCY.items():
            found = prove(consistency_ranges(old, size), lambda _: whole)
            assert [one.hex() for one in found] == wanted, (old, size)


class TestProperties:
    @given(SIZES, st.lists(st.integers(0, 200), max_size=5))
    def test_however_it_grew_it_is_the_same_tree(self, size: int, cuts: list[int]) -> None:
        leaves = hashes(size)
        grew = tree(leaves, *sorted(min(cut, size) for cut in cuts))
        assert grew == tree(leaves)
        assert root_of(size, grew) == naive_root(leaves)

    @given(SIZES, st.data())
    def test_inclusion_is_proved_and_nothing_else_is(self, size: int, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, size - 1))
        leaves = hashes(size)
        whole = tree(leaves)
        proof = prove(inclusion_ranges(index, size), lambda _: whole)
        root = root_of(size, whole)
        assert root_from_inclusion(index, size, leaves[index], proof) == root
        assert len(proof) <= size.bit_length()
        assert root_from_inclusion(index, size, leaf_hash(b"another"), proof) != root
        if size > 1:
            other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
            assert root_from_inclusion(other, size, leaves[index], proof) != root
        for place in range(len(proof)):
            bit = data.draw(st.integers(0, 255))
            assert root_from_inclusion(index, size, leaves[index], flip(proof, place, bit)) != root
        assert root_from_inclusion(index, size, leaves[index], [*proof, root]) is None
        assert root_from_inclusion(size, size, leaves[index], proof) is None

    @given(SIZES, st.data())
    def test_growth_is_proved_and_a_changed_past_is_not(self, size: int, data: st.DataObject) -> None:
        old = data.draw(st.integers(1, size))
        leaves = hashes(size)
        whole = tree(leaves)
        proof = prove(consistency_ranges(old, size), lambda _: whole)
        before, after = root_of(old, whole), root_of(size, whole)
        assert is_consistent(old, size, before, after, proof)
        changed = data.draw(st.integers(0, old - 1))
        forged = tree([*leaves[:changed], leaf_hash(b"forged"), *leaves[changed + 1 :]])
        forged_proof = prove(consistency_ranges(old, size), lambda _: forged)
        assert not is_consistent(old, size, before, root_of(size, forged), forged_proof)
        for place in range(len(proof)):
            bit = data.draw(st.integers(0, 255))
            assert not is_consistent(old, size, before, after, flip(proof, place, bit))
        assert not is_consistent(old, size, before, after, [*proof, after])

    @given(SIZES)
    def test_a_proof_reads_a_logarithm_of_hashes(self, size: int) -> None:
        index = size // 3
        places = [place for part in inclusion_ranges(index, size) for place in complete_parts(*part)]
        assert len(places) <= 2 * size.bit_length()


def flip(proof: list[bytes], place: int, bit: int) -> list[bytes]:
    """``proof`` with one bit of one hash the other way."""
    changed = bytearray(proof[place])
    changed[bit // 8] ^= 1 << bit % 8
    return [*proof[:place], bytes(changed), *proof[place + 1 :]]
