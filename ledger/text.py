"""Text in any script: normalised once, compared exactly, folded only for look-ups."""

from __future__ import annotations

import unicodedata

_DOTLESS_LANGUAGES = frozenset({"az", "tr"})


def nfc(text: str) -> str:
    """The text in Unicode Normalisation Form C, in which equal-looking text is equal."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def trimmed(text: str) -> str:
    """A code or name as it is compared: outer space trimmed, NFC."""
    return nfc(text.strip())


_INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)


def visible(text: str) -> str:
    """The text without characters that only steer its display and make twins that look alike.

    These are byte order marks, spaces of no width, marks of direction and soft hyphens. The joiners stay,
    because words of Persian and of Indian languages are spelt with them.
    """
    return text if text.isascii() else text.translate(_INVISIBLE)


def _is_dotless(language: str) -> bool:
    return language.replace("_", "-").split("-")[0].lower() in _DOTLESS_LANGUAGES


def upper(text: str, language: str = "") -> str:
    """The text in capitals, by the rules of the language: ``i`` becomes ``İ`` in Turkish."""
    return nfc(text).replace("i", "İ").upper() if _is_dotless(language) else text.upper()


def lower(text: str, language: str = "") -> str:
    """The text in small letters, by the rules of the language: ``I`` becomes ``ı`` in Turkish."""
    return nfc(text).replace("İ", "i").replace("I", "ı").lower() if _is_dotless(language) else text.lower()


def person_key(name: str) -> str:
    """The name of one of our people as it is compared: outer space and case do not tell people apart."""
    return fold(trimmed(name))


def fold(name: str, language: str = "") -> str:
    """A name folded for look-up: case-insensitive by Unicode and by the rules of the language.

    Azerbaijani and Turkish have two letters i: dotted (İ, i) and dotless (I, ı). The folding of other
    languages would find the wrong person.

    Args:
        name: the name as written.
        language: a BCP 47 tag such as ``az`` or ``az-AZ``; only its language part matters.
    """
    if _is_dotless(language):
        name = nfc(name).replace("İ", "i").replace("I", "ı")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
