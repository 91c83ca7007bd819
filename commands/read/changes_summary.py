"""What changed for the house: the summary that comes before any list of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Final

from commands.ui.differences import in_coins
from commands.ui.printing import clean
from commands.ui.tables import Column, currency_text, render, terminal_width
from ledger.text import counted
from projections.framework.registry import ALL

if TYPE_CHECKING:
    from projections.framework.changing import Changes
    from projections.framework.moves import Mover, Step

_MOST: Final = 5
"""The clients of each view that moved most."""


def summary(found: Changes) -> Iterator[str]:
    """The lines: the sums of the house, the bands that changed, and the clients that moved most."""
    from projections.framework.moves import Leading

    ends = found.first, found.last
    views = [Leading(ends, view) for view in found.views if ALL[view].showing.leading]
    if sums := [one for view in views for one in view.sums()]:
        yield from _moves("Together", sums, ("VIEW", "CUR", "FIGURE"))
    if changed := [one for view in views for one in view.steps()]:
        yield from _steps(changed)
    movers = [one for view in views for one in islice(filter(_moved, view.movers()), _MOST)]
    if movers:
        yield from _moves("Moved most", movers, ("CLIENT", "NAME", "VIEW", "CUR", "FIGURE"))
    yield (
        f"{counted(len(found.changes), 'figure')} changed, of {found.changed:,} out of "
        f"{counted(found.clients, 'client')}. Name a view or a client for its figures and entries, "
        "or ask for --format csv."
    )


def _moved(one: Mover) -> bool:
    return bool(one.change)


def _moves(title: str, moves: Sequence[Mover], about: Sequence[str]) -> Iterator[str]:
    columns = [
        *(Column(name, least=12 if name == "NAME" else 0) for name in about),
        *(Column(name, "right") for name in ("FROM", "TO", "CHANGE")),
    ]
    yield f"{title}:"
    yield from render(columns, (_cells(one, about) for one in moves), room=terminal_width())
    yield ""


def _cells(one: Mover, about: Sequence[str]) -> list[str]:
    texts = {
        "CLIENT": clean(one.client or ""),
        "NAME": clean(one.name or ""),
        "VIEW": one.view,
        "CUR": currency_text(one.currency),
        "FIGURE": one.figure,
    }
    money = one.currency or None
    return [
        *(texts[name] for name in about),
        _text(one.first, money),
        _text(one.last, money),
        _text(one.change, money, "+"),
    ]


def _text(number: Decimal | None, currency: str | None, sign: str = "") -> str:
    return "-" if number is None else f"{in_coins(number, currency):{sign},f}"


def _steps(changed: Sequence[Step]) -> Iterator[str]:
    columns = [
        *map(Column, ("VIEW", "FIGURE", "FROM", "TO")),
        Column("CLIENTS", "right"),
        Column("WHO", least=16),
    ]
    rows = (
        [one.view, one.figure, one.first or "-", one.last or "-", f"{len(one.clients):,}", clean(", ".join(one.clients))]
        for one in changed
    )  # fmt: skip
    yield "Bands, states and tiers:"
    yield from render(columns, rows, room=terminal_width())
    yield ""
