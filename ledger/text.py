"""Text in any script: normalised once, compared exactly, folded only for look-ups."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ledger.unseen import STEERING, all_seen

_DOTLESS_LANGUAGES = frozenset({"az", "tr"})
_LANGUAGES = {"AZ": "az", "TR": "tr"}
"""The languages of countries, where the rules of a language differ from those of all."""
_STEERING = re.compile(STEERING)
_remembered = lru_cache(maxsize=8192)
"""Lists compare the same names of people, segments and products again for every client."""


def nfc(text: str) -> str:
    """The text in Unicode Normalisation Form C, in which equal-looking text is equal."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def trimmed(text: str) -> str:
    """A code or name as it is compared: outer space trimmed, NFC."""
    return nfc(text.strip())


def with_ascii_digits(text: str) -> str:
    """The text with the digits 0 to 9 in place of those of other scripts, such as Thai or Arabic."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def visible(text: str) -> str:
    """A cell of a file without characters that only steer its display and make twins that look alike."""
    return text if text.isascii() else _STEERING.sub("", text)


def language_of(locale: str | None, country: str | None) -> str:
    """The language of a locale, or else of a country: a BCP 47 tag; empty if its rules are those of all."""
    return locale or _LANGUAGES.get(country or "", "")


@_remembered
def is_dotless(language: str) -> bool:
    """Whether a language has a dotted and a dotless i, as Azerbaijani and Turkish do."""
    return language.replace("_", "-").split("-")[0].lower() in _DOTLESS_LANGUAGES


def upper(text: str, language: str = "") -> str:
    """The text in capitals, by the rules of the language: ``i`` becomes ``İ`` in Turkish."""
    return nfc(text).replace("i", "İ").upper() if is_dotless(language) else text.upper()


def lower(text: str, language: str = "") -> str:
    """The text in small letters, by the rules of the language: ``I`` becomes ``ı`` in Turkish."""
    return nfc(text).replace("İ", "i").replace("I", "ı").lower() if is_dotless(language) else text.lower()


def fold(name: str, language: str = "") -> str:
    """A name folded for look-up: case-insensitive by Unicode and by the rules of the language.

    Azerbaijani and Turkish have two letters i: dotted (İ, i) and dotless (I, ı). The folding of other
    languages would find the wrong person.

    Args:
        name: the name as written.
        language: a BCP 47 tag such as ``az`` or ``az-AZ``; only its language part matters.
    """
    if is_dotless(language):
        name = nfc(name).replace("İ", "i").replace("I", "ı")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def with_cedilla_or_comma(folded: str) -> set[str]:
    """A folded name with a cedilla below each s, or a comma, and so for each t: all ways to type it."""
    return {folded.translate(str.maketrans("şșţț", 2 * s + 2 * t)) for s in "şș" for t in "ţț"}


@_remembered
def bare(text: str) -> str:
    """The base letters of a text, without case and accents, and with one letter i; only for likeness."""
    if text.isascii():
        return text.strip().lower()
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    base = "".join(one for one in letters if not unicodedata.combining(one))
    return all_seen(base).replace("ı", "i").strip()


def place(name: str) -> tuple[str, str, str]:
    """Where a name stands in a list that is of no language: by base letters, then accents, then case."""
    return bare(name), fold(name), name


def plural(number: int, thing: str) -> str:
    """The name of a thing, or of several if that is their number: row, rows."""
    return thing if number == 1 else f"{thing}s"


def counted(number: int, thing: str) -> str:
    """A number of things: 1 row, 2,000 rows."""
    return f"{number:,} {plural(number, thing)}"


def counted_entries(number: int) -> str:
    """A number of entries: 1 entry, 2,000 entries."""
    return "1 entry" if number == 1 else f"{number:,} entries"
