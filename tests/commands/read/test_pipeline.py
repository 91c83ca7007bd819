"""``goodwill pipeline``: what is open, what it may bring, and what came of what ended."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from goodwill import Ledger, answer
from tests.helpers.commanding import line, ran, registered, run

FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    # 1,000.00 x 0.5 = 500.00, then 1,200.00 x 0.6 = 720.00; closes on 2026-03-01
    line("proposal.made", "ACME", "2026-01-05", number="P-1", currency="EUR", amount="1000.00", probability="0.5"),
    line(
        "proposal.revised", "ACME", "2026-01-16", number="P-1", currency="EUR", amount="1200.00", probability="0.6",
        closes_on="2026-03-01", agent="Cleo",
    ),
    line("objection.raised", "ACME", "2026-01-20", number="O-1", topic="price", severity=2, about="P-1"),
    # 3 x 10.00 of X and 20.00 of Y: 50.00 x 0.25 = 12.50, of which X has 30/50: 7.50
    line(
        "proposal.made", "ACME", "2026-01-06", number="P-2", currency="EUR", probability="0.25",
        lines=[
            {"product": "X", "quantity": "3", "unit_price": "10"},
            {"product": "Y", "quantity": "1", "unit_price": "20"},
        ],
    ),
    line("proposal.made", "BETA", "2026-01-08", number="P-1", currency="USD", amount="500.00", probability="0.5"),
    # in the currency of the client; nobody estimates it
    line("tender.entered", "BETA", "2026-01-07", number="T-1", amount="999.00", deadline="2026-06-01"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pipeline") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


ENDED = (
    *FACTS[:2],
    line(
        "proposal.made", "ACME", "2026-01-01", number="P-1", currency="EUR", probability="0.8",
        lines=[
            {"product": "X", "quantity": "3", "unit_price": "10"},
            {"product": "Y", "quantity": "1", "unit_price": "20"},
        ],
    ),
    line("proposal.accepted", "ACME", "2026-01-10", number="P-1", amount="500.00"),  # after 9 days
    line(
        "order.placed", "ACME", "2026-01-12", number="SO-1", currency="EUR", proposal="P-1",
        lines=[{"product": "X", "quantity": "1", "unit_price": "500"}],
    ),
    line(
        "proposal.made", "ACME", "2026-01-01", number="P-2", currency="EUR", amount="300.00", probability="0.2"
    ),
    # after 20 days
    line("proposal.declined", "ACME", "2026-01-21", number="P-2", reason_code="price", competitor="Rival"),
    line("tender.entered", "ACME", "2026-01-21", number="T-1", amount="250.00"),
    line("tender.won", "ACME", "2026-02-09", number="T-1", amount="200.00"),  # after 19 days
    line("proposal.made", "ACME", "2026-02-10", number="P-3", currency="EUR", amount="1.00", valid_until="2026-03-01"),
    line(
        "proposal.made", "BETA", "2026-01-04", number="P-1", currency="EUR", amount="100.00", probability="0.3"
    ),
    line("proposal.declined", "BETA", "2026-02-02", number="P-1", reason_code="timing"),  # after 29 days
    line("proposal.made", "BETA", "2026-02-02", number="P-2", currency="EUR", amount="7.00", probability="0.9"),
    line("proposal.withdrawn", "BETA", "2026-02-05", number="P-2"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ended") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(ENDED))
    return path


def asked(ledger: Path, *words: str) -> dict[str, Any]:
    """What the pipeline says on 10 March 2026."""
    shown = ran("pipeline", "--as-of", "2026-03-10", *words, "--format", "json", ledger=ledger).stdout
    found: dict[str, Any] = json.loads(shown)
    return found


def told(found: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found["rows"]]


def test_each_open_offer_is_a_row_with_what_it_may_bring(ledger: Path) -> None:
    found = asked(ledger)
    assert told(found, "number", "client", "what", "age", "amount", "currency", "weighted", "stale") == [
        (
            "P-1",
            "ACME",
            "proposal",
            64,
            "1200.00",
            "EUR",
            "720.00",
            True,
        ),  # 5 January to 10 March: 26 + 28 + 10
        ("P-1", "BETA", "proposal", 61, "500.00", "USD", "250.00", False),
        ("P-2", "ACME", "proposal", 63, "50.00", "EUR", "12.50", False),
        ("T-1", "BETA", "tender", 62, "999.00", "EUR", None, False),
    ]
    assert told(found, "closes", "revisions", "open_against_it", "agent")[0] == ("2026-03-01", 1, 1, "Cleo")
    (euros, dollars) = found["totals"]
    assert (euros["amount"], euros["weighted"], euros["offers"], euros["stale"]) == (
        "2249.00",
        "732.50",
        3,
        1,
    )
    assert (dollars["amount"], dollars["weighted"]) == ("500.00", "250.00")


def test_rows_are_summed_by_manager_seller_product_and_month(ledger: Path) -> None:
    names = ("group", "currency", "offers", "amount", "weighted", "unweighted")
    assert told(asked(ledger, "--by", "manager"), *names) == [
        ("Anna", "EUR", 2, "1250.00", "732.50", "0.00"),
        ("Ben", "EUR", 1, "999.00", "0.00", "999.00"),
        ("Ben", "USD", 1, "500.00", "250.00", "0.00"),
    ]
    assert told(asked(ledger, "--by", "agent", "--manager", "Anna"), *names[:4]) == [
        ("Cleo", "EUR", 1, "1200.00"),
        (None, "EUR", 1, "50.00"),
    ]
    assert told(asked(ledger, "ACME", "--by", "product"), *names[:5]) == [
        ("X", "EUR", 1, "30.00", "7.50"),
        ("Y", "EUR", 1, "20.00", "5.00"),
        (None, "EUR", 1, "1200.00", "720.00"),
    ]
    assert told(asked(ledger, "--by", "month"), *names[:4]) == [
        ("2026-03", "EUR", 1, "1200.00"),
        ("2026-06", "EUR", 1, "999.00"),
        (None, "EUR", 1, "50.00"),
        (None, "USD", 1, "500.00"),
    ]
    table = ran("pipeline", "--as-of", "2026-03-10", "--by", "client", ledger=ledger).stdout
    assert "CLIENT  NAME      CUR  OFFERS" in table


def test_of_what_ended_the_share_that_clients_accepted_is_shown_by_number_and_by_value(ended: Path) -> None:
    words = ("--closed", "--period", "2026-01-01..2026-03-31")
    names = ("group", "accepted", "declined", "withdrawn", "conversion", "value_accepted", "value_declined")
    assert told(asked(ended, *words), *names) == [
        ("Anna", 2, 1, 0, "66.7", "700.00", "300.00"),  # P-1 at 500.00, T-1 at 200.00; P-2 declined
        ("Ben", 0, 1, 1, "0.0", "0.00", "100.00"),
    ]
    (euros,) = asked(ended, *words)["totals"]
    assert (euros["conversion"], euros["conversion_by_value"]) == ("50.0", "63.6")  # 2 of 4; 700 of 1,100
    assert euros["days_to_close"] == "19.5"  # the median of 9, 19, 20 and 29
    assert told(asked(ended, *words, "--by", "competitor"), "group", "declined", "reasons") == [
        ("Rival", 1, "price 1"),
        (None, 1, "timing 1"),
    ]
    assert told(asked(ended, *words, "--by", "month"), "group", "accepted") == [
        ("2026-01", 1),
        ("2026-02", 1),
    ]
    # 500.00 as 3 x 10.00 of X to 20.00 of Y
    assert told(asked(ended, *words, "--by", "product", "--manager", "Anna"), "group", "value_accepted") == [
        ("X", "300.00"),
        ("Y", "200.00"),
        (None, "200.00"),
    ]
    assert told(asked(ended, "--closed", "--period", "2026-02"), "group", "accepted") == [
        ("Anna", 1),
        ("Ben", 0),
    ]


def test_offers_that_ended_are_the_same_from_stored_views(ended: Path, tmp_path: Path) -> None:
    stored = Path(copyfile(ended, tmp_path / "stored.db"))
    ran("replay", ledger=stored)
    for words in (
        ("--as-of", "2026-06-30"),
        ("--as-of", "2026-02-10", "--by", "month"),
        ("--period", "2026-01", "--by", "client"),
        ("--period", "2026-02", "--by", "product"),
    ):
        found = asked(stored, "--closed", *words)
        assert found["rows"]
        assert found == asked(ended, "--closed", *words)


def test_stated_probabilities_stand_beside_what_came(ended: Path) -> None:
    found = asked(ended, "--calibration", "--period", "2026-01-01..2026-03-31")
    assert told(found, "stated", "proposals", "accepted", "expected", "came", "ordered", "open", "stale") == [
        ("20-40", 2, 0, "25.0", "0.0", 0, 0, 0),  # 0.2 and 0.3 stated; P-2 of ACME and P-1 of BETA declined
        ("80-100", 1, 1, "80.0", "100.0", 1, 0, 0),
        (None, 0, 0, None, None, 0, 1, 1),  # P-3 is open, and was valid until 1 March
    ]


def test_listings_that_do_not_go_together_are_refused(ended: Path) -> None:
    for words, why in (
        (("--closed", "--calibration"), "two tables"),
        (("--calibration", "--by", "agent"), "leave out --by"),
        (("--period", "2026"), "go with --closed or --calibration"),
        (("--by", "competitor"), "goes with --closed"),
        (("--closed", "--group", "--by", "agent"), "two groupings"),
    ):
        done = run("pipeline", *words, ledger=ended)
        assert (done.exit_code, why in done.stderr) == (2, True), words
    assert (
        "no proposal or tender ended in that period"
        in ran("pipeline", "--closed", "--period", "2026-03", ledger=ended).stdout
    )


def test_sums_of_managers_of_their_team_and_of_the_house_agree(ended: Path) -> None:
    for name, above in (("Dora", None), ("Anna", "Dora"), ("Ben", "Dora")):
        post = line(
            "manager.appointed", None, "2026-01-01", **{"name": name, "role": "sales", "from": "2026-01-01"}
        )
        entry = json.loads(post)
        entry["event"] |= {"reports_to": above} if above else {}
        ran("record", "--data", "-", ledger=ended, input=json.dumps(entry))
    words = ("--closed", "--period", "2026-01-01..2026-03-31")
    names = ("accepted", "declined", "withdrawn", "value_accepted", "value_declined")
    managers, house = asked(ended, *words), asked(ended, *words)["totals"][0]
    assert asked(ended, *words, "--team", "Dora")["totals"][0] == house
    assert [asked(ended, *words, "--team", name)["rows"] for name in ("Anna", "Ben")] == [
        [row] for row in managers["rows"]
    ]
    for name in names:
        assert sum(Decimal(row[name]) for row in managers["rows"]) == Decimal(house[name])


def test_two_groupings_at_once_are_refused(ledger: Path) -> None:
    done = run("pipeline", "--group", "--by", "manager", ledger=ledger)
    assert (done.exit_code, "--group and --by are two groupings" in done.stderr) == (2, True)


def test_the_entries_behind_an_offer_sum_to_its_row(ledger: Path) -> None:
    words = ("explain", "pipeline", "ACME", "--as-of", "2026-03-10", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert {(one["figure"], one["currency"]): one["value"] for one in found["figures"]} == {
        ("amount", "EUR"): "1250.00",  # 1,000.00 + 200.00 of the revision + 50.00
        ("weighted", "EUR"): "732.50",
        ("revisions", None): "1",
        ("open_against_it", None): "1",
    }
    table = ran(*words[:-2], ledger=ledger).stdout
    assert "P-1 weighted" in table


def test_orders_that_name_an_offer_count_while_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    goods = [{"product": "X", "quantity": "1", "unit_price": "50"}]
    facts = (
        registered("ACME", "Acme Ltd"),
        line("proposal.made", "ACME", "2026-01-01", number="P-1", currency="EUR", lines=goods),
        line("proposal.accepted", "ACME", "2026-01-02", number="P-1"),
        *(
            line(
                "order.placed",
                "ACME",
                "2026-01-03",
                number=number,
                currency="EUR",
                proposal="P-1",
                lines=goods,
            )
            for number in ("SO-1", "SO-2")
        ),
        line("order.cancelled", "ACME", "2026-01-04", number="SO-1", by="us", reason="typing error"),
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    for stored in (False, True):
        if stored:
            ran("project", ledger=path)
        with Ledger(str(path), clock=lambda: datetime.now(UTC)) as ledger:
            for day, orders in ((3, 2), (4, 1)):
                (ended,) = answer(ledger, "pipeline", as_of=date(2026, 1, day)).items
                assert ended.orders == orders
