"""The page of a figure: the entries behind it, each with what it adds, which sum to the figure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

import goodwill
from commands.web.page_questions import Asking, titled
from commands.web.tables import plain, told, told_column
from projections import Move, UnknownDocument
from projections.framework.registry import ALL, REGISTER
from reporting.web import BadAddress, Cell, Link, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from commands.ui.tables import Row
    from ledger.events import AnyEvent
    from projections import Explanation

_SUMS: Final = "The entries behind the figures, each with what it adds."
_MOVED: Final = (
    "The entries that moved the figures from the end of {} to the end of {}; they sum to the change."
)
_CLIENT, _ENTRY, _FIGURES, _WHAT = 1, 2, (5, 6), 8
"""Where columns of an explanation stand."""


def page(asking: Asking) -> Page:
    """The page of what the address asks about.

    Raises:
        BadAddress: it names no view, or no client.
        UnknownChoice: there is no such client.
    """
    view, client, document = asking.address.view, asking.address.client, asking.address.document
    if view is None or view not in REGISTER or client is None:
        raise BadAddress(
            "a figure is explained of a view and a client", "give both, such as view=receivables&client=ACME"
        )
    found, parts = _explained(asking, view, client, document)
    what = f"{titled(view)} of {found.client}" + (f", {found.document}" if found.document else "")
    moved, lead = isinstance(found, Move), _SUMS
    if not isinstance(found, Move) and found.period:
        lead += " From {} to {}.".format(*found.period)
    return Page(
        title=f"What moved {what[:1].lower()}{what[1:]}" if moved else what,
        lead=_MOVED.format(found.since, found.until) if isinstance(found, Move) else lead,
        about=f"{asking.about()}, policy {found.policy}",
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[Link("House", asking.address.to("", client=None).url), *_above(asking, found), Link("Why")],
        sections=[Section("", [*parts, *_parts(asking, found)])],
    )


def _explained(
    asking: Asking, view: str, client: str, document: str | None
) -> tuple[Explanation | Move, list[Part]]:
    """What the address asks to explain, and what a reader has to know before."""
    since, horizon, group = asking.address.since, asking.horizon, asking.address.group
    if since is not None:
        moved = partial(goodwill.explain_change, asking.ledger, view, client, document=document, group=group)
        until, known_at = horizon.as_of, horizon.known_at
        return moved(since=since, until=until, known_at=known_at, policy=asking.policy), []
    begins = asking.address.begins
    explained = partial(
        goodwill.explain,
        asking.ledger,
        view,
        client,
        group=group,
        policy=asking.policy,
        period=(begins, horizon.as_of) if begins else None,
    )
    try:
        return explained(document=document, **asking.seen), []
    except UnknownDocument:
        found = explained(**asking.seen)
        alone = f"No entry counts for {document} alone; here is what counts for {found.client}."
        return found, [Text(alone, caution=True)]


def _above(asking: Asking, found: Explanation | Move) -> list[Link]:
    """The pages of whom and of what the figures are."""
    if found.subject == "manager":
        return [Link(titled(found.view), asking.address.to(found.view, manager=found.client).url)]
    rows = asking.address.to(found.view, client=found.client).url
    return [Link(found.client, asking.client(found.client)), Link(titled(found.view), rows)]


def _parts(asking: Asking, found: Explanation | Move) -> list[Part]:
    from commands.read.explain_table import moved_sums, moving_rows, notes_of, rows_of, sums_of
    from goodwill.currencies import Currencies

    if not found.lines and isinstance(found, Move):
        return [Text(f"Nothing moved it between {found.since} and {found.until}.")]
    if not found.lines:
        return [Text(ALL[found.view].explaining.nothing.format(client=found.client))]
    shown = asking.when, Currencies(asking.ledger, found.position)
    texts = moving_rows(found, *shown) if isinstance(found, Move) else rows_of(found, *shown)
    sums = moved_sums(found) if isinstance(found, Move) else sums_of(found)
    events = {line.entry.position: line.entry.event for line in found.lines}
    rows = [_linked(asking, found, row, events) for row in texts]
    below = [_to_rows(asking, found, [plain(cell) for cell in row]) for row in sums]
    return [_table(found, rows, below), *map(told, notes_of(found))]


def _linked(
    asking: Asking, found: Explanation | Move, row: Row, events: Mapping[int, AnyEvent]
) -> list[Cell]:
    """The cells of a line, with links to its entry and its client; a line without an entry has none."""
    cells = [plain(cell) for cell in row]
    if not cells[_ENTRY].text:
        return _to_rows(asking, found, cells)
    event = events[int(cells[_ENTRY].text)]
    entry = asking.entry(int(cells[_ENTRY].text))
    cells[_CLIENT] = cells[_CLIENT]._replace(href=asking.client(cells[_CLIENT].text))
    for at in (_ENTRY, *_FIGURES):
        cells[at] = cells[at]._replace(href=entry)
    if asking.hides(event):
        cells[_WHAT] = Cell("not shown", faint=True)
    return cells


def _to_rows(asking: Asking, found: Explanation | Move, cells: list[Cell]) -> list[Cell]:
    """The cells of a figure, which lead to the row that has it."""
    rows = _above(asking, found)[-1].href
    return [
        cell._replace(href=rows) if at in _FIGURES and cell.text else cell for at, cell in enumerate(cells)
    ]


def _table(found: Explanation | Move, rows: list[list[Cell]], sums: list[list[Cell]]) -> Table:
    from commands.read.explain_table import COLUMNS

    shown = [at for at in range(len(COLUMNS)) if at != _CLIENT or len(found.companies) > 1]
    return Table(
        caption=f"Entries behind {found.view} of {found.client}",
        columns=[told_column(COLUMNS[at]) for at in shown],
        rows=[[row[at] for at in shown] for row in rows],
        sums=[[row[at] for at in shown] for row in sums],
    )
