"""``goodwill roles``: who may do what in a PostgreSQL database."""

from __future__ import annotations

import click

from commands.ui import options
from commands.ui.output import Result, write


@click.command()
@click.option("--print-sql", "sql", is_flag=True, help="Print the SQL that makes the roles.")
@click.option(
    "--schema", metavar="NAME", default="public", show_default=True, help="The schema of the ledger."
)
@click.option(
    "--prefix",
    metavar="NAME",
    default="goodwill",
    show_default=True,
    help="What the names of the roles begin with.",
)
@options.results()
def roles(*, sql: bool, schema: str, prefix: str, form: str, output: str | None) -> None:
    """Show the roles of a ledger in PostgreSQL, and print their SQL.

    The owner of the tables runs the SQL with psql, after `goodwill project` has built the stored views; they
    belong to the projector from then on. The SQL can be run again. GRANT goodwill_writer TO NAME gives a
    login a role. A login that projects must act as the role: ALTER ROLE NAME SET role TO goodwill_projector.
    """
    from goodwill.governing import roles_sql
    from projections.framework.answer import flat_row
    from projections.stored.tables.rights import ROLES, Role

    if sql:
        lines = roles_sql(schema=schema, prefix=prefix)
        write(
            Result(whole=lambda: lines, rows=lambda: [{"sql": one} for one in lines], lines=lambda: lines),
            form,
            output,
        )
        return
    from commands.ui.view_tables import table_of

    rows = [flat_row(one) for one in ROLES]
    columns = Role.__dataclass_fields__
    write(Result(lambda: rows, lambda: rows, lambda: table_of(Role, ROLES), lambda: columns), form, output)
