"""The meanings of tables and columns as comments in PostgreSQL, where reporting tools show them."""

from __future__ import annotations

from collections.abc import Iterator

from projections.stored.tables.every import TABLES
from projections.stored.tables.layout import MONTHLY, SqlColumn


def comments() -> Iterator[str]:
    """Statements that comment on the SQL views and their columns, one for each view and its month-ends."""
    for name, table in TABLES.items():
        about = {name: table.about, name + MONTHLY: f"{name} at every month-end. {table.about}"}
        yield _together(
            line
            for view, meaning in about.items()
            for line in (
                f"COMMENT ON VIEW {view} IS {_quoted(meaning)};",
                *(f"COMMENT ON COLUMN {view}.{one.name} IS {_quoted(_told(one))};" for one in table.columns),
            )
        )


def _told(column: SqlColumn) -> str:
    about = column.about
    parts = [
        about.meaning,
        f"In {about.unit}." if about.unit else "",
        f"Null: {about.null}." if about.null else "",
    ]
    return " ".join(filter(None, parts))


def _quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _together(statements: Iterator[str]) -> str:
    """Some statements as one, which takes one round trip."""
    return f"DO $comments$ BEGIN {' '.join(statements)} END $comments$"
