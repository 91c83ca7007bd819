"""What the titles of columns say in several languages: parts of words, each for one role of a column."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from ledger.money import CURRENCIES
from ledger.text import fold

ROLES: Final = (
    *("due", "paid_on", "paid", "price", "amount", "quantity", "currency", "date"),
    *("manager", "client", "product", "number"),
)
"""The roles of columns, in the order in which they are looked for."""

DETAILS: Final = (
    *("email", "phone", "credit_limit", "payment_days", "contact", "country"),
    *("segment", "territory", "city", "address", "note"),
)
"""What else columns of a list of clients hold, in the order in which they are looked for."""

_OTHERS = ("name", "code", "offer", "order", "total", "net", "gross", "tax", "tax_id", "type")
_UNITS: Final = {"minutes": 1, "hours": 60}
_SHORT = 3  # letters
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAKS = re.compile(r"[_\s!-/:-@\[-`{-~]+")  # signs of other scripts are parts of their words
_CUT_SHORT = re.compile(r"([^\s!-/:-@\[-`{-~]{2,})\.")
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN = str.maketrans("ıł", "il")
_SIGNS: Final = {
    "₼": "AZN", "€": "EUR", "£": "GBP", "$": "USD", "฿": "THB", "₺": "TRY", "₽": "RUB", "¥": "JPY", "₴": "UAH",
    "kč": "CZK",
}  # fmt: skip
"""Currencies by the signs that stand beside amounts; the languages add words."""

_BESIDE: Final = {
    "$": "ARS AUD BBD BMD BND BOB BRL BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MOP MXN NAD NIO NZD "
    "SBD SGD SRD TOP TTD TWD UYU WST XCD",
    "£": "EGP FKP GIP LBP SDG SHP SSP SYP",
    "¥": "CNY",
    "kr": "DKK ISK NOK SEK",
    "fr": "CHF BIF DJF GNF KMF RWF XAF XOF XPF",
    "ден": "MKD", "den": "MKD",
    "дин": "RSD", "din": "RSD BHD DZD IQD JOD KWD LYD TND",
    "лв": "BGN", "lv": "BGN",
    "lei": "MDL", "leu": "MDL",
    "грн": "UAH",
    "сом": "KGS",
    "сум": "UZS",
    "manat": "TMT", "man": "TMT",
    "руб": "BYN",  # noqa: RUF001 - it is Russian
    "тг": "KZT", "тенге": "KZT",
    "rs": "INR LKR MUR NPR PKR SCR",
    "rp": "IDR",
    "rm": "MYR",
    "ksh": "KES",
}  # fmt: skip
"""Further currencies by signs and words beside amounts. In titles, words such as *den* mean other things."""


class Language(NamedTuple):
    """A language of titles.

    Attributes:
        tag: its tag, such as ``ro``.
        locale: its usual locale.
        currency: the usual currency of its files.
        decimal: the usual decimal sign of its files.
        letters: a pattern of letters that show the language; empty if none does.
        money: words for that currency.
        parts: parts of titles by what they say, as ``words_of`` compares them.
        documents: parts of words for invoices, payments, credit notes and payments that bounced.
        details: parts of titles by what they say of a client.
        units: words beside durations, with how many minutes each means.
    """

    tag: str
    locale: str
    currency: str
    decimal: str
    letters: str
    money: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    documents: dict[str, tuple[str, ...]]
    details: dict[str, tuple[str, ...]]
    units: dict[str, int]


@cache
def languages() -> tuple[Language, ...]:
    """The languages of which titles are understood."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        Language(
            tag,
            table.get("locale", ""),
            table.get("currency_code", ""),
            table.get("decimal", ","),
            table.get("letters", ""),
            tuple(map(_plain, table.get("money", ()))),
            {what: tuple(map(_part, table[what])) for what in (*ROLES, *_OTHERS) if what in table},
            {what: tuple(map(_part, parts)) for what, parts in table["documents"].items()},
            {what: tuple(map(_part, table["details"][what])) for what in DETAILS},
            {_plain(word): count for what, count in _UNITS.items() for word in table[what]},
        )
        for tag, table in tables.items()
    )


def _part(text: str) -> str:
    """A part of a title as it is looked for; spaces hold it to be a word of its own."""
    return f" {_plain(text)} " if text.isascii() and len(text) <= _SHORT else _plain(text)


def _plain(text: str) -> str:
    """A text folded, without accents: people leave them out."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", fold(text)).translate(_PLAIN))


def words_of(title: str) -> str:
    """A title as it is compared: folded, without accents, with spaces between words, in ``camelCase`` too."""
    return f" {_BREAKS.sub(' ', _plain(_CAMEL.sub(' ', title))).strip()} "


def says(title: str, what: str) -> bool:
    """Whether a title says something, such as ``due``, in any of the languages."""
    words = words_of(title)
    full = any(part in words for language in languages() for part in language.parts.get(what, ()))
    return full or what in _abbreviated(title)


def tells(title: str, detail: str, language: Language | None) -> bool:
    """Whether a title says a detail of a client, such as ``city``, in a language or in English."""
    words = words_of(title)
    known = [one for one in languages() if one is language or not one.locale]
    return any(part in words for one in known for part in one.details[detail])


@cache
def _abbreviated(title: str) -> frozenset[str]:
    """What abbreviations such as ``Müşt.`` say: all that the words that begin so have in common."""
    found: frozenset[str] = frozenset()
    for stem in map(_plain, _CUT_SHORT.findall(title)):
        if stem not in _words():
            meant = [says_what for word, says_what in _words().items() if word.startswith(stem)]
            found |= frozenset.intersection(*meant) if meant else frozenset()
    return found


@cache
def _words() -> dict[str, frozenset[str]]:
    """The single words of all languages, each with all that it says."""
    words: dict[str, frozenset[str]] = {}
    for language in languages():
        for what, parts in language.parts.items():
            for word in (part.strip() for part in parts):
                if " " not in word:
                    words[word] = words.get(word, frozenset()) | {what}
    return words


def document_of(cell: str) -> str:
    """The sort of document that a word names: invoice, payment, credit or bounced; empty if it names none.

    A payment that was credited or came back bounced.
    """
    words = words_of(cell)
    named = {
        sort
        for language in languages()
        for sort, parts in language.documents.items()
        if any(part in words for part in parts)
    }
    if "payment" in named:
        return "bounced" if named & {"credit", "bounced"} else "payment"
    return next((sort for sort in ("credit", "bounced", "invoice") if sort in named), "")


def language_of(titles: Iterable[str]) -> Language | None:
    """The language that titles show; None if they are English, or show none of those known.

    A title counts for every language that has a word of it, and less if several have one.
    """
    scores = dict.fromkeys((language.tag for language in languages()), 0.0)
    for title in titles:
        words = words_of(title)
        having = [
            language.tag
            for language in languages()
            if any(part in words for part in chain(*language.parts.values(), *language.details.values()))
        ]
        for language in languages():
            seen = bool(language.letters and re.search(language.letters, title.lower()))
            scores[language.tag] += seen + (1 / len(having) if language.tag in having else 0)
    best = max(languages(), key=lambda language: scores[language.tag])
    return best if best.locale and scores[best.tag] else None


def currency_of(text: str) -> str:
    """The currency that a sign, a word or a code names; empty if it names none."""
    text = text.strip().rstrip(".")
    return text.upper() if text.upper() in CURRENCIES else _signs().get(_plain(text), "")


def currencies_beside(word: str) -> tuple[str, ...]:
    """The currencies that a code, a sign or a word beside an amount can mean, the usual one first."""
    more = _BESIDE.get(_plain(word.rstrip(".")), "").split()
    return tuple(code for code in (currency_of(word), *more) if code)


def currency_in(title: str) -> str:
    """The currency that a title names, such as ``Amount (EUR)`` or ``Valoare lei``; empty if none."""
    codes = (code for code in re.findall(r"\b[A-Z]{3}\b", title) if code in CURRENCIES)
    words = re.findall(r"\w+|\S", _plain(title))
    return next(chain(codes, (_signs()[word] for word in words if word in _signs())), "")


@cache
def _signs() -> dict[str, str]:
    words = {word: language.currency for language in languages() for word in language.money}
    return words | {_plain(sign): currency for sign, currency in _SIGNS.items()}


def sign_in(cell: str) -> str:
    """The sign of a currency in a cell, such as ``€``; empty if there is none."""
    return next((sign for sign in _SIGNS if len(sign) == 1 and sign in cell), "")


def minutes_of(word: str) -> int:
    """The minutes that a word beside a duration means, such as 60 for ``óra``; 0 if it is no such word."""
    return next((one.units[_plain(word)] for one in languages() if _plain(word) in one.units), 0)


def sums_up(cell: str) -> bool:
    """Whether the first cell of a row begins as that of a row that sums up others: *Total Alfa*.

    The names of some clients begin so too.
    """
    words = words_of(cell)
    return any(words.startswith(part) for part in _sums())


def is_sum(cell: str) -> bool:
    """Whether the first cell of a row says that the row sums up others, and nothing else: *Grand total:*."""
    return words_of(cell) in {f"{part.rstrip()} " for part in _sums()}


@cache
def _sums() -> tuple[str, ...]:
    """The beginnings of such cells; words of a script without spaces may go on."""
    parts = (part.strip() for language in languages() for part in language.parts.get("total", ()))
    return tuple(f" {part} " if part.upper() != part else f" {part}" for part in parts)
