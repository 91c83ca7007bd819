from __future__ import annotations

from ledger.store import schema
from tests.conftest import Golden
from tests.helpers.places import ROOT

HEAD = '''"""The tables of a ledger in SQLite. A test writes this module from ``ledger.store.schema``.

pytest --update-golden tests/ledger/store/test_schema.py
"""

from __future__ import annotations

TABLES = (
'''


def test_the_tables_of_sqlite_are_those_of_the_schema(golden: Golden) -> None:
    tables, seal = map(parts, (schema.statements("sqlite"), schema.seal_statements("sqlite")))
    golden(str(ROOT / "ledger" / "store" / "sqlite_tables.py"), f"{HEAD}{tables})\n\nSEAL = (\n{seal})\n")


def parts(statements: list[str]) -> str:
    return "".join(f'    """{statement}""",\n' for statement in statements)
