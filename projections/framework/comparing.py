"""What another policy would change: every figure that differs between two answers about the same facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any, NamedTuple

from ledger.entry import Entry
from projections.framework.answer import plain_values
from projections.framework.answering import ask_all
from projections.framework.filters import ANY, Filter
from projections.framework.lists import Figures
from projections.framework.registry import ALL, REGISTER, AnyView
from projections.history import History, Horizon, remembered
from projections.policy import Policy

_ABOUT = ("client", "name", "currency")


class Difference(NamedTuple):
    """A figure that differs under the other policy.

    Attributes:
        view: or the list made of one: "reminders", "exposure".
        currency: of the row's money; None if the view has none.
        document: with its instalment; None if the figure is about a client.
        figure: its name in the view's table: "score", "overdue 1-30".
        now: under the policy in force; None if it is unknown, or not a figure of that policy.
        then: the same under the other policy.
        change: then less now, if they are numbers; None counts as zero.
    """

    client: str
    name: str | None
    view: str
    currency: str | None
    document: str | None
    figure: str
    now: Any
    then: Any
    change: Decimal | float | None

    def as_json(self) -> dict[str, Any]:
        """The difference as a flat JSON object; amounts are text."""
        return plain_values(self._asdict())


@dataclass(frozen=True, slots=True)
class Comparison:
    """What another policy would change, with everything that the result depends on.

    Attributes:
        policy: the version of the policy in force.
        other: the version of the one that was tried.
        position: the last entry of the ledger that was read.
        clients: how many clients, or groups, were compared.
        changed: how many of them have a figure that differs.
        compared: the views and lists that were compared.
        differences: by client, then in the order of views and of their columns.
    """

    as_of: date
    known_at: datetime | None
    policy: str
    other: str
    position: int
    clients: int
    changed: int
    compared: tuple[str, ...]
    differences: list[Difference]

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return plain_values(values | {"differences": [one._asdict() for one in self.differences]})


def compare(
    entries: Iterable[Entry] | History,
    horizon: Horizon,
    other: Policy,
    where: Filter = ANY,
    period: tuple[date, date] | None = None,
) -> Comparison:
    """The figures of every view, and of every list made of one, that another policy would change.

    The facts are folded once, since states do not depend on a policy. Only measures need the facts before
    their period too; they are left out if they cannot differ.

    Args:
        entries: of a ledger.
        horizon: how far both answers look.
        other: the policy to compare with the one in force.
        where: which clients.
        period: that ends on the day, whose measures of collection are compared; None: without measures.

    Raises:
        UnknownChoice: no client matches the filter.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    history = entries if callable(entries) else remembered(entries)
    found: list[Difference] = []
    owners: dict[str, str] = {}
    version = ""
    views = [view for view in ALL.values() if view.policy]
    for view, (now, then) in zip(views, ask_all(views, history, horizon, (None, other), where), strict=True):
        version = now.policy
        owners |= {
            client.code: holder.code for holder in now.holders if holder.shown for client, _ in holder.members
        }
        found += differing(
            *(map(figures_of, repeat(view.name), one.table()) for one in (now, then)), lone_texts=False
        )
        if lists := REGISTER[view.name].lists:
            found += differing(*lists.figures(history, now, then, period), lone_texts=False)
    found.sort(key=lambda difference: difference.client)
    return Comparison(
        as_of=horizon.as_of,
        known_at=horizon.known_at,
        policy=version,
        other=other.version,
        position=horizon.position,
        clients=len(set(owners.values())),
        changed=len({owners.get(one.client, one.client) for one in found}),
        compared=tuple(_compared(views, measured=period is not None)),
        differences=found,
    )


def _compared(views: Iterable[AnyView], *, measured: bool) -> Iterator[str]:
    """The views, then the lists made of them, then the measures of a period."""
    views = list(views)
    lists = [lists for view in views if (lists := REGISTER[view.name].lists)]
    yield from (view.name for view in views)
    yield from (name for one in lists for name in one.names)
    yield from (one.measures for one in lists if measured and one.measures)


def figures_of(view: str, row: Mapping[str, Any]) -> Figures:
    """The figures of a flat row of a view; a personal field is none, since nobody notes who compares."""
    about = {name: one.column for name, one in ALL[view].fields.items()}
    keys = [name for name, column in about.items() if column.key and name not in _ABOUT]
    no_figures = {*_ABOUT, *keys, *(name for name, column in about.items() if column.personal)}
    values = {name: value for name, value in row.items() if name not in no_figures}
    document = " ".join(str(row[key]) for key in keys if row[key] is not None) or None
    return Figures(view, row["client"], row["name"], row.get("currency", ""), document, values)


def differing(now: Iterable[Figures], then: Iterable[Figures], *, lone_texts: bool) -> Iterator[Difference]:
    """The figures that differ, in the order of both lists.

    Args:
        now: the figures of one answer.
        then: those of the other.
        lone_texts: list texts and days of a row that only one answer has, too. Between two days they are
            news; between two policies they only say what the row is about.
    """
    before, after = _by_what(now), _by_what(then)
    for key in sorted({**before, **after}):
        about = before.get(key) or after[key]
        one, two = (side[key].values if key in side else {} for side in (before, after))
        numbers_only = not lone_texts and not (key in before and key in after)
        for figure in dict.fromkeys([*one, *two]):
            old, new = one.get(figure), two.get(figure)
            if (old or None) != (new or None) and not (numbers_only and isinstance(old or new, str | date)):
                yield Difference(
                    client=about.client,
                    name=about.name,
                    view=about.view,
                    currency=about.currency or None,
                    document=about.document,
                    figure=figure,
                    now=old,
                    then=new,
                    change=_less(new, old),
                )


def _by_what(figures: Iterable[Figures]) -> dict[tuple[str, int, str, str], Figures]:
    """Figures by client, list, currency and document."""
    order = [*_compared(ALL.values(), measured=True)]
    return {(one.client, order.index(one.view), one.currency, one.document or ""): one for one in figures}


def _less(new: object, old: object) -> Decimal | float | None:
    """The difference of two numbers, in which None counts as zero; text has no difference."""
    match new, old:
        case (Decimal() | None, Decimal() | None):
            return (new or Decimal(0)) - (old or Decimal(0))
        case (int() | float() | None, int() | float() | None):
            return round((new or 0) - (old or 0), 2)  # no view has more than two decimals that are not exact
    return None
