"""The page that finds clients by a part of their code or name, in any script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from commands.web.page_questions import Asking
from ledger.finding import typed_plainly
from projections.framework.clients import Client
from reporting.web import Cell, Column, Link, Page, Part, Section, Table, Text

_MOST: Final = 100


def page(asking: Asking) -> Page:
    """The clients whose code or name has all the words of the address."""
    wanted = (asking.address.find or "").strip()
    found = matching(asking.directory.values(), wanted) if wanted else []
    parts: list[Part] = [Text(_count(wanted, len(found)))]
    if found:
        columns = [Column(one) for one in ("Client", "Name", "Manager", "Territory", "Segment")]
        rows = [
            [
                Cell(one.code, asking.client(one.code)),
                *(Cell(text or "") for text in (one.name, one.manager, one.territory, one.segment)),
            ]
            for one in found[:_MOST]
        ]
        parts.append(Table(caption="The clients found", columns=columns, rows=rows))
    return Page(
        title="Find a client",
        about=asking.about(),
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[Link("House", asking.address.to("", client=None).url), Link("Find")],
        sections=[Section("", parts)],
    )


def matching(clients: Iterable[Client], wanted: str) -> list[Client]:
    """The clients whose code or name has every word, in any spelling; in order of their codes."""
    words = typed_plainly(wanted).split()

    def has(one: Client) -> bool:
        text = typed_plainly(f"{one.code} {one.name or ''}")
        return all(word in text for word in words)

    return sorted(filter(has, clients), key=lambda one: one.code)


def _count(wanted: str, count: int) -> str:
    if not wanted:
        return "Type a part of a code or a name above."
    if not count:
        return f"No client has '{wanted}' in its code or name; try a shorter part of it."
    more = f", of which the first {_MOST} are shown" if count > _MOST else ""
    return f"{count:,} {'client has' if count == 1 else 'clients have'} '{wanted}' in code or name{more}."
