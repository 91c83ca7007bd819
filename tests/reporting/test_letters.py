"""Letters as they are read: in the client's language, safe whatever a name holds, one file each."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from gettext import NullTranslations
from typing import Any

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from ledger.judging import make_event
from projections.collections.letters import Asked, Letter
from projections.collections.reminders import ReminderRow
from reporting.letters import LetterTexts, file_name, page, texts
from reporting.words import Words, languages, words_in
from tests.conftest import Golden
from tests.helpers.markup import HOSTILE, Page

ROW = ReminderRow(
    client="ACME",
    name="Acme",
    document="2026/17",
    instalment=None,
    currency="EUR",
    due=date(2026, 6, 15),
    days_late=15,
    open=Decimal("1234.50"),
    disputed=Decimal("0.00"),
    promised=Decimal("0.00"),
    asked=Decimal("1234.50"),
    level=1,
    step="due + 10 days",
    last=None,
    sent=0,
    interest=Decimal("0.41"),
    fee=Decimal("10.00"),
    held=None,
)
HOUSE: dict[str, Any] = {
    "name": "Casa Verde SRL",
    "address": "Str. Morii 4\nCluj",
    "tax_id": "RO99",
    "email": "office@casaverde.example",
    "bank_accounts": [{"iban": "RO49AAAA1B31007593840000", "bic": "AAAAROBU"}],
}


def letter(code: str = "ACME", name: str = "Acme Trading Ltd", **changed: Any) -> Letter:
    registered = {"code": code, "name": name, "currency": "EUR", "address": "1 High Street\nTown"}
    whole: Any = {
        "client": code,
        "number": "2026-06-30-1",
        "level": 1,
        "last": False,
        "on": date(2026, 6, 30),
        "pay_by": date(2026, 7, 7),
        "sender": make_event("house.described", HOUSE),
        "registered": make_event("client.registered", registered),
        "asked": [Asked(ROW, "invoice"), Asked(charge(), "charge")],
        "unapplied": {},
        "policy": "2026-1",
        "known_at": datetime(2026, 6, 30, 9, tzinfo=UTC),
        "position": 7,
    }
    return Letter(**whole | changed)


def charge() -> ReminderRow:
    zero = Decimal("0.00")
    return replace(
        ROW, document="F-1", open=Decimal(10), asked=Decimal(10), days_late=1_200, interest=zero, fee=zero
    )


def said(language: str = "en", **changed: Any) -> LetterTexts:
    return texts(letter(**changed), words_in(language))


def paged(found: LetterTexts) -> Page:
    return Page(page(found))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_letter_reads_so(language: str, golden: Golden) -> None:
    text = re.sub("(?s)<style>.*</style>", "<style></style>", page(said(language)))
    golden(f"letter-{language}.html", text)


def test_it_says_who_writes_to_whom_what_to_pay_and_where() -> None:
    found = said()
    assert found.sender == [
        "Casa Verde SRL",
        "Str. Morii 4",
        "Cluj",
        "Tax number RO99",
        "office@casaverde.example",
    ]
    assert found.addressee == ["Acme Trading Ltd", "1 High Street", "Town"]
    (part,) = found.parts
    assert [column.title for column in part.columns] == [
        "Document", "Number", "Due", "Days overdue", "Open amount", "Interest", "Fee", "To pay",
    ]  # fmt: skip
    assert part.rows[0] == [
        "Invoice", "2026/17", "15 Jun 2026", "15", "1,234.50", "0.41", "10.00", "1,244.91",
    ]  # fmt: skip
    assert part.rows[1][:4] == ["Costs", "F-1", "15 Jun 2026", "1,200"]
    assert part.total[4:] == ["1,244.50", "0.41", "10.00", "1,254.91"]
    assert found.paying == [
        ("Amount to pay", "1,254.91\N{NO-BREAK SPACE}EUR"),
        ("Pay by", "7 July 2026"),
        ("Pay to", "IBAN RO49 AAAA 1B31 0075 9384 0000, BIC AAAAROBU"),
        ("Payment reference", "ACME"),
    ]


def test_a_column_of_nothing_is_left_out_and_deductions_are_named() -> None:
    zero = Decimal("0.00")
    row = replace(ROW, interest=zero, fee=zero, disputed=Decimal(200), asked=Decimal("1034.50"), instalment=2)
    (part,) = said(asked=[Asked(row, "invoice")]).parts
    assert [column.title for column in part.columns][4:] == ["Open amount", "Disputed or promised", "To pay"]
    assert part.rows[0][0] == "Invoice, instalment 2"
    assert part.rows[0][4:] == ["1,234.50", "-200.00", "1,034.50"]


def test_each_currency_has_its_own_table_and_sum() -> None:
    dollars = replace(ROW, currency="USD", document="D")
    found = said(asked=[Asked(dollars, "order"), Asked(ROW, "invoice")])
    assert [part.heading for part in found.parts] == ["EUR · Euro", "USD · US Dollar"]
    assert [value[-3:] for name, value in found.paying if name == "Amount to pay"] == ["EUR", "USD"]


@pytest.mark.parametrize(
    ("level", "last", "title", "words"),
    [
        (1, False, "Payment reminder", "escaped your attention"),
        (2, False, "Payment reminder no. 2", "reminded you before"),
        (3, True, "Last payment reminder", "take further steps"),
    ],
)
def test_the_later_the_reminder_the_firmer_its_words(level: int, last: bool, title: str, words: str) -> None:  # noqa: FBT001 - a row of the table
    found = said(level=level, last=last)
    assert found.title == title
    assert words in found.request
    assert "7 July 2026" in found.request


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_language_has_the_day_in_its_request_and_one_stop_after_it(language: str, level: int) -> None:
    found = said(language, level=level, last=level == 3)
    assert words_in(language).day(date(2026, 7, 7), "long") in found.request
    assert ".." not in found.request
    assert paged(found).all("html") == [{"lang": found.language, "dir": "ltr"}]


@pytest.mark.parametrize("language", languages())
def test_a_notice_says_in_every_language_that_nothing_is_late_yet(language: str) -> None:
    coming = replace(ROW, due=date(2026, 7, 3), days_late=-3, interest=Decimal(0), fee=Decimal(0))
    found, late = said(language, level=0, asked=[Asked(coming, "invoice")]), said(language)
    assert found.title not in {"", late.title}
    assert found.request not in {"", late.request}
    assert (found.title == "Notice of payments due soon") == (language == "en")
    assert [len(part.columns) for part in found.parts] == [len(late.parts[0].columns) - 3], (
        "no days, no charges"
    )
    assert {len(row) for part in found.parts for row in (*part.rows, part.total)} == {
        len(found.parts[0].columns)
    }


@pytest.mark.parametrize("language", languages())
def test_what_is_not_applied_may_be_deducted(language: str) -> None:
    said_so = said(language, unapplied={"EUR": Decimal("80.50")})
    assert len(said_so.remarks) == len(said(language).remarks) + 1
    assert said(language, unapplied={"USD": Decimal(1)}).remarks == said(language).remarks, (
        "nothing is asked in USD"
    )
    assert ("may be deducted" in said_so.remarks[0]) == (language == "en")


def test_a_letter_may_run_from_right_to_left() -> None:
    found = texts(letter(), Words(Locale("ar"), NullTranslations()))
    text = page(found)
    assert Page(text).all("html") == [{"lang": "ar", "dir": "rtl"}]
    assert "<bdi>Acme Trading Ltd</bdi>" in text
    assert not re.search(r"\b(margin|padding|border)-(left|right)|text-align: (left|right)", text)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_client_is_called_is_never_markup(name: str) -> None:
    found = paged(said(code=name, name=name))
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in paged(said()).elements]
    assert found.texts.count(name) == 3
    (mark,) = (one["content"] for one in found.all("meta") if one.get("name") == "goodwill-letter")
    assert mark == f"{name} 2026-06-30-1"


def test_a_letter_needs_nothing_but_itself_and_prints_on_sheets() -> None:
    found = replace(said(), logo="data:image/jpeg;base64,AAAA")
    assert paged(found).all("img") == [{"class": "logo", "src": "data:image/jpeg;base64,AAAA", "alt": ""}]
    text = page(said())
    assert "url(" not in text
    assert "href" not in text
    for rule in ("size: A4", "display: table-header-group", "break-inside: avoid"):
        assert rule in text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ACME", "ACME"),
        ("a/b", "a%2Fb"),
        ("../x", "%2E.%2Fx"),
        ("A.B_c-1", "A.B_c-1"),
        ("100% *?", "100%25%20%2A%3F"),
        ("Şirkət", "Şirkət"),
    ],
)
def test_a_file_name_is_safe_and_readable(code: str, name: str) -> None:
    assert file_name(letter(code)) == f"{name}-2026-06-30-1.html"


@pytest.mark.parametrize("letters", ["a", "ก", "/", "/ก"])
def test_a_file_name_is_never_too_long(letters: str) -> None:
    codes = [letters * 100 + end for end in "ab"]
    names = {file_name(letter(code[-200:])) for code in codes}
    assert len(names) == 2
    assert max(len(name.encode()) for name in names) <= 235


@given(codes=st.sets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=2, max_size=2))
def test_two_codes_never_share_a_file_name(codes: set[str]) -> None:
    names = {file_name(replace(letter(), client=code)) for code in codes}
    assert len(names) == 2
    assert not any("/" in name or "\0" in name or name.startswith(".") for name in names)
