"""The people at clients as a tree of lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from commands.ui.printing import clean
from commands.ui.view_tables import heading, nothing

if TYPE_CHECKING:
    from projections import Answer

_INDENT = "  "


def lines(answer: Answer) -> Iterator[str]:
    """The tree of each client; people who left are not in it."""
    from projections.people.mapping import trees

    yield from heading(answer)
    found = trees(answer.rows)
    if not found:
        yield from ("", nothing(answer))
    for tree in found:
        yield from ("", clean(f"{tree.client} {tree.name or ''}".rstrip()))
        for one in tree.people.values():
            told = (one.row.person_name, one.row.role, *one.signs, *map(tree.told, one.links))
            yield _INDENT * (one.depth + 1) + clean(", ".join(told))
