"""The page of a figure: the entries behind it, each with what it adds, which sum to the figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import goodwill
from commands.web.asking import Asking, titled
from commands.web.tables import plain
from projections import UnknownDocument
from projections.framework.registry import ALL, NAMED
from reporting.web import BadAddress, Cell, Column, Link, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from commands.ui.tables import Row
    from ledger.events import AnyEvent
    from projections import Explanation

_CLIENT, _ENTRY, _WHAT = 1, 2, 8
"""Where columns of an explanation stand."""


def page(asking: Asking) -> Page:
    """The page of what the address asks about.

    Raises:
        BadAddress: it names no view, or no client.
        UnknownChoice: there is no such client.
    """
    view, client, document = asking.address.view, asking.address.client, asking.address.document
    if view is None or view not in NAMED or client is None:
        raise BadAddress(
            "a figure is explained of a view and a client; give both, such as view=receivables&client=ACME"
        )
    explained = partial(
        goodwill.explain, asking.ledger, view, client, group=asking.address.group, policy=asking.policy
    )
    parts: list[Part] = []
    try:
        found = explained(document=document, **asking.seen)
    except UnknownDocument:
        found = explained(**asking.seen)
        parts = [
            Text(
                f"No entry counts for {document} alone; here is what counts for {found.client}.", caution=True
            )
        ]
    return Page(
        title=f"{titled(view)} of {found.client}" + (f", {found.document}" if found.document else ""),
        lead="The entries behind the figures, each with what it adds.",
        about=f"{asking.about()}, policy {found.policy}",
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[Link("House", asking.address.to("", client=None).url), *_above(asking, found), Link("Why")],
        sections=[Section("", [*parts, *_parts(asking, found)])],
    )


def _above(asking: Asking, found: Explanation) -> list[Link]:
    """The pages of whom and of what the figures are."""
    if found.subject == "manager":
        return [Link(titled(found.view), asking.address.to(found.view, manager=found.client).url)]
    rows = asking.address.to(found.view, client=found.client).url
    return [Link(found.client, asking.client(found.client)), Link(titled(found.view), rows)]


def _parts(asking: Asking, found: Explanation) -> list[Part]:
    from commands.read.explain_table import notes_of, rows_of, sums_of

    if not found.lines:
        return [Text(ALL[found.view].explaining.nothing.format(client=found.client))]
    lines = zip(rows_of(found, asking.when), found.lines, strict=True)
    rows = [_linked(asking, row, line.entry.event) for row, line in lines]
    sums = [[plain(cell) for cell in row] for row in sums_of(found)]
    return [_table(found, rows, sums), *map(Text, notes_of(found))]


def _linked(asking: Asking, row: Row, event: AnyEvent) -> list[Cell]:
    """The cells of a line, with links to its entry and its client."""
    cells = [plain(cell) for cell in row]
    entry = asking.entry(int(cells[_ENTRY].text))
    cells[_CLIENT] = cells[_CLIENT]._replace(href=asking.client(cells[_CLIENT].text))
    cells[_ENTRY] = cells[_ENTRY]._replace(href=entry)
    if asking.hides(event):
        cells[_WHAT] = Cell("not shown", faint=True)
    return cells


def _table(found: Explanation, rows: list[list[Cell]], sums: list[list[Cell]]) -> Table:
    from commands.read.explain_table import COLUMNS

    shown = [at for at in range(len(COLUMNS)) if at != _CLIENT or len(found.companies) > 1]
    return Table(
        caption=f"Entries behind {found.view} of {found.client}",
        columns=[
            Column(COLUMNS[at].title.capitalize(), COLUMNS[at].align == "right", bool(COLUMNS[at].least))
            for at in shown
        ],
        rows=[[row[at] for at in shown] for row in rows],
        sums=[[row[at] for at in shown] for row in sums],
    )
