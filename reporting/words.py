"""What a document for a client says, in the client's language: messages, money and dates.

The English sentence in the code is the message. Its translations are in gettext catalogues,
``reporting/locales/<language>/LC_MESSAGES/<document>.po``, which are compiled as they are read: nothing is built, so
nothing can be out of date. Digits and separators follow the locale; how many decimals an amount has follows its
currency, and nothing is rounded. Years are those of the Gregorian calendar, in every language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, parse_pattern

from ledger.errors import LedgerError
from ledger.money import WIDE, minor_unit

SOURCE = "en"
"""The language in which the messages are written."""
_PLAIN_ENGLISH = "en_GB"  # 3 Jun 2026 is read alike everywhere, 6/3/26 is not


class UnknownLanguage(LedgerError):
    """A document is wanted in a language that it is not written in."""

    code = "unknown-language"

    def __init__(self, wanted: str, known: Iterable[str]) -> None:
        self.wanted = wanted
        super().__init__(f"there are no words for the language '{wanted}'; choose one of: {', '.join(known)}")


@dataclass(frozen=True, slots=True)
class Words:
    """A language, and how its readers write numbers and dates."""

    locale: Locale
    translations: NullTranslations
    _days: dict[tuple[date, str], str] = field(default_factory=dict, repr=False)
    _patterns: dict[str, NumberPattern] = field(default_factory=dict, repr=False)

    @property
    def tag(self) -> str:
        """The language as BCP 47 writes it: ro-RO."""
        return str(self.locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """In which direction it is written: "ltr" or "rtl"."""
        return str(self.locale.text_direction)

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message in the form that this language has for a number of things."""
        return self.translations.ngettext(one, many, count)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with the decimals of its currency, and with more where it has more."""
        pattern = self._patterns.get(currency)
        if pattern is None:
            whole = self.locale.decimal_formats[None].pattern.partition(".")[0]
            digits = minor_unit(currency)
            pattern = self._patterns[currency] = parse_pattern(f"{whole}.{'0' * digits}" if digits else whole)
        with localcontext(
            WIDE
        ):  # Babel works in the context it finds, which may be too narrow for the amount
            return str(pattern.apply(amount, self.locale, decimal_quantization=False))

    def currency(self, code: str) -> str:
        """What a currency is called; its code where the language has no name for it."""
        return str(self.locale.currencies.get(code, code))

    def day(self, day: date, style: str = "medium") -> str:
        """A date; "long" with the month in full."""
        written = self._days.get((day, style))
        if written is None:
            written = self._days[day, style] = format_date(day, style, self.locale)
        return written


def languages(document: str) -> list[str]:
    """The languages in which there are words for a document."""
    return sorted(
        {SOURCE, *(folder.name for folder in _catalogues().iterdir() if _catalogue(document, folder.name))}
    )


def words_in(document: str, language: str) -> Words:
    """The words of a document in a language that somebody asks for, such as ro or ro-MD.

    Raises:
        UnknownLanguage: nobody has translated the document into it.
    """
    found = _words(document, language)
    if found is None:
        raise UnknownLanguage(language, languages(document))
    return found


def words_for(document: str, language: str | None) -> Words:
    """The words of a document in a client's language; in English where there are none."""
    found = _words(document, language) if language else None
    return found or words_in(document, SOURCE)


def _words(document: str, language: str) -> Words | None:
    """Words in a language, written as its region writes; none where the language has no catalogue."""
    try:
        locale = Locale.parse(language.strip().replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    if locale.language == SOURCE:
        return Words(locale if locale.territory else Locale.parse(_PLAIN_ENGLISH), NullTranslations())
    for name in (str(locale), locale.language):
        if (said := _catalogue(document, name)) is not None:
            return Words(locale, said)
    return None


def _catalogues() -> Traversable:
    return files("reporting") / "locales"


@lru_cache
def _catalogue(document: str, language: str) -> GNUTranslations | None:
    """A catalogue, compiled; none where there is no such file. What is marked as fuzzy is left out."""
    source = _catalogues() / language / "LC_MESSAGES" / f"{document}.po"
    if not source.is_file():
        return None
    compiled = BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
