"""The timeline of a client: everything that happened, the newest first, or only what is of one kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from commands.web.page_questions import Asking, titled
from commands.web.tables import pages_of, plain, told_column
from ledger.events import KINDS
from reporting.web import BadAddress, Cell, Link, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from goodwill.chronicle import Chronicle
    from ledger import Entry
    from ledger.corrections import Mark

_ROWS: Final = 100
_SHOWN: Final = ("ON", "KIND", "WHAT", "BY", "RECORDED", "POSITION")
"""The columns, with what a reader asks about first."""
_POSITION, _ON, _WHAT = 0, 1, -1
"""Where columns of a history stand."""


def page(asking: Asking) -> Page:
    """The page of the client that the address names, from the row that it names on.

    Raises:
        BadAddress: it names no client.
        UnknownChoice, UnknownKind: there is no such client, or kind.
    """
    from goodwill.entries import known_client

    if asking.address.client is None:
        raise BadAddress("a timeline is a client's", "give its code, such as client=ACME")
    code = known_client(asking.ledger, asking.address.client, asking.horizon.known_at)
    address = asking.address = asking.address.but(client=code)
    found = told(asking, code, address.kind)
    first = min(address.after, max(len(found.entries) - 1, 0))
    tables = [found.table(asking, first, first + _ROWS)]
    return Page(
        title=f"What happened with {code}",
        lead="Each entry with what corrects it, the newest first.",
        about=asking.about(),
        address=address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[
            Link("House", address.to("", client=None).url),
            Link(code, asking.client(code)),
            Link("Timeline"),
        ],
        tabs=_tabs(asking, found),
        sections=[Section("", tables)],
    )


def _tabs(asking: Asking, found: ClientTimeline) -> list[Link]:
    """Links to the timelines of the groups of kinds that the client had up to the day."""
    address, now = asking.address.but(after=0), asking.address.kind
    named = [(f"{one}.*" if f"{one}.{one}" not in KINDS else one, titled(one)) for one in found.groups]
    return [
        Link("Everything", address.but(kind=None).url, now is None),
        *(Link(title, address.but(kind=kind).url, now == kind) for kind, title in named),
    ]


class ClientTimeline:
    """The entries of a client in the order in which they happened, the newest first.

    Args:
        chronicle: all of them.
        kinds: the only kinds that are wanted; none: every kind.

    Attributes:
        groups: the groups of kinds of all of them, sorted.
    """

    def __init__(self, chronicle: Chronicle, kinds: Collection[str] = ()) -> None:
        self._chronicle = chronicle
        everything = [*chronicle][::-1]
        self.groups = sorted({entry.kind.partition(".")[0] for entry, _ in everything})
        self.entries: Sequence[tuple[Entry, Mark[Entry]]] = [
            one for one in everything if not kinds or one[0].kind in kinds
        ]

    def table(self, asking: Asking, first: int, last: int, *, paged: bool = True) -> Part:
        """Some of them, from one number to another, with links to the others if the table is ``paged``."""
        from commands.read.history_table import COLUMNS

        if not self.entries:
            return Text("Nothing of that kind happened up to the day.")
        titles = [column.title for column in COLUMNS]
        shown = [titles.index(title) for title in _SHOWN]
        rows = [self._row(asking, one, shown) for one in islice(self.entries, first, last)]
        return Table(
            caption=f"{len(rows)} of {len(self.entries):,} entries",
            columns=[told_column(COLUMNS[at]) for at in shown],
            rows=rows,
            pages=pages_of(asking, (first, last), len(self.entries), _ROWS) if paged else (),
        )

    def _row(self, asking: Asking, one: tuple[Entry, Mark[Entry]], shown: Iterable[int]) -> list[Cell]:
        from commands.read.history_table import row_of

        entry, mark = one
        cells = [plain(cell) for cell in row_of(self._chronicle, entry, mark, asking.when)]
        cells[_ON] = cells[_ON]._replace(text=entry.on.isoformat())  # the page of the entry has the hour
        for at in (_POSITION, _ON):
            cells[at] = cells[at]._replace(href=asking.entry(entry.position))
        if asking.hides(entry.event):
            cells[_WHAT] = Cell("not shown", faint=True)
        return [cells[at] for at in shown]


def told(asking: Asking, code: str, kind: str | None = None) -> ClientTimeline:
    """What happened with a client up to the day, or only what is of a kind."""
    from goodwill.chronicle import Chronicle, expanded

    kinds = frozenset(expanded((kind,) if kind else ()))
    return ClientTimeline(Chronicle(asking.ledger, code, (), by_time=True, **asking.seen), kinds)
