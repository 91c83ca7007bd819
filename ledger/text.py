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


def fold(name: str, language: str = "") -> str:
    """A name folded for look-up: case-insensitive by Unicode and by the rules of the language.

    Azerbaijani and Turkish have two letters i: dotted (İ, i) and dotless (I, ı). The folding of other
    languages would find the wrong person.

    Args:
        name: the name as written.
        language: a BCP 47 tag such as ``az`` or ``az-AZ``; only its language part matters.
    """
    if language.replace("_", "-").split("-")[0].lower() in _DOTLESS_LANGUAGES:
        name = nfc(name).replace("İ", "i").replace("I", "ı")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
