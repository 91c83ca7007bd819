"""Characters that nobody sees, and the key by which codes, numbers and names are compared without them.

The ranges are those of ``Default_Ignorable_Code_Point`` in Unicode 16 (DerivedCoreProperties.txt), and the
marks of interlinear annotation. Other characters of the category Cf are seen, such as the Arabic number sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters that only steer how others are shown, as a class of a regular expression lists them."""
_SPELT_WITH = "\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f"
STEERING = f"[{UNSEEN}](?<![{_SPELT_WITH}])"
"""A regular expression for them, but for those with which words are spelt and pictures are made.

The joiners stay, because words of Persian and of Indian languages are spelt with them, and so do the
variation selectors and tags that Mongolian words and pictures are made of.
"""
CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
"""Characters that a terminal obeys, and separators of lines other than the line feed, listed alike."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_VIRAMA = 9  # canonical combining class


def identifier_key(text: str) -> str:
    """A code, number or name as it is compared: NFC, trimmed, without characters that nobody sees.

    The two joiners stay where a language is spelt with them, by the rule for domain names (RFC 5892, appendix
    A) made simpler: both after a virama, and the non-joiner between two letters of the Arabic kind.
    """
    if text.isascii():
        return text.strip()
    kept = _UNSEEN.sub(lambda found: found[0] if _joins(text, found.start()) else "", text)
    return unicodedata.normalize("NFC", kept).strip()


def all_seen(text: str) -> str:
    """The text without any character that nobody sees."""
    return _UNSEEN.sub("", text)


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


def spelt_out(text: str, which: re.Pattern[str] = _UNSEEN) -> str:
    """The text with characters named, by default those that nobody sees: ``INV(U+200B)-1``."""
    return which.sub(lambda found: f"(U+{ord(found[0]):04X})", text)
