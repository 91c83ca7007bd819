"""A statement as it is read: texts in the reader's language, and a page that is safe and prints well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections import DEFAULT
from projections.history import Horizon, remembered
from projections.receivables.statement import statement
from reporting.statements import Sheet, page, sheet
from reporting.words import words_in
from tests.helpers.entries import LEARNT, Book
from tests.helpers.markup import ELEMENTS, HOSTILE, Page


def sheet_of(book: Book, language: str = "en", client: str = "ACME", **more: Any) -> Sheet:
    said = statement(
        client,
        remembered(book.entries),
        [entry for entry in book.entries if entry.client is None],
        start=date(2026, 3, 1),
        horizon=Horizon(date(2026, 3, 31), LEARNT + timedelta(days=1), len(book.entries)),
        drawn=more.pop("drawn", date(2026, 4, 1)),
        policy=DEFAULT,
        group=more.pop("group", False),
    )
    return sheet(said, words_in(language), **more)


def paged(book: Book, language: str = "en", **more: Any) -> Page:
    return Page(page(sheet_of(book, language, **more)))


def trading(**client: str) -> Book:
    book = Book().client("ACME", "2020-01-01", **client)
    book.add("invoice.issued", "ACME", "2026-02-10", number="1", amount="1000.00", due="2026-03-12")
    halves = [{"due": "2026-04-01", "amount": "25"}, {"due": "2026-05-01", "amount": "25"}]
    book.add("invoice.issued", "ACME", "2026-03-05", number="2", amount="50", instalments=halves)
    return book.add("payment.received", "ACME", "2026-03-10", number="P", amount="80.00")


def unbroken(date: str) -> str:
    return date.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_sheet_has_a_row_for_each_line_between_the_balances() -> None:
    (part,) = sheet_of(trading()).parts
    assert part.opening == ["1 Mar 2026", "Opening balance", "", "", "", "", "", "1,000.00"]
    assert part.rows == [
        [
            "5 Mar 2026",
            "Invoice in 2 instalments",
            "2",
            "",
            f"first: {unbroken('1 Apr 2026')}",
            "50.00",
            "",
            "1,050.00",
        ],
        ["10 Mar 2026", "Payment", "P", "", "", "", "80.00", "970.00"],
    ]
    assert part.total == ["", "Total", "", "", "", "50.00", "80.00", ""]
    assert part.closing == ["31 Mar 2026", "Closing balance", "", "", "", "", "", "970.00"]


def test_the_ages_of_the_closing_balance_stand_below_it() -> None:
    (part,) = sheet_of(trading()).parts
    assert [(title, amount) for title, amount in part.ages if amount != "0.00"] == [
        ("Not due", "50.00"),
        ("1–30 days overdue", "920.00"),
        ("Balance", "970.00"),
    ]
    assert part.disputed is None


def test_who_it_is_about_and_who_sends_it_stand_above() -> None:
    book = trading(legal_name="Acme Trading Ltd", tax_id="RO1")
    assert sheet_of(book, sender="Us Ltd").facts == [
        ("Issued by", "Us Ltd"),
        ("Client", "Acme Trading Ltd"),
        ("Client code", "ACME"),
        ("Tax number", "RO1"),
        ("Period", "1 March 2026 – 31 March 2026"),
        ("Drawn up on", "1 April 2026"),
    ]


HOUSE: dict[str, Any] = {
    "name": "Casa Verde SRL",
    "address": "Str. Morii 4\nCluj",
    "tax_id": "RO99",
    "email": "office@casaverde.example",
    "bank_accounts": [
        {"iban": "RO49AAAA1B31007593840000", "bic": "AAAAROBU"},
        {"number": "12-34", "bank": "Other Bank", "currency": "USD"},
    ],
}


def test_the_house_is_named_as_it_describes_itself_and_where_to_pay() -> None:
    book = trading(address="1 High Street\nTown").add("house.described", None, "2026-01-01", **HOUSE)
    facts = sheet_of(book).facts
    sender = "Casa Verde SRL, Str. Morii 4, Cluj, Tax number RO99, office@casaverde.example"
    assert facts[0] == ("Issued by", sender)
    assert ("Address", "1 High Street, Town") in facts
    assert facts[-2:] == [
        ("Pay to", "IBAN RO49 AAAA 1B31 0075 9384 0000, BIC AAAAROBU"),
        ("Payment reference", "ACME"),
    ]
    assert sheet_of(book, sender="Us").facts[0][1].startswith("Us, Str. Morii 4")
    assert "Cont pentru plată" in dict(sheet_of(book, "ro").facts)


def test_who_owes_nothing_is_not_told_where_to_pay() -> None:
    book = trading().add("house.described", None, "2026-01-01", **HOUSE)
    book.add("payment.received", "ACME", "2026-03-11", number="P2", amount="2000.00")
    assert not {"Pay to", "Payment reference"} & {name for name, _ in sheet_of(book).facts}


def test_the_sender_the_account_and_the_address_are_those_of_the_day_of_drawing() -> None:
    book = trading(address="Old Street 1").add("house.described", None, "2026-01-01", **HOUSE)
    book.add("client.details_changed", "ACME", "2026-04-05", address="New Street 2")
    book.add("client.renamed", "ACME", "2026-04-06", name="Acme of today")
    moved = HOUSE | {"bank_accounts": [{"iban": "DE89370400440532013000"}]}
    book.add("house.described", None, "2026-04-10", **moved)
    before, after = (dict(sheet_of(book, drawn=date(2026, 4, day)).facts) for day in (4, 10))
    assert before["Pay to"].startswith("IBAN RO49")
    assert after["Pay to"] == "IBAN DE89 3704 0044 0532 0130 00"
    assert [facts["Address"] for facts in (before, after)] == ["Old Street 1", "New Street 2"]
    assert [facts["Client"] for facts in (before, after)] == ["ACME Ltd", "Acme of today"]


def test_a_house_described_after_the_day_of_drawing_signs_no_statement() -> None:
    book = trading().add("house.described", None, "2026-04-02", **HOUSE)
    assert "Issued by" not in dict(sheet_of(book, drawn=date(2026, 4, 1)).facts)
    assert "Issued by" in dict(sheet_of(book, drawn=date(2026, 4, 2)).facts)


def test_disputed_and_unapplied_money_are_named_and_a_credit_is_said_to_be_one() -> None:
    book = trading().add(
        "dispute.opened", "ACME", "2026-03-20", number="D", document="2", amount="5", reason="r"
    )
    (part,) = sheet_of(book).parts
    assert part.disputed == ("Disputed, within the balance", "5.00")
    book.add("credit_note.issued", "ACME", "2026-03-21", number="C", amount="2000")
    said = sheet_of(book)
    assert ("Payments and credits not applied", "-2,000.00") in said.parts[0].ages
    assert said.remarks[0] == "A negative balance is in your favour."


def test_a_line_refers_to_three_documents_at_most() -> None:
    settles = [{"document": number, "amount": "1"} for number in "12345"]
    book = trading().add("payment.received", "ACME", "2026-03-20", number="Q", amount="5", settles=settles)
    assert sheet_of(book).parts[0].rows[-1][3] == "1, 2, 3 …"


def test_a_group_says_whose_each_line_is() -> None:
    book = trading().client("SUB", parent="ACME")
    book.add("invoice.issued", "SUB", "2026-03-07", number="1", amount="9.00")
    said = sheet_of(book, group=True)
    assert ("Companies", "ACME ACME Ltd, SUB SUB Ltd") in said.facts
    assert [row[1] for row in said.parts[0].rows] == ["ACME", "SUB", "ACME"]
    assert said.parts[0].opening[:3] == ["1 Mar 2026", "Opening balance", ""]


@pytest.mark.parametrize(
    ("language", "title", "opening"),
    [
        ("ro", "Extras de cont", "Sold inițial"),
        ("hu", "Folyószámla-kivonat", "Nyitó egyenleg"),
        ("az", "Hesabdan çıxarış", "İlkin qalıq"),
        ("sq", "Pasqyra e llogarisë", "Gjendja fillestare"),
        ("th", "ใบแจ้งยอดบัญชี", "ยอดยกมา"),
    ],
)
def test_a_page_is_in_one_language_and_says_which(language: str, title: str, opening: str) -> None:
    found = paged(trading(), language)
    assert found.all("html") == [{"lang": language, "dir": "ltr"}]
    assert title in found.texts
    assert opening in found.texts


def test_a_page_repeats_its_head_when_printed_and_has_a_number_in_each_column() -> None:
    found = paged(trading())
    assert len(found.all("thead")) == len(found.all("table")) == 2
    assert sum(1 for cell in found.all("th") if cell.get("class") == "amount") == 3 + 7
    text = page(sheet_of(trading()))
    for rule in ("size: A4", "display: table-header-group", "break-inside: avoid", "tabular-nums"):
        assert rule in text


def test_a_page_needs_nothing_but_itself() -> None:
    found = paged(trading())
    assert {tag for tag, _ in found.elements} <= ELEMENTS
    assert not any(
        name in attributes for _, attributes in found.elements for name in ("src", "href", "style")
    )
    assert "url(" not in page(sheet_of(trading()))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_client_is_called_is_never_markup(name: str) -> None:
    book = Book().client(name, name=name, tax_id=name)
    book.add("invoice.issued", name, "2026-03-05", number=name, amount="50")
    found = paged(book, client=name, sender=name)
    plain = {tag for tag, _ in paged(trading()).elements}
    assert {tag for tag, _ in found.elements} <= plain
    assert found.texts.count(name) == 5


PLAIN = sheet_of(trading())


@given(name=st.text())
def test_any_text_leaves_the_page_whole(name: str) -> None:
    found = Page(page(replace(PLAIN, facts=[(name, name)])))
    assert len(found.all("table")) == 2


def test_a_logo_stands_in_the_page_itself() -> None:
    found = paged(trading(), logo="data:image/png;base64,AAAA")
    assert [one["src"] for one in found.all("img")] == ["data:image/png;base64,AAAA"]
    (policy,) = (one["content"] for one in found.all("meta") if "http-equiv" in one)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_only_the_tables_scroll_on_a_narrow_screen() -> None:
    assert "@media screen { section { overflow-x: auto; } }" in page(sheet_of(trading()))


def test_characters_that_nobody_sees_are_replaced() -> None:
    found = paged(trading(), sender="evil\u202etxt\u200b\x85.")
    assert (
        "evil\N{REPLACEMENT CHARACTER}txt\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}." in found.texts
    )
