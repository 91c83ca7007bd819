"""The people at each client as a tree: who reports to whom, and what else they are to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from projections.people.contacts import Link
from projections.people.view import PersonRow

_ABOVE: Final = "reports to"


class TreePerson(NamedTuple):
    """A person in a tree.

    Attributes:
        depth: how many people stand between them and the top.
        above: the id of the person under whom they stand; None at the top.
        signs: how they stand to us: whether they decide, their stance and their stage, where known.
        links: what they are to others, without the place in the tree.
    """

    row: PersonRow
    depth: int
    above: str | None
    signs: Sequence[str]
    links: Sequence[Link]


class Tree(NamedTuple):
    """The people at a client, each below the one to whom they report."""

    client: str
    name: str | None
    people: Mapping[str, TreePerson]

    def told(self, link: Link) -> str:
        """A link with the name of the other person, where that person is in the tree."""
        if link.client is None and link.to in self.people:
            return f"{link.relation} {self.people[link.to].row.person_name}"
        return str(link)


def trees(rows: Iterable[PersonRow]) -> list[Tree]:
    """The tree of each client; people who left are in none.

    Those who report to nobody here come first, each with those below; people in a circle come last.
    """
    there = sorted((row for row in rows if row.left is None), key=lambda row: row.client)
    return [_tree([*own]) for _, own in groupby(there, key=lambda row: row.client)]


def _tree(rows: Sequence[PersonRow]) -> Tree:
    people = {row.person: row for row in rows}
    below: dict[str, list[str]] = {}
    for person, row in people.items():
        for link in row.links:
            if _is_above(link, people):
                below.setdefault(link.to, []).append(person)
    led = {person for some in below.values() for person in some}
    placed: dict[str, TreePerson] = {}
    for person in (*(one for one in people if one not in led), *people):
        for one in _branch(person, people, below, placed):
            placed[one.row.person] = one
    return Tree(rows[0].client, rows[0].name, placed)


def _branch(
    top: str,
    people: Mapping[str, PersonRow],
    below: Mapping[str, Sequence[str]],
    placed: Mapping[str, TreePerson],
) -> Iterator[TreePerson]:
    """A person and those below who are not in ``placed``; the caller adds each before it takes the next."""
    waiting: list[tuple[str, int, str | None]] = [(top, 0, None)]
    while waiting:
        person, depth, above = waiting.pop()
        if person not in placed:
            row = people[person]
            signs = ("decides" if row.decider else None, row.stance, row.stage)
            links = [link for link in row.links if not _is_above(link, people)]
            yield TreePerson(row, depth, above, [*filter(None, signs)], links)
            waiting += [(one, depth + 1, person) for one in reversed(below.get(person, ()))]


def _is_above(link: Link, people: Mapping[str, PersonRow]) -> bool:
    return link.relation == _ABOVE and link.client is None and link.to in people
