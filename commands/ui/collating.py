"""The order of names as people of a language sort them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ledger.text import place


def order_of(house: str) -> Callable[[str], Any]:
    """What names are sorted by: as the house's language does, or else the reader's; equal names by spelling.

    Without a language, or without the extra ``names``, it is the order of no language: base letters, then
    accents, then case.

    Args:
        house: the house's language, a BCP 47 tag; empty if it states none.
    """
    language = house or readers_language()
    if not language:
        return place
    try:
        from icu import Collator, Locale
    except ImportError:
        return place
    key = Collator.createInstance(Locale(language.replace("-", "_"))).getSortKey
    return lambda name: (key(name), name)


def readers_language() -> str:
    """The language of the locale in which the reader's programs run; empty if it is of no language."""
    given = (os.environ.get(name) for name in ("LC_ALL", "LC_COLLATE", "LANG"))
    language = next(filter(None, given), "").partition(".")[0].partition("@")[0]
    return "" if language in ("C", "POSIX") else language
