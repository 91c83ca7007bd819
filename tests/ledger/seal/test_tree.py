"""The stored tree gives the roots and proofs of the definitions, however it grew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger.proof import EMPTY_ROOT, verify_consistency, verify_inclusion
from ledger.seal.tree import Growing, Hashes, Node, Tree, grown, root_of
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees
from tests.helpers.trees import consistency, hashed, inclusion, root

LEAVES = hashed(70_000)


def held(nodes: list[Node]) -> Hashes:
    known = {(level, leaf): one for leaf, level, one in nodes}
    return lambda level, first, count: [known[level, ((first + at + 1) << level) - 1] for at in range(count)]


def stored(steps: list[int]) -> list[Node]:
    """What a tree stores that grew by so many leaves at a time."""
    nodes: list[Node] = []
    size = 0
    for step in steps:
        nodes += grown(size, LEAVES[size : size + step], held(nodes))
        size += step
    return nodes


def test_a_root_over_hashes_is_that_of_the_definition() -> None:
    for size in range(40):
        assert root_of(LEAVES[:size]) == root(LEAVES[:size])
    assert Tree(0, held([])).root() == EMPTY_ROOT


@sees(12)
@tries(25, 100)
@given(st.lists(st.integers(1, 600), min_size=1, max_size=6), st.data())
def test_a_tree_that_grew_in_steps_gives_the_proofs_of_the_definitions(
    steps: list[int], data: st.DataObject
) -> None:
    nodes = stored(steps)
    assert nodes == sorted(nodes)
    assert nodes == stored([sum(steps)])
    size = data.draw(st.integers(1, sum(steps)))
    leaves, tree = LEAVES[:size], Tree(size, held(nodes))
    assert tree.root() == root(leaves)
    leaf, earlier = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert tree.inclusion(leaf) == inclusion(leaves, leaf)
    assert tree.consistency(earlier) == consistency(leaves, earlier)
    saw()


def test_a_large_tree_stores_a_hash_for_each_leaf_and_one_for_every_256() -> None:
    nodes = stored([len(LEAVES)])
    assert [sum(one.level == level for one in nodes) for level in (0, 8, 16)] == [70_000, 273, 1]
    tree = Tree(len(LEAVES), held(nodes))
    whole, earlier = tree.root(), Tree(65_537, held(nodes)).root()
    for leaf in (0, 255, 256, 65_535, 65_536, 69_999):
        assert verify_inclusion(leaf, len(LEAVES), LEAVES[leaf], tree.inclusion(leaf), whole)
    assert verify_consistency(65_537, len(LEAVES), earlier, whole, tree.consistency(65_537))


def test_a_tree_that_keeps_no_leaf_has_the_hashes_of_one_that_keeps_all() -> None:
    leaves = LEAVES[:66_000]
    asked: list[int] = []

    def again(first: int, count: int) -> list[bytes]:
        asked.append(count)
        return leaves[first : first + count]

    growing = Growing(again)
    for leaf in leaves:
        growing.add(leaf)
    for size in (1, 255, 256, 257, 600, 65_535, 65_536, 65_792, 66_000):
        assert Tree(size, growing.stored()).root() == root_of(leaves[:size])
    assert (growing.size, max(asked) <= 256) == (66_000, True)
