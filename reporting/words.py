"""The words of documents in the client's language: messages, money and dates.

The English sentence in the code is the message. Its translations are in gettext catalogues,
``reporting/locales/<language>/LC_MESSAGES/documents.po``. The program compiles a catalogue when it reads it,
so no compiled file can be out of date. The locale decides digits and separators, the currency decides the
decimals, and no amount is rounded. Years are those of the Gregorian calendar, in every language.
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
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, format_decimal, parse_pattern

from ledger.errors import LedgerError
from ledger.money import WIDE, minor_unit

DOMAIN = "documents"
"""The name of the catalogues, which all documents share."""
SOURCE = "en"
"""The language in which the messages are written."""
_PLAIN_ENGLISH = "en_GB"  # 3 Jun 2026 is read alike everywhere, 6/3/26 is not


class UnknownLanguage(LedgerError):
    """Documents have no translation into the language asked for."""

    code = "unknown-language"

    def __init__(self, wanted: str, known: Iterable[str]) -> None:
        self.wanted = wanted
        super().__init__(
            f"there are no words for the language '{wanted}'", f"choose one of: {', '.join(known)}"
        )


@dataclass(frozen=True, slots=True)
class Words:
    """A language, and how it writes numbers and dates."""

    locale: Locale
    translations: NullTranslations
    _days: dict[tuple[date, str], str] = field(default_factory=dict, repr=False)
    _patterns: dict[str, NumberPattern] = field(default_factory=dict, repr=False)

    @property
    def tag(self) -> str:
        """The language tag of BCP 47: ro-RO."""
        return str(self.locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """The direction of writing: "ltr" or "rtl"."""
        return str(self.locale.text_direction)

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message in the plural form of this language for a number of things."""
        return self.translations.ngettext(one, many, count)

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with the decimals of its currency, or with more if it has more."""
        pattern = self._patterns.get(currency)
        if pattern is None:
            whole = self.locale.decimal_formats[None].pattern.partition(".")[0]
            digits = minor_unit(currency)
            pattern = self._patterns[currency] = parse_pattern(f"{whole}.{'0' * digits}" if digits else whole)
        with localcontext(WIDE):  # Babel uses the current context, which may be too narrow for the amount
            return str(pattern.apply(amount, self.locale, decimal_quantization=False))

    def number(self, count: int) -> str:
        """A whole number."""
        return str(format_decimal(count, locale=self.locale))

    def figure(self, figure: Decimal) -> str:
        """A number with all its decimals, apart from zeros at their end."""
        with localcontext(WIDE):
            plain = figure.normalize()
            return str(format_decimal(plain, locale=self.locale, decimal_quantization=False))

    def currency(self, code: str) -> str:
        """The name of a currency, or its code if the language has no name for it."""
        return str(self.locale.currencies.get(code, code))

    def month(self, day: date) -> str:
        """The month of a day, shortened, with its year."""
        return str(format_skeleton("yMMM", day, locale=self.locale))

    def day(self, day: date, style: str = "medium") -> str:
        """A date; "long" with the month in full."""
        written = self._days.get((day, style))
        if written is None:
            written = self._days[day, style] = format_date(day, style, self.locale)
        return written


def languages() -> list[str]:
    """The languages that documents are translated into."""
    return sorted({SOURCE, *(folder.name for folder in _catalogues().iterdir() if _catalogue(folder.name))})


def words_in(language: str) -> Words:
    """The words of a language that a user asks for, such as ro or ro-MD.

    Raises:
        UnknownLanguage: documents have no translation into it.
    """
    found = _words(language)
    if found is None:
        raise UnknownLanguage(language, languages())
    return found


def words_for(language: str | None) -> Words:
    """The words of a client's language, or English if there are none."""
    found = _words(language) if language else None
    return found or words_in(SOURCE)


def untranslated(language: str | None) -> str | None:
    """What to tell the sender of a document in a language that has no words; None if it has some."""
    if not language or _words(language) is not None:
        return None
    return f"there are no words for the language '{language}', so it is in English; there are: {', '.join(languages())}"


def _words(language: str) -> Words | None:
    """Words in a language, with the format of its region; None without a catalogue."""
    try:
        locale = Locale.parse(language.strip().replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    if locale.language == SOURCE:
        return Words(locale if locale.territory else Locale.parse(_PLAIN_ENGLISH), NullTranslations())
    for name in (str(locale), locale.language):
        if (catalogue := _catalogue(name)) is not None:
            return Words(locale, catalogue)
    return None


def _catalogues() -> Traversable:
    return files("reporting") / "locales"


@lru_cache
def _catalogue(language: str) -> GNUTranslations | None:
    """A compiled catalogue without its fuzzy messages; None if there is no such file."""
    source = _catalogues() / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not source.is_file():
        return None
    compiled = BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
