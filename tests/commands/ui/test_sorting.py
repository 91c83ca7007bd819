from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from commands.ui.sorting import in_order
from goodwill.asking import answer
from projections.framework.registry import REGISTER
from tests.helpers import fixed
from tests.helpers.commanding import invoice, line, ran, registered, run

DAY = ("--as-of", "2026-04-15")
NAMES = {"ACME": "Acme Ltd", "BETA": "beta", "CETA": "Zeta"}
OWED = {"ACME": "90.00", "BETA": "1000.00", "CETA": "100.00"}


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three clients that owe 90, 1,000 and 100 EUR, and one that never ordered and owes nothing."""
    monkeypatch.chdir(tmp_path)
    lines = [registered(code, name) for code, name in NAMES.items()]
    lines += [invoice("1", code, amount=amount) for code, amount in OWED.items()]
    ran("record", "--data", "-", input="\n".join(lines))


def order(*words: str, view: str = "receivables") -> list[str]:
    """The clients in the rows of a view, as CSV has them."""
    done = ran(view, *DAY, "--format", "csv", *words)
    return [row["client"] for row in csv.DictReader(done.stdout.splitlines())]


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("balance", ["BETA", "CETA", "ACME"]),
        ("-balance", ["ACME", "CETA", "BETA"]),
        ("1-30", ["BETA", "CETA", "ACME"]),
        ("Overdue 1-30", ["BETA", "CETA", "ACME"]),
        ("name", ["ACME", "BETA", "CETA"]),
        ("-NAME", ["CETA", "BETA", "ACME"]),
    ],
)
def test_rows_are_sorted_by_a_column_numbers_from_the_largest(column: str, wanted: list[str]) -> None:
    assert order("--sort", column) == wanted


def test_rows_without_a_value_come_last_either_way() -> None:
    ran(
        "record",
        "order.placed",
        "CETA",
        "--number",
        "1",
        "--currency",
        "EUR",
        "--line",
        "product=A,quantity=1,unit_price=5",
        "--at",
        "2026-03-01",
    )
    for column in ("score", "-score"):
        assert order("--sort", column, view="health")[0] == "CETA"


def test_the_first_rows_keep_the_totals_of_all() -> None:
    said = json.loads(ran("receivables", *DAY, "--format", "json", "--sort", "balance", "--top", "1").stdout)
    assert [row["client"] for row in said["rows"]] == ["BETA"]
    assert said["totals"][0]["balance"] == "1190.00"
    table = ran("receivables", *DAY, "--sort", "balance", "--top", "1").stdout
    assert "Acme" not in table
    assert table.endswith("\n1 of 3 rows; totals are those of all\n")
    assert "of 3 rows" not in ran("receivables", *DAY, "--top", "3").stdout


def test_items_are_arranged_where_they_are_what_is_shown() -> None:
    assert order("--items", "--sort", "open", "--top", "2") == ["BETA", "CETA"]


@pytest.mark.parametrize(
    ("words", "view"),
    [
        (("--items", "--sort", "late"), "receivables"),
        (("--sort", "Items"), "receivables"),
        (("--metrics", "--sort", "CEI %"), "receivables"),
        (("--sort", "-days ago"), "loyalty"),
    ],
)
def test_the_title_above_a_column_names_it_too(words: tuple[str, ...], view: str) -> None:
    assert sorted(order(*words, view=view)) == [*NAMES]


def test_the_column_that_rows_are_summed_by_is_named_as_it_was_asked_for() -> None:
    for code, manager in (("ACME", "Orxan"), ("BETA", "Leyla")):
        ran("record", "client.reassigned", code, manager, "-d", "2026-03-01")
    lines = ran("receivables", *DAY, "--by", "manager", "--sort", "-manager").stdout.splitlines()
    assert [line.split()[0] for line in lines[3:5]] == ["Orxan", "Leyla"]


def test_every_column_of_every_view_sorts_its_rows_either_way(tmp_path: Path) -> None:
    with fixed.recorded(tmp_path / "fixed.db") as ledger:
        for view in REGISTER:
            found = answer(ledger, view, as_of=fixed.DAYS[-1])
            for column in found.columns():
                rows = [in_order(found, f"{turned}{column}", items=False).rows for turned in ("", "-")]
                assert all(sorted(map(str, one)) == sorted(map(str, found.rows)) for one in rows), (
                    view,
                    column,
                )


def test_people_are_sorted_by_what_they_are_to_others(tmp_path: Path) -> None:
    with fixed.recorded(tmp_path / "fixed.db") as ledger:
        found = in_order(answer(ledger, "people", as_of=fixed.DAYS[-1]), "links", items=False)
    texts = [", ".join(map(str, row.links)) for row in found.rows]
    linked = [text for text in texts if text]
    assert linked == sorted(linked)
    assert linked == texts[: len(linked)] != []


def test_an_unknown_column_is_named_with_what_was_meant() -> None:
    done = run("receivables", *DAY, "--sort", "balanse")
    assert done.exit_code == 2
    assert "there is no column 'balanse'; did you mean 'balance'?" in done.stderr


def test_a_part_of_rows_without_totals_speaks_of_none() -> None:
    lines = [
        line("contact.added", "ACME", person="AB"[number], name="AB"[number], role="x") for number in (0, 1)
    ]
    ran("record", "--data", "-", input="\n".join(lines))
    assert ran("people", *DAY, "--top", "1").stdout.endswith("\n1 of 2 rows\n")
