"""What the tables of a generation hold: rows of clients, policies and the calendar, read and written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from ledger.times import month_ends
from projections.policy import Timetable, UnreadablePolicy
from projections.stored.generation import Views
from projections.stored.making.client_rows import ClientRows, Stored
from projections.stored.making.written_rows import Rows
from projections.stored.tables.every import RELATIONS, RULES
from projections.stored.tables.layout import Cells, DayNumber, cell_of, day_of
from projections.stored.tables.relations import FOREVER, KNOWN, Relation

_WITH_ENDS = [one for one in RELATIONS.values() if one.spans or one.months]


def write(views: Views, made: Sequence[ClientRows], *, fresh: bool = False) -> None:
    """Replace the rows of clients; if they are ``fresh``, there is nothing to replace."""
    if not fresh:
        views.delete(["known"], "client = ?", [(one.client,) for one in made])
        views.delete(RELATIONS, "client = ?", [(one.client,) for one in made if one.kept is None])
    views.insert("known", [(*map(cell_of, one[: len(KNOWN)]),) for one in made])
    for name, relation in RELATIONS.items():
        rows = [row for one in made for row in _replaced(views, relation, one)]
        views.insert(name, relation.stored(views.engine, rows))


def _replaced(views: Views, relation: Relation, made: ClientRows) -> Sequence[Cells]:
    """The rows of a client to insert, after those are deleted that are not among the ones made again."""
    rows, kept = made.rows[relation.name], made.kept
    if kept is None or kept.day == date.max:
        return rows
    if relation.months:
        views.delete([relation.name], "client = ? AND until >= ?", [(made.client, kept.day.toordinal())])
        return rows
    if not relation.spans:
        views.delete([relation.name], "client = ?", [(made.client,)])
        return rows
    before, now = set(kept.rows[relation.name]), set(rows)
    gone = [*map(relation.key_of, before - now)]
    views.delete([relation.name], " AND ".join(f"{name} = ?" for name in relation.key), gone)
    return [*(now - before)]


def stored_of(views: Views, client: str) -> Stored | None:
    """What is stored of a client; None if nothing is, or it could not be folded."""
    names = ["position", "since", "figures", "shown"]
    where = "WHERE client = ? AND fault IS NULL AND since IS NOT NULL"
    for position, *days in views.select(names, "known", where, (client,)):
        since, figures, shown = (day and day_of(day) for day in days)
        return Stored(position, since, figures, shown, partial(rows_from, views, client))
    return None


def rows_from(views: Views, client: str, day: date, tables: Iterable[Relation] = _WITH_ENDS) -> Rows:
    """The rows of spans and of month-ends of a client that hold on a day or end later, by table."""
    found = {}
    for relation in tables:
        where = f"WHERE client = ? AND {'until' if relation.months else 'valid_to'} >= ?"
        found[relation.name] = views.select(relation.names, relation.name, where, (client, day.toordinal()))
    if views.engine == "sqlite":  # it gives back what was written
        return found
    return {name: [(*map(cell_of, row),) for row in rows] for name, rows in found.items()}


def write_policies(views: Views, policies: Timetable) -> None:
    """Replace the tables of the house: the policies with their days, and what views need of each."""
    for name, rows in rows_of_policies(policies).items():
        views.delete([name])
        views.insert(name, rows)


def rows_of_policies(policies: Timetable) -> dict[str, list[Cells]]:
    """The rows of the tables of the house by table."""
    steps = policies.changes
    ends = [*(day.toordinal() for day, _ in steps[1:]), FOREVER]
    found: dict[str, list[Cells]] = {"policies": [], **{rules.name: [] for rules in RULES}}
    for number, ((day, policy), end) in enumerate(zip(steps, ends, strict=True)):
        if isinstance(policy, UnreadablePolicy):
            found["policies"].append((number, day.toordinal(), end, None, str(policy)))
            continue
        found["policies"].append((number, day.toordinal(), end, policy.version, None))
        for rules in RULES:
            found[rules.name] += [(number, *map(cell_of, row)) for row in rules.of(policy)]
    return found


def write_calendar(views: Views) -> None:
    """Let the calendar hold the month-ends from the first day with figures to today."""
    due = calendar_of(views)
    known = {day for (day,) in views.select(["as_of"], "calendar")}
    views.delete(["calendar"], "as_of = ?", [(day,) for day in known.difference(due)])
    views.insert("calendar", [(day,) for day in due if day not in known])


def calendar_of(views: Views) -> list[DayNumber]:
    """The month-ends from the first day with figures of any client to today, if they are kept."""
    ((first,),) = views.select(["min(figures)"], "known")
    if first is None or not views.generation.months:
        return []
    return [day.toordinal() for day in month_ends(day_of(first), views.generation.as_of)]
