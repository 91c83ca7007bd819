"""The words of documents: complete catalogues, and amounts and dates as their readers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from projections.receivables.movements import WHATS
from reporting.names import NAMES
from reporting.words import DOMAIN, UnknownLanguage, Words, languages, words_for, words_in
from tests.helpers.places import ROOT

REPORTING = ROOT / "reporting"
LOCALES = REPORTING / "locales"
_PLACEHOLDER = re.compile(r"%\(\w+\)s")

Key = str | tuple[str, ...]


def said_in_code() -> set[Key]:
    """The messages of the modules, as the tools of gettext find them."""
    return {message for _, _, message, _, _ in extract_from_dir(REPORTING)}


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name if path.suffix == ".po" else None)


def messages(path: Path) -> Iterator[tuple[Key, Message]]:
    for message in catalogue(path):
        if message.id:
            yield message.id if isinstance(message.id, str) else tuple(message.id), message


def translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def test_the_template_has_every_message_of_the_code_and_no_other() -> None:
    assert {key for key, _ in messages(LOCALES / f"{DOMAIN}.pot")} == said_in_code()


def test_there_are_words_in_these_languages() -> None:
    assert {"az", "de", "en", "hu", "ro", "ru", "sq", "th"} <= set(languages())


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_a_catalogue_translates_every_message_and_nothing_else(language: str) -> None:
    found = dict(messages(path_of(language)))
    assert set(found) == said_in_code()
    assert not catalogue(path_of(language)).obsolete
    for key, message in found.items():
        assert not message.fuzzy, key
        assert all(text.strip() for text in translations(message)), key


@pytest.mark.parametrize("language", [name for name in languages() if name != "en"])
def test_a_translation_has_the_plurals_of_its_language_and_the_placeholders_of_its_message(
    language: str,
) -> None:
    forms = len({Locale.parse(language).plural_form(count) for count in range(1_000)})  # as CLDR has them
    assert catalogue(path_of(language)).num_plurals == forms
    for key, message in messages(path_of(language)):
        said = translations(message)
        assert len(said) == (1 if isinstance(key, str) else forms), key
        wanted = placeholders(key if isinstance(key, str) else key[-1])
        assert all(placeholders(text) == wanted for text in said), key


def test_every_kind_of_movement_has_a_name() -> None:
    assert set(NAMES) == set(WHATS)


def test_romanian_has_three_plurals() -> None:
    said = words_in("ro")
    texts = [said.ngettext("%(span)s day overdue", "%(span)s days overdue", count) for count in (1, 15, 30)]
    assert texts == ["Întârziere %(span)s zi", "Întârziere %(span)s zile", "Întârziere %(span)s de zile"]


def test_russian_has_three_plurals() -> None:
    said = words_in("ru")
    texts = [
        said.ngettext("%(span)s day overdue", "%(span)s days overdue", count) for count in (21, 2, 30, 111)
    ]
    assert [text.rpartition(" ")[2] for text in texts] == ["день", "дня", "дней", "дней"]


@pytest.mark.parametrize(
    ("language", "money", "day", "long"),
    [
        ("en", "1,234,567.50", "3 Jun 2026", "3 June 2026"),
        ("en-US", "1,234,567.50", "Jun 3, 2026", "June 3, 2026"),
        ("ro", "1.234.567,50", "3 iun. 2026", "3 iunie 2026"),
        ("ro-MD", "1.234.567,50", "3 iun. 2026", "3 iunie 2026"),
        ("hu_HU", "1 234 567,50", "2026. jún. 3.", "2026. június 3."),
        ("az-AZ", "1.234.567,50", "3 iyn 2026", "3 iyun 2026"),
        ("sq", "1 234 567,50", "3 qer 2026", "3 qershor 2026"),
        ("de-DE", "1.234.567,50", "03.06.2026", "3. Juni 2026"),
        ("ru-RU", "1 234 567,50", "3 июн. 2026\u202fг.", "3 июня 2026\u202fг."),
        ("th-TH", "1,234,567.50", "3 มิ.ย. 2026", "3 มิถุนายน ค.ศ. 2026"),
    ],
)
def test_amounts_and_dates_are_written_as_the_reader_writes_them(
    language: str, money: str, day: str, long: str
) -> None:
    said = words_in(language)
    assert said.money(Decimal("1234567.5"), "HUF").replace("\N{NO-BREAK SPACE}", " ") == money
    assert (said.day(date(2026, 6, 3)), said.day(date(2026, 6, 3), "long")) == (day, long)


def test_decimals_are_those_of_the_currency_and_nothing_is_rounded() -> None:
    said = words_in("en")
    amounts = [("5", "JPY"), ("5", "KWD"), ("-0.005", "EUR"), ("123456789012345678901234.00000001", "EUR")]
    assert [said.money(Decimal(amount), currency) for amount, currency in amounts] == [
        "5", "5.000", "-0.005", "123,456,789,012,345,678,901,234.00000001",
    ]  # fmt: skip


@given(
    amount=st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12
    ),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_an_amount_can_be_read_back_exactly(amount: Decimal, currency: str) -> None:
    assert Decimal(words_in("en").money(amount, currency).replace(",", "")) == amount


@pytest.mark.parametrize("language", ["xx", "", "not a language", "../../ro", "yi", "r"])
def test_a_language_without_words_is_refused_by_name(language: str) -> None:
    with pytest.raises(UnknownLanguage, match=f"choose one of: {', '.join(languages())}"):
        words_in(language)


@pytest.mark.parametrize(
    ("language", "tag"), [(None, "en-GB"), ("yi", "en-GB"), ("ro-MD", "ro-MD"), ("th", "th")]
)
def test_a_client_is_written_to_in_its_own_language_or_in_english(language: str | None, tag: str) -> None:
    assert words_for(language).tag == tag


def test_languages_that_run_from_right_to_left_are_told_apart() -> None:
    assert Words(Locale("ar"), NullTranslations()).direction == "rtl"
    assert words_in("th").direction == "ltr"
