from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import get_currency_symbol
from hypothesis import given
from hypothesis import strategies as st

from ledger.importing.faults import Wrong
from ledger.importing.headings import Language, currencies_beside, languages
from ledger.importing.templates import column_name, parse
from ledger.importing.values import (
    Iso,
    Notation,
    Plain,
    date_reader,
    moment_reader,
    number_reader,
    truth,
    whole,
)

POINT = Notation()
COMMA = Notation(decimal=",", thousands=". ")
ENGLISH = Notation(thousands=",")
SWISS = Notation(thousands="'")


@pytest.mark.parametrize(
    ("notation", "text", "number"),
    [
        (POINT, "12.50", "12.50"),
        (POINT, "-7", "-7"),
        (POINT, "+7", "7"),
        (POINT, ".5", "0.5"),
        (POINT, "(1.00)", "-1.00"),
        (POINT, "5-", "-5"),
        (POINT, "5.-", "5"),
        (COMMA, "1.234,- Ft", "1234"),
        (COMMA, "1.234,--", "1234"),
        (COMMA, "-1.234,—", "-1234"),
        (POINT, "(-5.00)", "-5.00"),
        (POINT, "-6.00-", "-6.00"),
        (POINT, "($-9.00)", "-9.00"),
        (POINT, "(AZN -9.00)", "-9.00"),
        (COMMA, "(\N{MINUS SIGN}1.234,50 ₼)", "-1234.50"),
        (POINT, "\N{MINUS SIGN}5", "-5"),
        (POINT, "£ 34.04", "34.04"),
        (POINT, "AZN 7", "7"),
        (POINT, "7 USD", "7"),
        (POINT, "($1.00)", "-1.00"),
        (POINT, "12.5 %", "12.5"),
        (COMMA, "1 234,50 Ft", "1234.50"),
        (COMMA, "-1 234,50 Ft.", "-1234.50"),
        (COMMA, "(7 zł)", "-7"),
        (COMMA, "1.234,50 Kč", "1234.50"),
        (COMMA, "kr 1.234,50", "1234.50"),
        (COMMA, "25 lei", "25"),
        (COMMA, "25 ден.", "25"),
        (POINT, "๑๒.๕", "12.5"),
        (COMMA, "1.234.567,89", "1234567.89"),
        (COMMA, "1\N{NO-BREAK SPACE}234,5 ₼", "1234.5"),
        (COMMA, "1\N{NARROW NO-BREAK SPACE}234,5", "1234.5"),
        (COMMA, "100,00", "100.00"),
        (ENGLISH, "1,234.50", "1234.50"),
        (ENGLISH, "12,34,567.8", "1234567.8"),
        (SWISS, "1’234.50", "1234.50"),
        (COMMA, Plain("1.234"), "1.234"),
        (COMMA, Plain("1e3"), "1E+3"),
    ],
)
def test_a_number_is_read_in_its_notation(notation: Notation, text: str, number: str) -> None:
    assert str(number_reader(notation)(text)) == number


@pytest.mark.parametrize(
    ("notation", "text"),
    [
        (POINT, "12,50"),
        (POINT, "1,234.50"),
        (POINT, "1 234"),
        (POINT, "twelve"),
        (POINT, "-"),
        (POINT, "."),
        (POINT, "1.2.3"),
        (COMMA, "12.50"),
        (COMMA, "1.23.456,0"),
        (ENGLISH, "1,23"),
        (POINT, "1e3"),
        (POINT, "--5"),
        (POINT, "((5)"),
    ],
)
def test_a_number_of_another_notation_is_never_guessed(notation: Notation, text: str) -> None:
    with pytest.raises(Wrong, match="is not a number"):
        number_reader(notation)(text)


@pytest.mark.parametrize("language", [one for one in languages() if one.locale], ids=lambda one: one.tag)
def test_the_currency_of_every_language_is_read_as_that_language_writes_it(language: Language) -> None:
    sign = get_currency_symbol(language.currency, language.locale.replace("-", "_"))

    assert number_reader(COMMA)(f"7 {sign}") == 7
    assert language.currency in currencies_beside(sign)


@pytest.mark.parametrize(("text", "word"), [("2 500 db", "db"), ("ca. 7", "ca."), ("7 cup", "cup")])
def test_a_word_beside_a_number_that_is_no_currency_is_named(text: str, word: str) -> None:
    with pytest.raises(Wrong) as wrong:
        number_reader(COMMA)(text)

    assert str(wrong.value) == (
        f"'{text}' has '{word}' beside its number; correct it, or take it away with replace = [[\"{word}\", \"\"]]"
    )


@pytest.mark.parametrize("text", ["(+5)", "+5-"])
def test_a_number_with_a_plus_and_the_mark_of_a_negative_one_is_wrong(text: str) -> None:
    with pytest.raises(Wrong, match="leave one of them out"):
        number_reader(POINT)(text)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_number_written_with_grouped_thousands_is_read_back_exactly(number: Decimal) -> None:
    written = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))

    assert number_reader(COMMA)(written) == number


@pytest.mark.parametrize(
    ("dates", "text", "day"),
    [
        (("iso",), "2026-03-01", date(2026, 3, 1)),
        (("iso",), "2010-12-01 08:26:00", date(2010, 12, 1)),
        (("%m/%d/%Y",), "4/6/2013", date(2013, 4, 6)),
        (("%d.%m.%Y", "%d.%m.%y"), "01.02.26", date(2026, 2, 1)),
        (("excel",), "45352", date(2024, 3, 1)),
        (("unix",), "0", date(1970, 1, 1)),
        (("%d.%m.%Y",), Iso("2026-03-01"), date(2026, 3, 1)),
    ],
)
def test_a_date_is_read_in_the_stated_form(dates: tuple[str, ...], text: str, day: date) -> None:
    assert date_reader(Notation(dates=dates))(text) == day


def test_unix_seconds_are_read_in_the_stated_zone() -> None:
    baku = Notation(dates=("unix",), zone="Asia/Baku")
    # 1 July 2026, 01:30 in Baku, is 30 June, 21:30 in Greenwich
    seconds = str(int(datetime(2026, 6, 30, 21, 30, tzinfo=UTC).timestamp()))
    moment = moment_reader(baku)(seconds)
    assert (moment.isoformat(), date_reader(baku)(seconds)) == ("2026-07-01T01:30:00+04:00", date(2026, 7, 1))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d.%m.%Y", "31.02.2026"),
        ("%d/%m/%Y", "31/02/2026"),
        ("%d.%m.%Y %H:%M", "31.02.2026 10:00"),
        ("iso", "2026-02-31"),
    ],
)
def test_a_day_that_the_calendar_lacks_is_another_fault_than_another_form(form: str, text: str) -> None:
    with pytest.raises(Wrong, match=f"^there is no such day as '{text}'; correct it$"):
        date_reader(Notation(dates=(form,)))(text)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%d.%m.%Y", "31.02.26"),
        ("%d/%m/%Y", "02/13/2026"),
        ("%Y%m%d", "20260231"),
        ("excel", "2026-02-31"),
    ],
)
def test_what_may_be_a_date_in_another_form_is_no_impossible_day(form: str, text: str) -> None:
    with pytest.raises(Wrong, match="is not a date in the form"):
        date_reader(Notation(dates=(form,)))(text)


@pytest.mark.parametrize("text", ["2026-03-01", "yesterday", "03/31/2026", Iso("08:26:00")])
def test_a_date_in_another_form_is_wrong(text: str) -> None:
    with pytest.raises(Wrong, match="is not a date in the form"):
        date_reader(Notation(dates=("%d.%m.%Y",)))(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2011-07-01 09:15", "2011-07-01T09:15:00+01:00"),
        ("2011-12-09 09:15", "2011-12-09T09:15:00+00:00"),
        ("2011-12-09", "2011-12-09T00:00:00+00:00"),
        ("2011-10-30 01:30", "2011-10-30T01:30:00+01:00"),
        ("2011-12-09T09:15+04:00", "2011-12-09T09:15:00+04:00"),
    ],
)
def test_a_time_is_read_off_the_clock_of_its_zone(text: str, said: str) -> None:
    moment: datetime = moment_reader(Notation(zone="Europe/London"))(text)

    assert moment.isoformat() == said


def test_yes_and_no_have_a_few_words_and_map_gives_the_rest() -> None:
    assert [truth(word) for word in ("Yes", "true", "1", "NO", "n", "0")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    with pytest.raises(Wrong, match="neither yes nor no"):
        truth("bəli")


def test_a_whole_number_has_no_decimals_that_say_something() -> None:
    assert whole(Decimal("17850.0")) == 17850
    with pytest.raises(Wrong, match="not a whole number"):
        whole(Decimal("1.5"))


def test_a_template_is_text_with_columns_in_braces() -> None:
    assert parse("inv:{ Invoice \n No }/{{x}}") == [
        ("inv:", False),
        ("Invoice No", True),
        ("/", False),
        ("{", False),
        ("x", False),
        ("}", False),
    ]
    with pytest.raises(ValueError, match="a brace without its pair"):
        parse("{Number")


def test_a_column_is_named_without_the_accidents_of_its_header() -> None:
    assert column_name("\ufeff  Müştəri\n kodu\N{NO-BREAK SPACE}") == "Müştəri kodu"
