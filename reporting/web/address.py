"""Addresses: everything that decides what a page shows is in its URL, and nothing else is.

The path names the page. Codes and names, which may hold any character, stand in the query, so that no path
is made of what a ledger holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlencode

from ledger.errors import LedgerError, known_names
from ledger.times import end_text, has_offset, parse_date, parse_end
from projections.agenda.parts import PARTS

_LONGEST: Final = 1_000
"""Characters of a value; no code or name is that long."""


class BadAddress(LedgerError):
    """An address asks for something that no page understands."""

    code = "bad-address"


class _Form(NamedTuple):
    """How a value is read and written.

    Attributes:
        read: takes the text; raises ValueError with what to write instead.
        write: the text.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]


def _yes(text: str) -> bool:
    if text != "yes":
        raise ValueError("write yes, or leave it out")
    return True


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004 - a billion entries
        raise ValueError("write a whole number, like 12")
    return int(text)


def _due(text: str) -> str:
    if text not in PARTS:
        raise ValueError(f"write {', '.join(PARTS)}, or leave it out")
    return text


_TEXT: Final = _Form(str, str)
_FORMS: Final[Mapping[str, _Form]] = {
    "as_of": _Form(parse_date, date.isoformat),
    "since": _Form(parse_date, date.isoformat),
    "begins": _Form(parse_date, date.isoformat),
    "known_at": _Form(parse_end, end_text),
    "group": _Form(_yes, lambda _: "yes"),
    "items": _Form(_yes, lambda _: "yes"),
    "due": _Form(_due, str),
    "entry": _Form(_whole, str),
    "after": _Form(_whole, str),
}
"""The forms of the values that are no texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address of a page.

    Attributes:
        page: its name, which is its path; "" is the first page.
        client: the code of the client that it is about, or to which it is restricted.
        manager, territory, segment, team: only clients of these.
        group: whether the companies of a group count as one.
        as_of: what had happened by the end of this day; None: today.
        known_at: what the ledger knew by this moment; None: now.
        since: the first day of the period that the page is about; None: twelve months before the last.
        policy: the name of the policy by which figures are made; None: those that the house had adopted.
        by: what rows are summed by.
        currency: the one in which all amounts are shown, at the rates of their days; None: each in its own.
        items: whether the items are shown in place of the rows.
        due: the part of an agenda that is shown, a name in ``PARTS``; None: all of it.
        sort: the column by which rows are sorted, with - before it in the other direction.
        after: how many rows come before the first that is shown.
        view, document: the figures that are explained.
        begins: the first day of their period; None: twelve months before the last.
        entry: the position of an entry.
        kind: the only kind of entry of a timeline, or a group of kinds such as invoice.*.
        find: what a client's code or name has in it.
    """

    page: str = ""
    client: str | None = None
    manager: str | None = None
    territory: str | None = None
    segment: str | None = None
    team: str | None = None
    group: bool = False
    as_of: date | None = None
    known_at: datetime | None = None
    since: date | None = None
    policy: str | None = None
    by: str | None = None
    currency: str | None = None
    items: bool = False
    due: str | None = None
    sort: str | None = None
    after: int = 0
    view: str | None = None
    document: str | None = None
    begins: date | None = None
    entry: int | None = None
    kind: str | None = None
    find: str | None = None

    @classmethod
    def of(cls, page: str, pairs: Iterable[tuple[str, str]], zone: Callable[[], tzinfo | None]) -> Self:
        """The address of a page from the names and values of its query; an empty value is none.

        Args:
            page: its name, which is its path.
            pairs: the names and the values, as texts.
            zone: the time zone of a moment that a person typed without an offset, which is that of the house;
                None is that of the machine. It is asked for only then, because it takes a query.

        Raises:
            BadAddress: a name is unknown or given twice, or a value is not what its name takes.
        """
        found: dict[str, Any] = {}
        for written, text in pairs:
            name = written.replace("-", "_")  # as options of commands are written
            if name not in NAMES:
                raise BadAddress(f"no page has '{name}'", known_names(name, NAMES))
            if not text.strip():
                continue
            if name in found:
                raise BadAddress(f"{_shown(name)} is given twice", "give it once")
            found[name] = _read(name, text, zone)
        return cls(page=page, **found)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The names and texts of its query, in one order."""
        return [
            (name, _FORMS.get(name, _TEXT).write(value)) for name in NAMES if (value := getattr(self, name))
        ]

    @property
    def url(self) -> str:
        """The path and the query."""
        query = urlencode(self.pairs)
        return f"/{self.page}{'?' if query else ''}{query}"

    def to(self, page: str, **more: object) -> Address:
        """The address of another page with the same choices and clocks."""
        same = {name: getattr(self, name) for name in (*CHOICES, *CLOCKS, "policy")}
        return Address(page=page, **{**same, **more})

    def but(self, **changed: object) -> Address:
        """The same page with something else in its address."""
        return replace(self, **changed)  # type: ignore[arg-type]


NAMES: Final = tuple(one.name for one in fields(Address) if one.name != "page")
"""The names of a query."""
CHOICES: Final = ("manager", "territory", "segment", "team", "group")
"""Those that choose clients, beside the client itself."""
CLOCKS: Final = ("as_of", "known_at")
"""Those that say how far a page looks."""


def _read(name: str, text: str, zone: Callable[[], tzinfo | None]) -> object:
    """A value from its text.

    Raises:
        BadAddress: it is not what the name takes.
    """
    if len(text) > _LONGEST:
        raise BadAddress(f"{_shown(name)} has {len(text):,} characters", f"give no more than {_LONGEST:,}")
    read = _FORMS.get(name, _TEXT).read
    if name == "known_at" and not has_offset(text):
        read = partial(parse_end, zone=zone())
    try:
        return read(text.strip())
    except ValueError as wrong:
        raise BadAddress(f"{_shown(name)} is '{text}'", str(wrong)) from None


def _shown(name: str) -> str:
    """The name of a value as the page labels it: ``as of``."""
    return name.replace("_", " ")
