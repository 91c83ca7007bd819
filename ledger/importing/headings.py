"""What the titles of columns say in several languages: parts of words, each for one role of a column."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ledger.text import fold

_SHORT = 3  # letters
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAKS = re.compile(r"[_\s!-/:-@\[-`{-~]+")  # signs of other scripts are parts of their words
_TURKIC = re.compile("[əƏıİğĞ]")

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "due": (
        "due",
        "maturity",
        "son ödəniş",
        "son tarix",
        "vade",
        "határidő",
        "esedék",
        "ครบกำหนด",
        "fällig",
        "срок",
    ),
    "paid_on": ("settled", "paid", "payment", "ödən", "ödeme", "fizet", "ชำระ", "zahlung", "bezahl", "оплат"),
    "paid": ("paid", "ödən", "ödenen", "fizetve", "fizetett", "befizet", "ชำระ", "bezahl", "оплачен"),
    "price": ("price", "qiymət", "fiyat", "egységár", "ราคา", "preis", "цена"),
    "amount": (
        *(
            "amount",
            "total",
            "value",
            "sum",
            "məbləğ",
            "tutar",
            "összeg",
            "จำนวนเงิน",
            "ยอด",
            "betrag",
            "сумма",
        ),
        *("montant", "importe"),
    ),
    "quantity": (
        "quantity",
        "qty",
        "pieces",
        "miqdar",
        "say",
        "adet",
        "miktar",
        "mennyiség",
        "จำนวน",
        "menge",
        "кол",
    ),
    "currency": (
        "currency",
        "valyuta",
        "döviz",
        "para birimi",
        "pénznem",
        "deviza",
        "สกุลเงิน",
        "währung",
        "валют",
    ),
    "date": ("date", "tarix", "tarih", "dátum", "kelt", "วันที่", "datum", "дата", "fecha"),
    "client": (
        *(
            "customer",
            "client",
            "account",
            "debtor",
            "buyer",
            "company",
            "müştəri",
            "alıcı",
            "müşteri",
            "cari",
        ),
        *(
            "ügyfél",
            "vevő",
            "partner",
            "ลูกค้า",
            "บริษัท",
            "kunde",
            "клиент",
            "покупател",
            "контрагент",
            "cliente",
        ),
    ),
    "product": (
        "product",
        "stock",
        "article",
        "item",
        "sku",
        "məhsul",
        "ürün",
        "termék",
        "cikk",
        "สินค้า",
        "artikel",
        "товар",
    ),
    "number": (
        *(
            "invoice",
            "document",
            "bill",
            "order",
            "opportunity",
            "qaimə",
            "faktura",
            "sənəd",
            "sifariş",
            "fatura",
        ),
        *("sipariş", "számla", "bizonylat", "rendelés", "เลขที่", "ใบแจ้งหนี้", "ใบกำกับ", "ใบสั่ง", "rechnung"),
        *("bestellung", "счет", "счёт", "накладн", "заказ", "facture", "factura"),
    ),
    "manager": ("manager", "agent", "menecer", "temsilci", "képviselő", "พนักงานขาย", "vertreter", "менеджер"),
}
"""Parts of titles, folded, by the role of the column, in the order in which roles are looked for."""

NAMES: Final = ("name", "adı", "neve", "név", "ünvan", "ชื่อ", "bezeichnung", "наимен", "имя", "nom")
CODES: Final = (
    "code",
    "id",
    "no",
    "nr",
    "kod",
    "kodu",
    "kód",
    "azonosító",
    "รหัส",
    "nummer",
    "number",
    "код",
    "№",
)
OFFERS: Final = (
    "opportunity",
    "proposal",
    "offer",
    "quote",
    "təklif",
    "teklif",
    "ajánlat",
    "ใบเสนอ",
    "angebot",
)
ORDERS: Final = ("order", "sifariş", "sipariş", "rendel", "ใบสั่ง", "bestell", "заказ")
TOTALS: Final = (
    "total",
    "sum",
    "cəmi",
    "yekun",
    "toplam",
    "összesen",
    "รวม",
    "summe",
    "gesamt",
    "итого",
    "всего",
)
"""What stands in the first cell of a row that sums the others up."""

SIGNS: Final = {
    "₼": "AZN",
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "฿": "THB",
    "₺": "TRY",
    "₽": "RUB",
    "¥": "JPY",
    "₴": "UAH",
    "manat": "AZN",
    "man.": "AZN",
    "Ft": "HUF",
    "บาท": "THB",
    "TL": "TRY",
    "zł": "PLN",
    "Kč": "CZK",
}
"""Currencies by the signs and words that stand beside amounts."""

_LANGUAGES = (
    ("th", "[\u0e00-\u0e7f]", "th-TH", "THB"),
    ("az", "ə|qaimə|tarix", "az-AZ", "AZN"),
    ("hu", "[őű]|összeg|számla|vevő|dátum", "hu-HU", "HUF"),
    ("tr", "[ğı]|müşteri|tutar|fatura", "tr-TR", "TRY"),
    ("ru", "[\u0430-\u044f]", "ru-RU", "RUB"),
    ("de", "rechnung|betrag|kunde|ß", "de-DE", "EUR"),
)


def words_of(title: str) -> str:
    """A title as it is compared: folded, with spaces between its words, in ``camelCase`` too."""
    folded = fold(_CAMEL.sub(" ", title), "az" if _TURKIC.search(title) else "")
    return f" {_BREAKS.sub(' ', folded)} "


def says(title: str, parts: tuple[str, ...]) -> bool:
    """Whether a title has one of the parts; parts of two or three letters are words of their own."""
    words = words_of(title)
    return any(
        (f" {part} " if part.isascii() and len(part) <= _SHORT else fold(part)) in words for part in parts
    )


class Language(NamedTuple):
    """A language of titles: its tag, its usual locale and its usual currency."""

    tag: str
    locale: str
    currency: str


def language_of(text: str) -> Language | None:
    """The language that titles show; None if they show none of those known."""
    for tag, signs, locale, currency in _LANGUAGES:
        if re.search(signs, text.lower()):
            return Language(tag, locale, currency)
    return None


def sums_up(cell: str) -> bool:
    """Whether the first cell of a row says that the row sums up others."""
    words = words_of(cell)
    return any(words.startswith(f" {word} " if word.isascii() else f" {word}") for word in TOTALS)
