"""An address holds all that decides an answer, and reads back as it was written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.web import Address, BadAddress
from tests.helpers.depth import tries

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: text == text.strip()
)
ADDRESSES = st.builds(
    Address,
    page=st.sampled_from(["", "client", "key-accounts"]),
    client=st.none() | TEXTS,
    manager=st.none() | TEXTS,
    group=st.booleans(),
    items=st.booleans(),
    as_of=st.none() | st.dates(),
    known_at=st.none() | st.datetimes(min_value=datetime(1, 1, 3), timezones=st.just(UTC)),
    sort=st.none() | TEXTS,
    after=st.integers(0, 10**9 - 1),
    entry=st.none() | st.integers(1, 10**9 - 1),
)


def read(url: str) -> Address:
    parts = urlsplit(url)
    return typed(parts.path.removeprefix("/"), parse_qsl(parts.query, keep_blank_values=True))


def typed(page: str, pairs: list[tuple[str, str]]) -> Address:
    return Address.of(page, pairs, lambda: UTC)


@tries(60, 300)
@given(ADDRESSES)
def test_an_address_reads_back_as_it_was_written(address: Address) -> None:
    assert read(address.url) == address


def test_codes_stand_in_the_query_whatever_characters_they_have() -> None:
    assert Address(page="client", client="../a/b?c#d&e").url == "/client?client=..%2Fa%2Fb%3Fc%23d%26e"


def test_another_page_keeps_the_clocks_and_the_choices_and_nothing_else() -> None:
    here = Address(page="sales", client="A", manager="Ana", as_of=date(2026, 6, 30), sort="value", after=200)
    assert here.to("health").url == "/health?manager=Ana&as_of=2026-06-30"


def test_an_empty_value_of_a_form_is_none() -> None:
    assert typed("", [("as_of", ""), ("manager", " ")]) == Address()


def test_a_day_means_its_end() -> None:
    known = typed("", [("known_at", "2026-06-30")])
    assert known.known_at == datetime(2026, 6, 30, 23, 59, 59, 999_999, UTC)
    assert known.url == "/?known_at=2026-06-30T23%3A59%3A59Z"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-06-30T10:00", datetime(2026, 6, 30, 6, 0, 59, 999_999, UTC)),
        ("2026-06-30", datetime(2026, 6, 30, 19, 59, 59, 999_999, UTC)),
        ("2026-06-30T10:00Z", datetime(2026, 6, 30, 10, 0, 59, 999_999, UTC)),
    ],
)
def test_a_moment_without_an_offset_is_in_the_zone_of_the_house(text: str, meant: datetime) -> None:
    read_in_baku = Address.of("", [("known_at", text)], lambda: ZoneInfo("Asia/Baku"))
    assert read_in_baku.known_at == meant
    assert read(read_in_baku.url) == Address(known_at=meant)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([("as_of", "31.12.2026")], "as of is '31.12.2026'; write 2026-12-31"),
        ([("known_at", "noon")], "known at is 'noon'; write a day that there is, like 2026-03-01, or a time"),
        ([("group", "1")], "group is '1'; write yes, or leave it out"),
        ([("after", "-1")], "after is '-1'; write a whole number, like 12"),
        ([("entry", "²")], "entry is '²'; write a whole number, like 12"),
        ([("entry", "9" * 5_000)], "entry has 5,000 characters; give no more than 1,000"),
        ([("manger", "Ana")], "no page has 'manger'; did you mean 'manager'?"),
        ([("by", "month"), ("by", "client")], "by is given twice; give it once"),
    ],
)
def test_what_no_page_understands_is_refused(pairs: list[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(BadAddress) as refused:
        typed("health", pairs)
    assert str(refused.value).startswith(sentence)


def test_a_name_may_be_written_as_the_option_is() -> None:
    assert typed("", [("as-of", "2026-06-30")]).as_of == date(2026, 6, 30)
