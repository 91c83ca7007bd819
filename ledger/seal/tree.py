"""The Merkle tree of RFC 9162 over stored hashes: roots and proofs, and what a growing tree stores.

Stored are the hashes of all leaves, and of every complete subtree of 256 leaves, of 256 times 256, and so on.
A root or a proof of any size follows from a few of them: the hashes between stored levels are worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple, TypeAlias

from ledger.proof import EMPTY_ROOT, NODE, node_hash

STEP: Final = 8
"""Every eighth level is stored."""
_WIDTH: Final = 1 << STEP

Hashes: TypeAlias = Callable[[int, int, int], Sequence[bytes]]
"""Reads stored hashes: a level, the number of the first subtree of that level, and how many."""


class Node(NamedTuple):
    """A stored hash.

    Attributes:
        leaf: the last leaf of its subtree.
        level: its subtree has two to the power of the level leaves.
    """

    leaf: int
    level: int
    hash: bytes


def grown(size: int, leaves: Sequence[bytes], stored: Hashes) -> list[Node]:
    """What a tree of a size stores in addition when leaves are added, in order of the last leaf.

    Args:
        size: the number of leaves before.
        leaves: the hashes of the leaves to add.
        stored: the hashes stored before.
    """
    found: list[Node] = []
    level, first, hashes = 0, size, leaves
    while True:
        found += [Node(((first + at + 1) << level) - 1, level, one) for at, one in enumerate(hashes)]
        begun = first % _WIDTH
        if begun + len(hashes) < _WIDTH:
            return sorted(found)
        hashes = roots_over([*stored(level, first - begun, begun), *hashes])
        level, first = level + STEP, first >> STEP


class Growing:
    """The hashes that would be stored of a tree whose leaves come one by one; it keeps none of the leaves.

    Args:
        again: gives leaves again: the number of the first, and how many.

    Attributes:
        size: the number of leaves so far.
    """

    def __init__(self, again: Callable[[int, int], Sequence[bytes]]) -> None:
        self.size = 0
        self._again = again
        self._block: list[bytes] = []
        self._roots: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Take in the hash of the next leaf."""
        self.size += 1
        self._block.append(leaf)
        if len(self._block) == _WIDTH:
            self._roots += roots_over(self._block)
            self._block = []

    def stored(self) -> Hashes:
        """The hashes so far."""
        made = {(level + STEP, leaf): one for leaf, level, one in grown(0, self._roots, lambda *_: [])}

        def read(level: int, first: int, count: int) -> Sequence[bytes]:
            if not level:
                return self._again(first, count)
            last = ((number + 1) << (level - STEP) for number in range(first, first + count))
            return [made[level, one - 1] for one in last]

        return read


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of one level, the last subtree of which may be incomplete."""
    if not hashes:
        return EMPTY_ROOT
    row = hashes
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else ()
        row = [*_parents(row), *odd]
    return row[0]


def roots_over(hashes: Sequence[bytes]) -> list[bytes]:
    """The roots over each complete 256 hashes of one level, the first of which begins a subtree."""
    row = hashes[: len(hashes) // _WIDTH * _WIDTH]
    for _ in range(STEP):
        row = _parents(row)
    return list(row)


def _parents(row: Sequence[bytes]) -> list[bytes]:
    """The hashes of the nodes over pairs of hashes; the last hash has no node if their number is odd."""
    return [sha256(NODE + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]


class Tree:
    """A tree of a ledger.

    Args:
        size: the number of its leaves.
        stored: the hashes that are stored of it.
    """

    def __init__(self, size: int, stored: Hashes) -> None:
        self.size = size
        self._stored = stored

    def root(self) -> bytes:
        """Its root."""
        return self._over(0, self.size) if self.size else EMPTY_ROOT

    def inclusion(self, leaf: int) -> list[bytes]:
        """The proof that a leaf is in the tree (RFC 9162, 2.1.3.1), for ``ledger.proof``."""
        return [self._over(*beside) for beside in reversed([*self._path(leaf)])]

    def consistency(self, size: int) -> list[bytes]:
        """The proof that the tree begins with the one of an earlier size, at least 1 (RFC 9162, 2.1.4.1)."""
        start, end, beside = 0, self.size, []
        while end != size:
            middle = start + _half(end - start)
            if size <= middle:
                beside.append((middle, end))
                end = middle
            else:
                beside.append((start, middle))
                start = middle
        own = [(start, end)] if start else []
        return [self._over(*one) for one in [*own, *reversed(beside)]]

    def _path(self, leaf: int) -> Iterator[tuple[int, int]]:
        """The leaves beside the way from the root to a leaf."""
        start, end = 0, self.size
        while end - start > 1:
            middle = start + _half(end - start)
            if leaf < middle:
                yield middle, end
                end = middle
            else:
                yield start, middle
                start = middle

    def _over(self, start: int, end: int) -> bytes:
        """The root over some leaves; ``start`` is a multiple of the largest complete subtree in them."""
        parts = []
        while end - start > 1 and (end - start) & (end - start - 1):
            parts.append((start, start + _half(end - start)))
            start = parts[-1][1]
        found = self._complete(start, end)
        for part in reversed(parts):
            found = node_hash(self._complete(*part), found)
        return found

    def _complete(self, start: int, end: int) -> bytes:
        """The root of a complete subtree."""
        height = (end - start).bit_length() - 1
        level = height - height % STEP
        return root_of(self._stored(level, start >> level, 1 << (height - level)))


def _half(leaves: int) -> int:
    """The largest power of two below a number of leaves, of which there are at least two."""
    return 1 << ((leaves - 1).bit_length() - 1)
