"""Names compared by the language of who bears them, so that every spelling belongs to one name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

from ledger.text import bare, fold, is_dotless
from ledger.unseen import identifier_key

_CEDILLA = re.compile("[şţ\u0327]")
_MARKED = re.compile(r"[st][^\w\s]+")
"""A letter s or t with its marks, each a character of its own; no mark is a letter or a digit."""


@lru_cache(maxsize=8192)
def name_key(name: str, language: str = "") -> str:
    """A name as it is compared: outer space, case and characters that nobody sees do not tell names apart.

    Neither does a cedilla below s and t from the comma of Romanian, which many keyboards lack. Where the
    cedilla is right, as in Turkish, no other name differs in it alone.

    Args:
        name: the name as written.
        language: a BCP 47 tag; its rules decide which small letter belongs to a capital.
    """
    folded = fold(identifier_key(name), language)
    if folded.isascii() or not _CEDILLA.search(folded):
        return folded
    commas = _MARKED.sub(lambda found: found[0].replace("\u0327", "\u0326"), normalize("NFD", folded))
    return normalize("NFC", commas)


_DOTLESS = "tr"


@lru_cache(maxsize=8192)
def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name in any language: a policy names things, and has no language."""
    return any(name_key(one, language) == name_key(other, language) for language in ("", _DOTLESS))


class Spellings:
    """Compares names that clients of several languages bear; equal keys are one name.

    A name that any client of Azerbaijani or Turkish bears is compared by the rules of these languages
    wherever it stands. So ``Ilham`` at a client in Baku and ``ILHAM`` at one in London are one name, and the
    same spelling is never two. Capitals are often typed without the dotted capital: ``RETAIL`` is ``Retail``
    where a client bears this name, and none bears ``Retaıl``.

    Args:
        borne: each name with the language of the client that bears it.
    """

    def __init__(self, borne: Iterable[tuple[str | None, str]]) -> None:
        names = [(name, language) for name, language in dict.fromkeys(borne) if name]
        self._dotless = frozenset(bare(name) for name, language in names if is_dotless(language))
        written = {name for name, _ in names if bare(name) in self._dotless and not _in_capitals(name)}
        self._written = {name_key(name, _DOTLESS): name for name in sorted(written)}
        self._dotted = {
            name_key(name.replace("i", "ı"), _DOTLESS): key for key, name in sorted(self._written.items())
        }

    def key(self, name: str | None) -> str:
        """What is equal for two spellings of one name; empty for no name."""
        if not name:
            return ""
        if not self._dotless or bare(name) not in self._dotless:
            return name_key(name)
        key = name_key(name, _DOTLESS)
        meant = _in_capitals(name) and key not in self._written
        return self._dotted.get(key, key) if meant else key


def _in_capitals(name: str) -> bool:
    return not any(map(str.islower, name))
