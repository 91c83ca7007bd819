"""Writes the tables of a generation, within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from projections.policy import Timetable, UnreadablePolicy
from projections.stored.generations import Views
from projections.stored.making import ClientRows, Past, month_ends
from projections.stored.tables import DIRECTORY, FOREVER, KNOWN, RELATIONS, RULES, Cells, Relation, text_of


def write(views: Views, made: Sequence[ClientRows], *, fresh: bool = False) -> None:
    """Replace all rows of clients; if they are ``fresh``, there is nothing to replace."""
    if not fresh:
        delete(views, ("known", *RELATIONS), "client = ?", [(one.client,) for one in made])
    insert(views, "known", [(*map(text_of, one[: len(KNOWN)]),) for one in made])
    for name, relation in RELATIONS.items():
        rows = [row for one in made for row in one.rows[name]]
        insert(views, name, relation.stored(views.engine, rows))


def delete(views: Views, tables: Iterable[str], where: str, values: Sequence[Sequence[Any]]) -> None:
    """Delete rows of tables, for each of some values."""
    for name in tables:
        statement = f"DELETE FROM {views.generation.table(name)} WHERE {where}"  # noqa: S608 - our own names
        views.database.execute_many(views.cursor, statement, values)


def insert(views: Views, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows into a table."""
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        statement = f"INSERT INTO {views.generation.table(table)} VALUES ({marks})"  # noqa: S608 - our own names
        views.database.execute_many(views.cursor, statement, rows)


def write_policies(views: Views, policies: Timetable) -> None:
    """Replace the tables of the house: the policies with their days, and what views need of each."""
    for name, rows in rows_of_policies(policies).items():
        views.database.execute(views.cursor, f"DELETE FROM {views.generation.table(name)}")  # noqa: S608 - our own names
        insert(views, name, rows)


def rows_of_policies(policies: Timetable) -> dict[str, list[Cells]]:
    """The rows of the tables of the house by table."""
    steps = policies.changes
    ends = [*(day.isoformat() for day, _ in steps[1:]), FOREVER]
    found: dict[str, list[Cells]] = {"policies": [], **{rules.name: [] for rules in RULES}}
    for number, ((day, policy), end) in enumerate(zip(steps, ends, strict=True)):
        if isinstance(policy, UnreadablePolicy):
            found["policies"].append((number, day.isoformat(), end, None, str(policy)))
            continue
        found["policies"].append((number, day.isoformat(), end, policy.version, None))
        for rules in RULES:
            found[rules.name] += [(number, *map(text_of, row)) for row in rules.of(policy)]
    return found


def write_calendar(views: Views) -> None:
    """Add the month-ends from the first day of any client to today."""
    _, due = calendar_of(views)
    known = {str(day) for (day,) in views.select(["as_of"], "calendar")} if due else set()
    insert(views, "calendar", [(day,) for day in due if day not in known])


def calendar_of(views: Views) -> tuple[str | None, list[str]]:
    """The first day of any client, and the month-ends from then to today if they are kept."""
    ((first,),) = views.select(["min(since)"], "known")
    if first is None:
        return None, []
    start, months = str(first), views.generation.months
    ends = month_ends(date.fromisoformat(start), views.generation.as_of) if months else ()
    return start, [day.isoformat() for day in ends]


def pasts_of(views: Views, client: str, tables: Iterable[Relation]) -> dict[str, Past]:
    """The stored spans of a client by table."""
    found = {}
    for relation in tables:
        names, layout = ["valid_from", "valid_to", *relation.layout.names], relation.layout
        head = (client,) if relation == DIRECTORY else ()
        rows = views.select(names, relation.name, "WHERE client = ?", (client,))
        found[relation.name] = Past(
            [(str(start), str(end), layout.row(*head, *layout.read(cells))) for start, end, *cells in rows]
        )
    return found
