"""The SQL views of a generation: rows of today and of month-ends, made of spans joined with their days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from ledger.money import CURRENCIES
from projections.framework import clients
from projections.framework.columns import Column
from projections.framework.registry import views_with_rows
from projections.stored.generation import Generation
from projections.stored.tables.every import TABLES
from projections.stored.tables.layout import MONTHLY, NAMED_BY_DIRECTORY, SqlColumn, SqlTable
from projections.stored.tables.relations import DIRECTORY, TYPES, select_of

# ruff: noqa: S608 - all names in these statements are our own

SHOWN_TYPES: Final = {
    "sqlite": TYPES["sqlite"] | {"day": "TEXT"},
    "postgresql": TYPES["postgresql"] | {"day": "date"},
}
"""What the columns of SQL views hold: what the tables behind them do, but days as readers know them."""

_ZERO: Final = {"sqlite": "1721424.5", "postgresql": "(DATE '0001-01-01' - 1)"}
"""The day of number 0; SQLite counts days from noon of a day in 4714 before our era."""
_DAY_OF_NUMBER: Final = {
    "sqlite": f"date({{}} + {_ZERO['sqlite']})",
    "postgresql": f"({_ZERO['postgresql']} + {{}})",
}
_NUMBER_OF_DAY: Final = {
    "sqlite": f"CAST(julianday({{}}) - {_ZERO['sqlite']} AS INTEGER)",
    "postgresql": f"(CAST({{}} AS date) - {_ZERO['postgresql']})",
}
_USUAL = 2  # decimal places
_TAKEN_IN = "The last entry taken in; every entry of the ledger up to it is in the tables."
_TODAY = "Today, as the tables have it. All rows but those of health are of this day."
_OLDEST = (
    "Up to this day the rows of health hold: none waits to be written for a later day than this, or under a policy "
    "adopted since."
)
STATUS = SqlTable(
    "views_status",
    "How fresh the tables are: one row.",
    (
        SqlColumn("position", "whole", Column(_TAKEN_IN)),
        SqlColumn("as_of", "day", Column(_TODAY)),
        SqlColumn("oldest", "day", Column(_OLDEST)),
        SqlColumn("months", "whole", Column("1 where month-ends are kept, 0 where they are not.")),
    ),
)
"""The SQL view that shows how far the stored views are."""

BEGUN: Final = "begun"
WITHOUT: Final = "without_policy"
SHARED: Final = tuple(name + end for name in (BEGUN, WITHOUT) for end in ("", MONTHLY))
"""The SQL views of a generation of which those for readers are made; none is for readers.

SQLite parses the text of all views with each connection, so who had begun stands in one of them and not in
each of forty.
"""
_OF_BEGUN: Final = (
    *(f"directory.{name}" for name in DIRECTORY.layout.names),
    "policies.rules",
    "policies.policy",
)


class Selects(NamedTuple):
    """What the SQL views of a generation select; it is the ``Sql`` that views declare theirs with.

    Attributes:
        engine: sqlite or postgresql.
        monthly: whether they are about month-ends, or about today.
    """

    engine: str
    generation: Generation
    monthly: bool

    @property
    def begun(self) -> str:
        """As ``Sql``."""
        return self._shared(BEGUN)

    def table(self, name: str) -> str:
        """As ``Sql``."""
        return self.generation.table(name)

    def joined(self, name: str) -> str:
        """As ``Sql``."""
        day = f" AND {name}.as_of <= begun.as_of AND begun.as_of <= {name}.until" if self.monthly else ""
        place = self.table(name + (MONTHLY if self.monthly else ""))
        return f"LEFT JOIN {place} AS {name} ON {name}.client = begun.client{day}"

    def number(self, text: str) -> str:
        """As ``Sql``: in SQLite the whole part, and the digits after the point without zeros at their end."""
        if self.engine == "postgresql":
            return text
        return f"(CAST({text} AS INTEGER), rtrim(substr({text}, instr({text} || '.', '.') + 1), '0'))"

    def summed(self, column: str) -> str:
        """As ``Sql``."""
        return column if self.engine == "postgresql" else f"{column}_units, {column}_minor"

    def total(self, name: str, column: str, where: str = "1 = 1", sign: str = "") -> str:
        """As ``Sql``: in SQLite two sums, because whole numbers of minor units may sum to too large a one."""
        return ", ".join(
            f"sum(CASE WHEN {where} THEN {sign}{column}{part} ELSE 0 END) AS {name}{part}"
            for part in self._parts_of_sum
        )

    def digits(self, currency: str) -> str:
        """As ``Sql``."""
        unusual = sorted({*CURRENCIES.values()} - {_USUAL})
        names = {
            digits: [f"'{code}'" for code, one in CURRENCIES.items() if one == digits] for digits in unusual
        }
        cases = " ".join(
            f"WHEN {currency} IN ({', '.join(names[digits])}) THEN {digits}" for digits in unusual
        )
        return f"CASE {cases} ELSE {_USUAL} END"

    def with_units(self, sums: str) -> str:
        """As ``Sql``: in SQLite with the minor units of a unit, which ``money`` names many times."""
        if self.engine == "postgresql":
            return f"({sums})"
        unit = self._by_digits(lambda digits: str(10**digits))
        return f"(SELECT *, {unit} AS unit FROM ({sums}) AS sums)"

    def money(self, name: str) -> str:
        """As ``Sql``: in SQLite minor units are first made positive and less than a unit."""
        if self.engine == "postgresql":
            return f"({name} + {self.zero})"
        minor = f"(({name}_minor % unit + unit) % unit)"
        units = f"({name}_units + ({name}_minor - {minor}) / unit)"
        below = f"CASE WHEN {units} < 0 AND {minor} > 0 THEN unit - {minor} ELSE {minor} END"
        above = f"CASE WHEN {units} < 0 THEN -{units} - ({minor} > 0) ELSE {units} END"
        parts = f"CASE WHEN {units} < 0 THEN '-' ELSE '' END, {above}, digits, {below}"
        return f"CASE digits WHEN 0 THEN printf('%d', {units}) ELSE printf('%s%d.%0*d', {parts}) END"

    def not_zero(self, name: str) -> str:
        """As ``Sql``."""
        if self.engine == "postgresql":
            return f"{name} <> 0"
        return f"({name}_minor % unit <> 0 OR {name}_units + {name}_minor / unit <> 0)"

    @property
    def zero(self) -> str:
        """As ``Sql``."""
        quote = "" if self.engine == "postgresql" else "'"
        return self._by_digits(lambda digits: f"{quote}{0:.{digits}f}{quote}")

    @property
    def _parts_of_sum(self) -> tuple[str, ...]:
        return ("",) if self.engine == "postgresql" else ("_units", "_minor")

    @staticmethod
    def _by_digits(value: Callable[[int], str]) -> str:
        cases = " ".join(f"WHEN {digits} THEN {value(digits)}" for digits in sorted({*CURRENCIES.values()}))
        return f"CASE digits {cases} END"

    def all(self) -> Iterator[tuple[str, str]]:
        """The name of each SQL view, with what it selects; those that others are made of come first."""
        end = MONTHLY if self.monthly else ""
        yield self._shared(BEGUN), self._begun("policies.fault IS NULL")
        yield self._shared(WITHOUT), self._begun("policies.fault IS NOT NULL", ("policies.fault",))
        directory = ", ".join(["client", "as_of", *DIRECTORY.layout.names])
        every = f"SELECT {directory} FROM ({self._begun()}) AS begun"
        yield clients.TABLE.name + end, " UNION ALL ".join(self._parts(clients.TABLE.name, every))
        for view in views_with_rows():
            for table in view.tables:
                made = select_of(view, table.name)
                parts = [*self._parts(table.name, made(self) if made else self._written(table.name))]
                if table is view.table:
                    parts.append(self._only_fault(table.name, self._shared(WITHOUT)))
                else:
                    del parts[1:]
                yield table.name + end, " UNION ALL ".join(parts)

    def _parts(self, table: str, select: str) -> Iterator[str]:
        """Rows with figures, and those of clients that cannot be folded."""
        columns = TABLES[table].columns[:-1]
        shown = ", ".join(self._day(one.name) if one.form == "day" else one.name for one in columns)
        yield f"SELECT {shown}, NULL AS fault FROM ({select}) AS figures"
        if not self.monthly:
            known = f"(SELECT client, days.as_of, fault FROM {self.table('known')} AS known, {self._days} AS days)"
            yield self._only_fault(table, known)

    def _only_fault(self, table: str, source: str) -> str:
        """Rows without figures; ``source`` says for whom, for which day and why."""
        empty = ", ".join(["NULL"] * len(TABLES[table].names[2:-1]))
        return f"SELECT client, {self._day('as_of')}, {empty}, fault FROM {source} AS faulty WHERE fault IS NOT NULL"

    def _written(self, table: str) -> str:
        """The written rows of a table, where the policy of the day can be used."""
        place, day, when = self.table(table), "written.as_of", "1 = 1"
        if self.monthly:
            place, day, when = (
                self.table(table + MONTHLY),
                "days.as_of",
                f"{day} <= days.as_of AND days.as_of <= until",
            )
        values = ", ".join(map(_written_value, TABLES[table].columns[2:-1]))
        return f"""
            SELECT written.client, {day}, {values} FROM {self._days} AS days JOIN {place} AS written ON {when}
            LEFT JOIN {self.table(DIRECTORY.name)} AS directory ON directory.client = written.client
                AND directory.valid_from <= {day} AND {day} < directory.valid_to
            WHERE NOT EXISTS (
                SELECT 1 FROM {self.table("policies")} AS policies
                WHERE policies.fault IS NOT NULL AND policies.valid_from <= days.as_of
                    AND days.as_of < policies.valid_to
            )"""

    def _begun(self, where: str = "1 = 1", columns: Sequence[str] = _OF_BEGUN) -> str:
        """The clients that had begun by each day, with columns of the directory and the policy."""
        return f"""
            SELECT known.client, days.as_of, {", ".join(columns)}
            FROM {self._days} AS days
            JOIN {self.table("policies")} AS policies
                ON policies.valid_from <= days.as_of AND days.as_of < policies.valid_to
            JOIN {self.table("known")} AS known ON known.since <= days.as_of
            LEFT JOIN {self.table(DIRECTORY.name)} AS directory ON directory.client = known.client
                AND directory.valid_from <= days.as_of AND days.as_of < directory.valid_to
            WHERE {where}"""

    def _shared(self, name: str) -> str:
        """The name of an SQL view that others are made of."""
        return self.table(name + (MONTHLY if self.monthly else ""))

    @property
    def _days(self) -> str:
        """The days that rows are of."""
        number = _NUMBER_OF_DAY[self.engine].format("as_of")
        today = f"SELECT {number} AS as_of FROM views_generations WHERE generation = {self.generation.number}"
        if not self.monthly:
            return f"({today})"
        return f"(SELECT as_of FROM {self.table('calendar')} WHERE as_of < ({today}))"

    def _day(self, column: str) -> str:
        """A column of days as readers know them."""
        return f"{_DAY_OF_NUMBER[self.engine].format(column)} AS {column}"


def _written_value(column: SqlColumn) -> str:
    """A column of a table as it is selected from written rows and the directory."""
    if column.name == NAMED_BY_DIRECTORY:
        return f"directory.{column.name}"
    if column.about.places is None:
        return f"written.{column.name}"
    return f"CAST(written.{column.name} AS double precision) / {10**column.about.places} AS {column.name}"


def selects(engine: str, generation: Generation) -> dict[str, str]:
    """What each SQL view shows of a generation."""
    found = dict(Selects(engine, generation, monthly=False).all())
    found |= dict(Selects(engine, generation, monthly=True).all())
    day = {"sqlite": "{}", "postgresql": "CAST({} AS date)"}[engine].format
    oldest = _DAY_OF_NUMBER[engine].format(f"(SELECT min(shown) FROM {generation.table('known')})")
    found[STATUS.name] = (
        f"SELECT notification_id AS position, {day('as_of')} AS as_of, {oldest} AS oldest, months "
        f"FROM views_generations JOIN tracking ON application_name = '{generation.checkpoint}' "
        f"WHERE generation = {generation.number}"
    )
    return found
