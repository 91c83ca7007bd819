"""Money, text and times: the values that everything else is made of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ledger.constrained import Amount, Identifier
from ledger.money import CURRENCIES, WITHDRAWN, minor_unit, quantum
from ledger.text import fold, nfc
from ledger.times import month_ends, month_ends_before, parse_date, parse_moment, shifted, stamp

amounts: TypeAdapter[Decimal] = TypeAdapter(Amount)
identifiers: TypeAdapter[str] = TypeAdapter(Identifier)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("12.50", "12.50"), (3, "3"), (Decimal("0.1"), "0.1"), ("-0.01", "-0.01"), (" 1 ", "1")],
)
def test_money_is_exact_and_stays_as_it_was_written(written: object, meant: str) -> None:
    assert str(amounts.validate_python(written)) == meant


@pytest.mark.parametrize("written", [1.1, "1,5", "", None, True, "NaN", "Infinity", "1e30", "0.123456789"])
def test_what_is_not_an_exact_number_is_not_money(written: object) -> None:
    with pytest.raises(ValidationError):
        amounts.validate_python(written)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_money_survives_json(amount: Decimal) -> None:
    assert amounts.validate_json(amounts.dump_json(amount)) == amount


def test_currencies_have_their_own_decimals() -> None:
    assert [minor_unit(code) for code in ("EUR", "JPY", "KWD", "CLF", "HUF")] == [2, 0, 3, 4, 2]
    assert quantum("JPY") == 1
    assert quantum("AZN") == Decimal("0.01")
    assert minor_unit("DEM") == 2
    assert not WITHDRAWN.keys() & CURRENCIES.keys()
    assert {"AZN", "RON", "THB", "ALL", "HUF", "EUR"} <= set(CURRENCIES)
    assert len(CURRENCIES) > 160


def test_text_that_looks_equal_is_equal() -> None:
    assert identifiers.validate_python(" S\u0327irk\u0259t ") == "Şirkət"
    assert nfc("\u0e40\u0e01\u0e34\u0e19") == "เกิน"


@pytest.mark.parametrize("bad", ["", "  ", "a\x00b", "a\nb", "x" * 201])
def test_an_identifier_is_one_line_of_visible_text(bad: str) -> None:
    with pytest.raises(ValidationError):
        identifiers.validate_python(bad)


def test_names_are_folded_by_the_rules_of_their_language() -> None:
    assert fold("İLQAR", "az") == fold("ilqar", "az")
    assert fold("ILQAR", "az") == fold("ılqar", "az") != fold("ilqar", "az")
    assert fold("ILQAR") == fold("ilqar")
    assert fold("STRASSE") == fold("straße")
    assert fold("Ștefan") == fold("ȘTEFAN")


def test_a_moment_keeps_its_offset_and_a_date_is_the_start_of_its_day() -> None:
    assert parse_moment("2026-03-01") == datetime(2026, 3, 1, tzinfo=UTC)
    assert parse_moment("2026-03-01T10:00+04:00").utcoffset() == timedelta(hours=4)
    with pytest.raises(ValueError, match="a day that there is"):
        parse_moment("2026-13-01")
    with pytest.raises(ValueError, match="write a day that there is"):
        parse_date("tomorrow")


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 1, 1)),
    st.integers(-12, 14),
    st.data(),
)
def test_the_order_of_stamps_is_the_order_of_moments(
    naive: datetime, hours: int, data: st.DataObject
) -> None:
    one = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    other = data.draw(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 1, 1))).replace(
        tzinfo=UTC
    )
    assert (stamp(one) < stamp(other)) == (one < other)


def test_a_moment_without_a_zone_has_no_stamp() -> None:
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 3, 1))


def test_withdrawn_currencies_end_on_the_days_that_cldr_knows() -> None:
    ends: dict[str, set[tuple[int, int, int] | None]] = {}
    for rows in get_global("territory_currencies").values():
        for code, _, end, is_tender in rows:
            if is_tender:
                ends.setdefault(code, set()).add(end)
    for code, last in WITHDRAWN.items():
        days = {date(*end) for end in ends[code] if end is not None}
        assert None not in ends[code]
        assert max(days) == date.fromisoformat(last)
    assert {"BGN", "HRK", "ANG", "SLL", "LTL", "DEM"} <= WITHDRAWN.keys()


@pytest.mark.parametrize(
    ("day", "days", "found"),
    [
        (date(2026, 3, 1), -1, date(2026, 2, 28)),
        (date.max, 3, date.max),
        (date(1, 1, 2), -91, date.min),
        (date(2026, 3, 1), 10**30, date.max),
    ],
)
def test_a_day_that_is_reckoned_lies_within_the_calendar(day: date, days: int, found: date) -> None:
    assert shifted(day, days) == found


def test_the_months_before_a_day_end_with_the_calendar() -> None:
    assert [*month_ends_before(date(1, 3, 31))] == [date(1, 2, 28), date(1, 1, 31)]
    assert next(month_ends_before(date.max)) == date(9999, 11, 30)


def test_month_ends_lie_from_a_day_on_and_before_another() -> None:
    assert month_ends(date(2026, 1, 31), date(2026, 3, 31)) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert month_ends(date(2026, 3, 1), date(2026, 3, 31)) == []
    assert month_ends(date.max, date(2026, 3, 31)) == []
    assert month_ends(date.min, date(1900, 3, 1)) == [date(1900, 1, 31), date(1900, 2, 28)]
