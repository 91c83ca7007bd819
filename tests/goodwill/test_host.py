"""A program that uses Goodwill keeps its own settings, and they change no figure."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import (
    ROUND_DOWN,
    ROUND_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
    getcontext,
    localcontext,
)
from pathlib import Path
from sqlite3 import connect
from types import FunctionType, GeneratorType
from typing import Any, Final

import pytest

import goodwill
from ledger.money import exact
from projections.framework.answer import plain, plain_values
from tests.helpers.fixed import KNOWN, recorded

DAY: Final = date(2026, 6, 30)
UNCOUNTED: Final = {
    "check_signed",
    "executor",
    "read_key",
    "read_note",
    "read_receipt",
    "render_policy",
    "roles_sql",
    "schema",
}
"""Functions that count nothing."""
WRITING: Final = {"export_tables", "export_workbook", "export_ocel"}
ASKED: Final[dict[str, dict[str, Any]]] = {
    "advise": {"client": "ACME"}, "answer": {"view": "health", "full": True}, "brief": {"client": "ACME"},
    "compare": {"policy": goodwill.DEFAULT_POLICY}, "explain": {"view": "receivables", "client": "ACME"},
    "export": {"form": "beancount"}, "sales_gaps": {"of": "ACME"}, "stored_answer": {"view": "receivables"},
    "changes": {"since": date(2026, 1, 1)}, "backtest": {"month_ends": 2},
}  # fmt: skip
"""What questions are asked for besides a day."""
CONTEXTS: Final = {
    "narrow": Context(prec=6, rounding=ROUND_DOWN),
    "trapping": Context(prec=9, rounding=ROUND_UP, traps=[Inexact, InvalidOperation]),
}


@contextmanager
def within(context: Context) -> Iterator[None]:
    """Count as a program does, and see that its context stays."""
    with localcontext(context):
        own = getcontext()
        yield
        assert getcontext() is own
        assert (own.prec, own.rounding, own.traps) == (context.prec, context.rounding, context.traps)


def functions() -> dict[str, FunctionType]:
    """The functions of the face."""
    found = {name: getattr(goodwill, name) for name in dir(goodwill)}
    return {name: one for name, one in found.items() if inspect.isfunction(one)}


def layers(function: Any) -> Iterator[FunctionType]:
    """A function, and those that its decorators wrap, from the outside to the inside."""
    while function is not None:
        yield function
        function = getattr(function, "__wrapped__", None)


def told(found: Any) -> Any:
    """All that a program can read of an answer, in order."""
    if isinstance(found, goodwill.Answer):
        items, cautions, sums = [*found.items], [*found.cautions], found.sums()
        return found.as_json(), [told(one) for one in [*found.rows, *items, *cautions]], plain(sums)
    if isinstance(found, GeneratorType | list):
        return [told(one) for one in found]
    if hasattr(found, "as_json"):
        return found.as_json()
    if is_dataclass(found) and not isinstance(found, goodwill.Policy):
        names = [name for name, of in inspect.getmembers(type(found)) if isinstance(of, property)]
        return plain_values(
            {name: getattr(found, name) for name in (*(one.name for one in fields(found)), *names)}
        )
    return plain(found)


def facts(payment: str = "P-1") -> list[goodwill.Draft]:
    """A client with a large invoice, and a payment of a part of it."""
    said: dict[str, dict[str, Any]] = {
        "client.registered": {"code": "LARGE", "name": "Large Ltd", "currency": "EUR"},
        "invoice.issued": {"number": "L-1", "amount": "8888889.02", "currency": "EUR", "due": "2026-05-31"},
        "payment.received": {
            "number": payment,
            "amount": "0.01",
            "currency": "EUR",
            "settles": [{"document": "L-1", "amount": "0.01"}],
        },
    }
    events = [goodwill.make_event(kind, event) for kind, event in said.items()]
    return [goodwill.Draft(event, KNOWN.replace(month=6), "ana", "LARGE") for event in events]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[goodwill.Ledger]:
    """The fixed ledger, with a large debt that was paid in part, and its stored views."""
    with recorded(tmp_path_factory.mktemp("host") / "goodwill.db") as ledger:
        ledger.record_many(facts())
        goodwill.project(ledger)
        yield ledger


def answers(ledger: goodwill.Ledger) -> dict[str, Any]:
    """What each question of the face is answered."""
    asked = {name: one for name, one in functions().items() if "__signature__" in vars(one)}
    found = {}
    for name, ask in asked.items():
        if name not in WRITING:
            days = {"as_of": DAY} if "as_of" in inspect.signature(ask).parameters else {}
            found[name] = told(ask(ledger, **ASKED.get(name, {}), **days))
    return found


@pytest.fixture(scope="module")
def usual(ledger: goodwill.Ledger) -> dict[str, Any]:
    return answers(ledger)


@pytest.mark.parametrize("name", CONTEXTS)
def test_no_answer_depends_on_the_arithmetic_of_the_program(
    ledger: goodwill.Ledger, usual: dict[str, Any], name: str
) -> None:
    assert len(usual) > 50
    with within(CONTEXTS[name]):
        found = answers(ledger)
    assert [one for one in usual if found[one] != usual[one]] == []
    owed = [row["balance"] for row in found["receivables"][0]["rows"] if row["client"] == "LARGE"]
    assert owed == ["8888889.01"]


def test_every_function_of_the_face_counts_in_its_own_arithmetic() -> None:
    counted = exact(plain).__code__  # the code of every function that ``exact`` has made
    found = {name: {one.__code__ for one in layers(of)} for name, of in functions().items()}
    assert {name for name, codes in found.items() if counted not in codes} == UNCOUNTED


ROWS: Final = "day,number,quantity,price\n2026-06-01,L-2,123456.7,98.65\n"
MAPPING: Final = """
[file.invoices]
dates = "%Y-%m-%d"

[[event]]
kind = "invoice.issued"
client = "LARGE"
when = "{day}"
key = "{number}"

[event.fields]
number = "{number}"
amount = { calculate = "{quantity} * {price}", round = 2 }
currency = "EUR"
"""


def written(folder: Path, context: Context) -> tuple[str, Any, list[str]]:
    """What a program records, imports and stores in a context: entries, an answer, stored rows."""
    folder.mkdir()
    rows, mapping, place = (folder / name for name in ("rows.csv", "rows.toml", "goodwill.db"))
    rows.write_text(ROWS, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    with goodwill.Ledger.create(str(place), clock=lambda: KNOWN) as ledger:
        with within(context):
            ledger.record_many(facts())
            imported = goodwill.import_files(ledger, [rows], mapping=mapping, actor="ana")
            assert imported.appended == {"invoice.issued": 1}
            goodwill.replay(ledger)
            ledger.record_many(facts("P-2")[2:])
            goodwill.project(ledger)
            stored = goodwill.stored_answer(ledger, "receivables", as_of=DAY)
        assert stored is not None
        entries = [repr((one.position, one.event)) for one in ledger.history()]
    with closing(connect(place)) as database:
        lines = [line for line in database.iterdump() if line.startswith("INSERT") and "LARGE" in line]
    return "\n".join(entries), told(stored), [line for line in lines if '"entries"' not in line]


@pytest.mark.parametrize("name", CONTEXTS)
def test_nothing_stored_depends_on_the_arithmetic_of_the_program(tmp_path: Path, name: str) -> None:
    usual = written(tmp_path / "usual", getcontext())
    found = written(tmp_path / name, CONTEXTS[name])
    assert found == usual
    assert "12179003.46" in found[0]
    assert len(found[2]) > 10


def test_what_yields_counts_in_its_own_arithmetic_between_two_steps() -> None:
    @exact
    def thirds() -> Iterator[Decimal]:
        for number in (1, 2):
            yield Decimal(number) / 3

    with within(CONTEXTS["narrow"]):
        found = thirds()
        assert (len(str(next(found))), len(str(Decimal(1) / 3)), len(str(next(found)))) == (30, 8, 30)
        assert list(found) == []


def test_a_program_keeps_the_settings_of_its_garbage_collector(
    ledger: goodwill.Ledger, tmp_path: Path
) -> None:
    seen = []

    def clock() -> datetime:
        seen.append(gc.isenabled())
        return KNOWN

    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        goodwill.receivables(ledger, as_of=DAY)
        goodwill.export_tables(ledger, tmp_path / "tables", as_of=DAY)
        assert goodwill.stored_answer(ledger, "receivables", as_of=DAY)
        with goodwill.Ledger.create(str(tmp_path / "goodwill.db"), clock=clock) as other:
            other.record_many(facts())
            goodwill.project(other)
        assert gc.get_freeze_count() >= frozen // 2  # objects that are gone are no longer counted
    finally:
        gc.unfreeze()
    assert {*seen} == {True}
