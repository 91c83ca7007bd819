"""Characters that nobody sees, and the key by which codes, numbers and names are compared without them.

The ranges are those of ``Default_Ignorable_Code_Point`` in Unicode 16 (DerivedCoreProperties.txt), and the
marks of interlinear annotation. Other characters of the category Cf are seen, such as the Arabic number sign.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

_RANGES = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_VIRAMA = 9  # canonical combining class


def is_unseen(character: str) -> bool:
    """Whether a character only steers how others are shown."""
    point = ord(character)
    return point >= _RANGES[0][0] and any(first <= point <= last for first, last in _RANGES)


def identifier_key(text: str) -> str:
    """A code, number or name as it is compared: NFC, trimmed, without characters that nobody sees.

    The two joiners stay where a language is spelt with them, by the rule for domain names (RFC 5892, appendix
    A) made simpler: both after a virama, and the non-joiner between two letters of the Arabic kind.
    """
    if text.isascii():
        return text.strip()
    kept = (one for at, one in enumerate(text) if not is_unseen(one) or _joins(text, at))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def meant(name: str, known: Collection[str]) -> str:
    """The name that is known: the name as it is spelt, or else the only one with its key."""
    if name in known:
        return name
    key = identifier_key(name)
    alike = [one for one in known if identifier_key(one) == key]
    return alike[0] if len(alike) == 1 else name


def _joins(text: str, at: int) -> bool:
    """Whether the character at a place is a joiner that its word is spelt with."""
    if text[at] not in (_ZWNJ, _ZWJ) or at == 0:
        return False
    if unicodedata.combining(text[at - 1]) == _VIRAMA:
        return True
    return text[at] == _ZWNJ and _joining(text[:at][::-1]) and _joining(text[at + 1 :])


def _joining(text: str) -> bool:
    """Whether the first character that is no mark is a letter that joins, as Arabic ones do."""
    first = next((one for one in text if unicodedata.category(one) != "Mn"), "")
    return bool(first) and unicodedata.bidirectional(first) == "AL"


def spelt_out(text: str) -> str:
    """The text with every character that nobody sees named: ``INV(U+200B)-1``."""
    return "".join(f"(U+{ord(one):04X})" if is_unseen(one) else one for one in text)
