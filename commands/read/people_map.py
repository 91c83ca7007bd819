"""The people at clients as a tree: who reports to whom, and what else they are to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from commands.ui.printing import clean
from commands.ui.view_tables import heading, nothing

if TYPE_CHECKING:
    from projections import Answer
    from projections.people.contacts import Link
    from projections.people.view import PersonRow

_ABOVE = "reports to"
_INDENT = "  "


def lines(answer: Answer) -> Iterator[str]:
    """The tree of each client; people who left are not in it."""
    yield from heading(answer)
    there = [row for row in answer.rows if row.left is None]
    if not there:
        yield from ("", nothing(answer))
    for client, rows in groupby(sorted(there, key=lambda row: row.client), key=lambda row: row.client):
        people = {row.person: row for row in rows}
        name = next(iter(people.values())).name
        yield from ("", clean(f"{client} {name or ''}".rstrip()))
        yield from _tree(people)


def _tree(people: Mapping[str, PersonRow]) -> Iterator[str]:
    """Those who report to nobody here first, each with those below; people in a circle come last."""
    below: dict[str, list[str]] = {}
    for person, row in people.items():
        for link in row.links:
            if _is_above(link, people):
                below.setdefault(link.to, []).append(person)
    led = {person for some in below.values() for person in some}
    shown = set[str]()
    for person in (*(one for one in people if one not in led), *people):
        yield from _branch(person, people, below, shown, 1)


def _branch(
    person: str,
    people: Mapping[str, PersonRow],
    below: Mapping[str, Sequence[str]],
    shown: set[str],
    depth: int,
) -> Iterator[str]:
    if person not in shown:
        shown.add(person)
        yield _INDENT * depth + clean(_told(people[person], people))
        for one in below.get(person, ()):
            yield from _branch(one, people, below, shown, depth + 1)


def _told(row: PersonRow, people: Mapping[str, PersonRow]) -> str:
    """A person in a line: the name, the role, how they stand, and their other links."""
    signs = ("decides" if row.decider else None, row.stance, row.stage)
    others = (_named(link, people) for link in row.links if not _is_above(link, people))
    return ", ".join((row.person_name, row.role, *filter(None, signs), *others))


def _is_above(link: Link, people: Mapping[str, PersonRow]) -> bool:
    return link.relation == _ABOVE and link.client is None and link.to in people


def _named(link: Link, people: Mapping[str, PersonRow]) -> str:
    """A link with the name of the other person, where that person is among them."""
    if link.client is None and link.to in people:
        return f"{link.relation} {people[link.to].person_name}"
    return str(link)
