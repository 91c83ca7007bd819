"""The page of an entry: what it says, what corrects it, and what rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.web.listings import NOT_SHOWN
from commands.web.page_questions import Asking
from reporting.web import BadAddress, Cell, Column, Facts, Link, Page, Part, Section, Table, Text

if TYPE_CHECKING:
    from goodwill.currencies import Currencies
    from goodwill.entries import Whole
    from ledger import Entry


def page(asking: Asking) -> Page:
    """The page of the entry that the address names, as it was known at the moment asked.

    Raises:
        BadAddress: it names none.
        UnknownEntry: there is no such entry, or there was none then.
    """
    from goodwill.entries import show

    if asking.address.entry is None:
        raise BadAddress("an entry is named by its position", "give it, such as entry=12")
    found = show(asking.ledger, str(asking.address.entry), known_at=asking.horizon.known_at)
    client = found.entry.client
    return Page(
        title=f"Entry {found.entry.position:,}: {found.entry.kind}",
        lead="As it stands, with what was corrected." if found.in_force else "It was voided.",
        about=asking.about(),
        address=asking.address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[
            Link("House", asking.address.to("", client=None).url),
            *([Link(client, asking.client(client))] if client else []),
            Link(f"Entry {found.entry.position:,}"),
        ],
        sections=_sections(asking, found),
    )


def _sections(asking: Asking, found: Whole) -> list[Section]:
    from commands.read.show import pairs_of
    from goodwill.currencies import Currencies

    currencies = Currencies(asking.ledger)
    envelope, fields = pairs_of(found, asking.when, currencies.of(found.entry))
    told: Part = Text(NOT_SHOWN) if asking.hides(found.entry.event) else _table("Fields of the entry", fields)
    sections = [Section("", [_table("Envelope of the entry", envelope)]), Section("Fields", [told])]
    for title, entries in (("Corrections", found.corrections), ("Rests on it", found.dependents)):
        if entries:
            sections.append(Section(title, [Facts([*_lines(asking, entries, found, currencies)])]))
    return sections


def _table(caption: str, pairs: list[tuple[str, str]]) -> Table:
    columns = [Column("Name"), Column("Value", wraps=True)]
    rows = [[Cell(name.replace("_", " ")), Cell(text)] for name, text in pairs]
    return Table(caption=caption, columns=columns, rows=rows)


def _lines(
    asking: Asking, entries: list[Entry], found: Whole, currencies: Currencies
) -> list[tuple[str, Cell]]:
    """Each of some entries in a line, with a link to its page."""
    from commands.read.show import told_of

    return [
        (
            f"entry {one.position:,}",
            Cell(
                one.kind if asking.hides(one.event) else told_of(one, found, asking.when, currencies),
                asking.entry(one.position),
            ),
        )
        for one in entries
    ]
