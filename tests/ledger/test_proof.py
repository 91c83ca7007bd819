"""Proofs about the tree: vectors and attacks of others, the roots of the standard, and trees of all sizes."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proof import EMPTY_ROOT, leaf_hash, node_hash, verify_consistency, verify_inclusion
from tests.helpers.places import DATA
from tests.helpers.seen import saw, sees
from tests.helpers.trees import consistency, hashed, inclusion, root

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
VECTORS = DATA / "merkle_vectors.json"


def test_the_roots_are_those_of_the_standard() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [root(leaves[:size]).hex() for size in range(len(ROOTS))] == ROOTS


def vectors() -> Iterator[tuple[str, dict[str, Any]]]:
    found = json.loads(VECTORS.read_text(encoding="utf-8")) if VECTORS.exists() else {}
    for name, said in found.items():
        hashes = {
            key: b64decode(said[key] or "") for key in ("root", "root1", "root2", "leafHash") if key in said
        }
        yield name, said | hashes | {"proof": [b64decode(one) for one in said["proof"] or ()]}


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors do not lie beside the project")
@pytest.mark.parametrize(("name", "said"), list(vectors()))
def test_good_proofs_hold_and_forged_ones_do_not(name: str, said: dict[str, Any]) -> None:
    if name.startswith("inclusion"):
        held = verify_inclusion(
            said["leafIdx"], said["treeSize"], said["leafHash"], said["proof"], said["root"]
        )
    else:
        held = verify_consistency(said["size1"], said["size2"], said["root1"], said["root2"], said["proof"])
    assert held is not said["wantErr"]


def test_every_leaf_of_small_trees_is_proven_and_no_other() -> None:
    for size in range(1, 34):
        leaves = hashed(size)
        whole = root(leaves)
        for index in range(size):
            proof = inclusion(leaves, index)
            assert verify_inclusion(index, size, leaves[index], proof, whole)
            assert not verify_inclusion(index, size, leaf_hash(b"another"), proof, whole)
            assert not any(
                verify_inclusion(other, size, leaves[index], proof, whole)
                for other in range(size)
                if other != index
            )


def test_every_small_tree_begins_with_each_earlier_one_and_with_no_other() -> None:
    for size in range(1, 34):
        leaves = hashed(size)
        whole = root(leaves)
        for earlier in range(1, size + 1):
            proof = consistency(leaves, earlier)
            before = root(leaves[:earlier])
            assert verify_consistency(earlier, size, before, whole, proof)
            changed = root([*leaves[: earlier - 1], leaf_hash(b"another")])
            assert not verify_consistency(earlier, size, changed, whole, proof)
            assert not verify_consistency(earlier, size, before, leaf_hash(b"another"), proof)
        assert not verify_consistency(0, size, EMPTY_ROOT, whole, [])


@sees(200)
@given(st.integers(2, 300), st.data())
def test_a_proof_with_any_bit_turned_or_any_hash_missing_does_not_hold(
    size: int, data: st.DataObject
) -> None:
    leaves = hashed(size)
    index, earlier = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    whole, before = root(leaves), root(leaves[:earlier])
    checks: list[tuple[list[bytes], Callable[[list[bytes]], bool]]] = [
        (inclusion(leaves, index), lambda one: verify_inclusion(index, size, leaves[index], one, whole)),
        (consistency(leaves, earlier), lambda one: verify_consistency(earlier, size, before, whole, one)),
    ]
    for proof, holds in checks:
        assert holds(proof)
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        turned = (int.from_bytes(proof[at]) ^ (1 << bit)).to_bytes(32)
        for forged in (
            [*proof[:at], turned, *proof[at + 1 :]],
            [*proof[:at], *proof[at + 1 :]],
            [*proof, turned],
        ):
            saw()
            assert not holds(forged)


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(max_size=40),
    st.lists(st.binary(min_size=32, max_size=32)), st.lists(st.none()),
)  # fmt: skip


@given(ODD, ODD, ODD, ODD, ODD)
def test_no_argument_is_an_error(one: Any, two: Any, three: Any, four: Any, five: Any) -> None:
    assert verify_inclusion(one, two, three, four, five) is False
    assert verify_consistency(one, two, three, four, five) is False


def test_sizes_beyond_those_of_checkpoints_do_not_hold() -> None:
    one = hashed(1)[0]
    assert verify_inclusion(0, 1, one, (), one)
    assert not verify_inclusion(0, 2**64, one, [one] * 64, one)
    assert not verify_inclusion(True, 2, one, [one], node_hash(one, one))  # noqa: FBT003 - a truth is no index
