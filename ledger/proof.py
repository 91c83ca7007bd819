"""Checks proofs about a Merkle tree of entries, as RFC 9162 defines it. It needs nothing else of Goodwill.

A log of entries is a tree of hashes with one root. A proof of inclusion shows that an entry is a leaf of the
tree with a root; a proof of consistency shows that a later tree begins with all the leaves of an earlier one.
Whoever kept a root can check both without the log, and need not trust those who keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, TypeGuard

HASH_SIZE: Final = 32
"""The bytes of a hash."""
LEAF: Final = b"\x00"
"""What the hash of a leaf begins with, before the entry (RFC 9162, 2.1.1)."""
NODE: Final = b"\x01"
"""What the hash of an inner node begins with, before the hashes of its two children."""
EMPTY_ROOT: Final = sha256(b"").digest()
"""The root of the tree without leaves."""
_MOST: Final = 2**64
"""Trees of C2SP checkpoints are smaller than this."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(NODE + left + right).digest()


def verify_inclusion(
    leaf_index: int, tree_size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether a leaf is in a tree (RFC 9162, 2.1.3.2). False, never an error, for arguments of any kind.

    Args:
        leaf_index: the number of leaves before it.
        tree_size: the number of leaves of the tree.
        leaf_hash: its hash, 32 bytes.
        proof: the hashes beside the way from the leaf to the root, 32 bytes each.
        root: the root of the tree.
    """
    if not (_are_sizes(leaf_index, tree_size) and _are_hashes([leaf_hash, root]) and _are_hashes(proof)):
        return False
    if leaf_index >= tree_size:
        return False
    node, last, found = leaf_index, tree_size - 1, leaf_hash
    for beside in proof:
        if not last:
            return False
        if _is_right(node, last):
            found = node_hash(beside, found)
            node, last = _skipped(node, last)
        else:
            found = node_hash(found, beside)
        node, last = node >> 1, last >> 1
    return not last and found == root


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a tree begins with the leaves of another (RFC 9162, 2.1.4.2). False, never an error, as above.

    Args:
        size1: the number of leaves of the earlier tree, at least 1: every tree begins with an empty one.
        size2: that of the later tree.
        root1: the root of the earlier tree, 32 bytes.
        root2: that of the later tree.
        proof: the hashes that lead to both roots, 32 bytes each.
    """
    if not (_are_sizes(size1, size2) and _are_hashes([root1, root2]) and _are_hashes(proof)):
        return False
    if not 0 < size1 <= size2:
        return False
    if size1 == size2:
        return root1 == root2 and not proof
    node, last = size1 - 1, size2 - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    if node and not proof:
        return False
    # The root of an earlier tree that is full is the first node; the proof leaves it out.
    first, *path = proof if node else (root1, *proof)
    earlier = later = first
    for beside in path:
        if not last:
            return False
        if _is_right(node, last):
            earlier, later = node_hash(beside, earlier), node_hash(beside, later)
            node, last = _skipped(node, last)
        else:
            later = node_hash(later, beside)
        node, last = node >> 1, last >> 1
    return not last and earlier == root1 and later == root2


def _is_right(node: int, last: int) -> bool:
    """Whether the node beside one stands to its left: it is a right child, or the last of its level."""
    return bool(node & 1) or node == last


def _skipped(node: int, last: int) -> tuple[int, int]:
    """The levels skipped on which a node that is the last of its level stands alone."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _are_sizes(*sizes: object) -> bool:
    return all(type(size) is int and 0 <= size < _MOST for size in sizes)


def _are_hashes(hashes: object) -> TypeGuard[Sequence[bytes]]:
    return isinstance(hashes, list | tuple) and all(
        type(one) is bytes and len(one) == HASH_SIZE for one in hashes
    )
