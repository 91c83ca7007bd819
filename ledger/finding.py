"""Which clients a person may mean by what was typed: a code with a slip, or a name without its marks."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from ledger.errors import known_names
from ledger.text import bare

_MOST: Final = 5
"""Clients that a hint names."""
_NEAR: Final = 0.75
"""How alike the names of a person have to be: many people share a given name or a surname."""
_PLAIN: Final = str.maketrans({"ə": "e", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ð": "d", "þ": "t"})
"""Letters that Unicode does not take apart, and what people type for them on other keyboards."""


def typed_plainly(text: str) -> str:
    """A text as it is typed where a keyboard has no marks on its letters: ``qizilgul`` for ``Qızılgül``."""
    return bare(text).translate(_PLAIN)


def letters_of(name: str) -> str:
    """The letters and digits of a name, without case, marks, spaces and points."""
    return "".join(filter(str.isalnum, typed_plainly(name)))


def person_meant(typed: str, names: Iterable[str]) -> str | None:
    """The name that a person likely meant: the nearest one without case and marks; None if none is near."""
    plain = {typed_plainly(name): name for name in names}
    near = get_close_matches(typed_plainly(typed), plain, n=1, cutoff=_NEAR)
    return plain[near[0]] if near else None


def clients_called(typed: str, clients: Iterable[tuple[str, str | None]]) -> list[str]:
    """The codes of the clients whose name a text may mean, all by one likeness.

    The whole name without its marks comes first, then its beginning or words of it, then a name with a slip.

    Args:
        typed: as a person typed it.
        clients: codes and names.
    """
    wanted = typed_plainly(typed)
    names: dict[str, list[str]] = {}
    for code, name in clients:
        if name:
            names.setdefault(typed_plainly(name), []).append(code)
    alike = [wanted] if wanted in names else [name for name in names if f" {wanted}" in f" {name}"]
    alike = alike or get_close_matches(wanted, names, n=1)
    return [code for name in alike for code in names[name]] if wanted else []


def client_hint(typed: str, clients: Iterable[tuple[str, str | None]]) -> str:
    """What an error about an unknown client adds: the clients that were meant, or some that there are."""
    known = dict(clients)
    plain = typed_plainly(typed)
    of_that_name = plain in (typed_plainly(name or "") for name in known.values())
    if not of_that_name and get_close_matches(plain, map(typed_plainly, known), n=1):
        return known_names(typed, known)
    meant = [f"{code} ({known[code]})" for code in clients_called(typed, known.items())]
    if not meant:
        return known_names(typed, known)
    *first, last = meant[:_MOST]
    return f"did you mean {', '.join(first)} or {last}?" if first else f"did you mean {last}?"
