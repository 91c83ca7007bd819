"""Merkle trees by the definitions of RFC 9162, which the product's own are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.proof import EMPTY_ROOT, leaf_hash, node_hash

Hashes = Sequence[bytes]


def root(leaves: Hashes) -> bytes:
    """The root by the definition: of the largest full tree on the left, and of the rest."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    left = split(len(leaves))
    return node_hash(root(leaves[:left]), root(leaves[left:]))


def split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(leaves: Hashes, index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    left = split(len(leaves))
    if index < left:
        return [*inclusion(leaves[:left], index), root(leaves[left:])]
    return [*inclusion(leaves[left:], index - left), root(leaves[:left])]


def consistency(leaves: Hashes, size: int, *, whole: bool = True) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    left = split(len(leaves))
    if size <= left:
        return [*consistency(leaves[:left], size, whole=whole), root(leaves[left:])]
    return [*consistency(leaves[left:], size - left, whole=False), root(leaves[:left])]


def hashed(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]
