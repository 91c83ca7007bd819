"""What belongs to no client: managers, products, plans, the calendar, and the envelope of every entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ledger.corrections import Mark, in_force, marks
from ledger.entry import Entry, entry_ids
from ledger.events import ManagerAppointed, ManagerLeft, PlanSet, ProductDescribed
from ledger.times import ends_month, month_text, shifted
from projections.framework.naming import Naming
from projections.history import Horizon, house_facts
from reporting.catalogue.client_facts import Moved, moved_by
from reporting.catalogue.facts import Row
from reporting.catalogue.house_facts import ENVELOPE, envelope, stated
from reporting.catalogue.shape import (
    day,
    exact,
    integer,
    moment,
    table,
    text,
    yes,
)

_NOBODY = "the house appointed nobody of that name"


MANAGERS = table(
    "managers",
    "dimensions",
    "Our people: those whom the house appointed, and every name in a column called manager.",
    "a spelling of a name",
    [
        text("name", "The name as it is written."),
        text("person", "The one spelling of this person's name, by which to group."),
        text("role", "The post.", _NOBODY),
        text("reports_to", "The person above.", "the house names none"),
        text("territory", "The territory of the post.", "the house names none"),
        day("from_day", "The first day of the post.", _NOBODY),
        day("left_on", "The first day without the person.", "the person is with us"),
    ],
    ["name"],
)


def managers(names: Iterable[str], house: Sequence[Entry], horizon: Horizon) -> Iterator[Row]:
    """The managers as of a day: those with a post by then, and others that are named.

    Args:
        names: that other tables name.
        house: the entries of the house.
        horizon: how far to look.
    """
    told = in_force(filter(horizon.knows, house))
    posts = sorted(
        (
            one.event
            for one in told
            if isinstance(one.event, ManagerAppointed | ManagerLeft) and one.event.from_ <= horizon.as_of
        ),
        key=lambda post: post.from_,
    )
    naming = Naming([(name, "") for name in names], house)
    newest: dict[str, ManagerAppointed] = {}
    left: dict[str, date] = {}
    for post in posts:
        key = naming.key(post.name)
        if isinstance(post, ManagerAppointed):
            newest[key] = post
            left.pop(key, None)
        else:
            left[key] = post.from_
    for name in sorted({*names, *(post.name for post in posts)}):
        key = naming.key(name)
        known = newest.get(key)
        card = (known.role, known.reports_to, known.territory, known.from_) if known else (None,) * 4
        yield (name, naming.name(key) or name, *card, left.get(key))


PRODUCTS = table(
    "products",
    "dimensions",
    "Our products: those that the house described, and every code in a column called product.",
    "a product",
    [
        text("product", "The product's code."),
        text("name", "The product's name.", "the house described none"),
        text("product_group", "The group of products that it belongs to.", "the house names none"),
        text("unit", "The unit that quantities count.", "the house names none"),
    ],
    ["product"],
)


def products(codes: Iterable[str], house: Iterable[Entry], horizon: Horizon) -> Iterator[Row]:
    """The products as described by a day, and others that are named."""
    described = {event.product: event for _, event in house_facts(house, ProductDescribed, horizon)}
    for code in sorted({*codes, *described}):
        one = described.get(code)
        yield (code, one.name, one.group, one.unit) if one else (code, None, None, None)


CALENDAR = table(
    "calendar",
    "dimensions",
    "The days of whole years, from that of the first fact to that of the day of the export.",
    "a day",
    [
        day("day", "The day."),
        integer("year", "Its year."),
        integer("quarter", "Its quarter, from 1."),
        integer("month", "Its month, from 1."),
        text("year_month", "Its year and month: 2026-03."),
        integer("iso_year", "The year of its week by ISO 8601."),
        integer("iso_week", "Its week by ISO 8601."),
        integer("weekday", "1 for Monday to 7 for Sunday."),
        yes("month_end", "Whether it is the last day of its month."),
    ],
    ["day"],
)


def calendar(first: date, last: date) -> Iterator[Row]:
    """The days of the years of two days."""
    one, end = date(first.year, 1, 1), date(last.year, 12, 31)
    while True:
        week = one.isocalendar()
        yield (
            *(one, one.year, (one.month + 2) // 3, one.month, month_text(one)),
            *(week.year, week.week, week.weekday, ends_month(one)),
        )
        if one == end:
            return
        one = shifted(one, 1)


PLANS = table(
    "plans",
    "facts",
    "Targets of managers. Of several for one manager, period and metric the newest counts.",
    "a target",
    [
        *ENVELOPE,
        text("manager", "The manager's name."),
        day("period_start", "The first day of the period."),
        day("period_end", "The last day of the period."),
        text("metric", "What the target counts."),
        exact("target", "The figure to reach.", unit="metric"),
        text("currency", "The currency of the target.", "the metric is no amount of money"),
    ],
    ["position"],
)


def plans(entries: Iterable[Entry], horizon: Horizon) -> Iterator[Row]:
    """The plans in force.

    Args:
        entries: plans and corrections, in order of position; others are ignored.
        horizon: how far to look.
    """
    for entry, moved in stated(entries, horizon, PlanSet):
        yield _plan(entry, entry.event, moved)  # type: ignore[arg-type]


def _plan(entry: Entry, plan: PlanSet, moved: Moved) -> Row:
    start, _, end = plan.period.partition("..")
    return (
        *(*envelope(entry, moved), plan.manager),
        *(date.fromisoformat(start), date.fromisoformat(end), plan.metric, plan.target, plan.currency),
    )


ENTRIES = table(
    "entries",
    "facts",
    "The envelope of every entry that the ledger knew, whatever day it is about. To keep a copy, delete the rows of "
    "other tables whose entry has a higher changed_position than the last load, and load such rows again.",
    "an entry",
    [
        integer("position", "The position of the entry in the ledger."),
        integer(
            "changed_position", "The position of the newest entry that voids or corrects it, or its own."
        ),
        text("client", "The client's code.", "it belongs to a manager or to the house"),
        integer("version", "The number of the entry in its stream, from 1."),
        text("entry_id", "Its id, which is the same in every ledger."),
        text("kind", "The kind of event."),
        day("occurred_on", "The day on which it happened, as it was recorded."),
        moment("occurred_at", "When it happened, as it was recorded."),
        moment("recorded_at", "When the ledger learnt of it."),
        text("actor", "Who recorded it."),
        text("on_behalf_of", "For whom.", "for nobody else"),
        text("entry_key", "Its key, by which it is recorded once.", "it has none"),
        text("causation", "The id of the entry that led to it.", "it names none"),
        text("source", "The file and row where it was read.", "it was recorded by hand or by a program"),
        integer("voided_by", "The position of the entry that voids it.", "it is in force"),
        integer("corrected_by", "The position of the entry that corrects it.", "it is as it was recorded"),
    ],
    ["position"],
)


def envelopes(stream: Sequence[Entry]) -> Iterator[Row]:
    """The rows of the entries of one stream, all that are known in order of version."""
    moved, found, unmarked = moved_by(stream), marks(stream), Mark[Entry]()
    id_of = entry_ids(stream[0].stream) if stream else str
    for entry in stream:
        mark = found.get(entry.version, unmarked)
        yield (
            *(entry.position, moved.of(entry), entry.client, entry.version, id_of(entry.version), entry.kind),
            *(entry.on, entry.occurred_at, entry.recorded_at, entry.actor, entry.on_behalf_of),
            *(entry.key, entry.causation, entry.source),
            mark.voided_by.position if mark.voided_by else None,
            mark.corrected_by.position if mark.corrected_by else None,
        )


STATUS = table(
    "export_status",
    "dimensions",
    "What the export depends on: rows differ only where one of these does.",
    "the export",
    [
        integer("position", "The position of the newest entry that was known."),
        day("as_of", "The day: what had happened by its end."),
        moment("known_at", "The moment by which the entries were recorded.", "the ledger is empty"),
        text("policy", "The version of the policy in force on that day."),
        integer("schema_version", "The version of these tables."),
    ],
    ["schema_version"],
)
