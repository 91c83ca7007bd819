"""The page of the catalogue: what every exported table and column means."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.catalogue.shape import VERSION
from reporting.catalogue.tables import CATALOGUE

_ABOUT_EXPORTED = """\
`goodwill export tables DIR` writes these tables as Parquet or CSV. This is version {version} of their schema: within it,
columns are added at the end of a table, and none is renamed or gets another type.

Facts are in force, with corrections in place, as of the day and as known at the moment that you ask for. A row
begins with its entry: `position` leads back to it, and `changed_position` is the newest entry that changed the row. To
keep a copy current, note the `position` of `export_status`. After the next export, delete your rows whose entry has a
higher `changed_position` in `entries`, and take the rows with a higher `changed_position` over. Replace views whole:
they also change with the day and the policy.

Money is exact, in the row's `currency`. Exact numbers have up to 8 decimals, and Parquet holds them as decimal(38, 8). A
timestamp is in UTC, and `occurred_on` is the day where it happened. Columns marked as personal are written only with
`--personal`. The columns of views are those of the [tables for other tools](tables.md)."""


def exported_tables() -> Iterator[str]:
    """The lines of the page."""
    yield from (_ABOUT_EXPORTED.format(version=VERSION), "", "| table | a row for | key |", "|---|---|---|")
    for table in CATALOGUE.values():
        key = ", ".join(f"`{name}`" for name in table.key)
        yield f"| [{table.name}](#{table.name}) | {table.grain} | {key} |"
    for table in CATALOGUE.values():
        yield from ("", f"## {table.name}", "", f"{table.about} A row for {table.grain}.", "")
        yield from ("| column | holds | meaning | empty where |", "|---|---|---|---|")
        for column in table.columns:
            holds = f"{column.type}, {column.unit}" if column.unit else column.type
            personal = " Personal." if column.personal else ""
            yield f"| `{column.name}` | {holds} | {column.meaning}{personal} | {column.null} |"
