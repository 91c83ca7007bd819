"""The fields of an event in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from commands.ui.printing import clean
from ledger.events import (
    AnyEvent,
    Line,
    OneInstalment,
    Pieces,
    ReturnLine,
    Settles,
    Share,
    ShelfLine,
    Value,
    goods_value,
)
from ledger.money import amount_text, rounded
from ledger.text import counted

if TYPE_CHECKING:
    Moments = Callable[[datetime], str]
    """How moments are shown: ``commands.ui.moments``."""

_BARE = frozenset(
    {"number", "name", "visit", "person", "topic", "what", "channel", "text", "summary", "purpose", "reason",
     "outcome", "answer", "manager", "metric", "period", "promotion", "terms", "rank", "stage", "evidence", "role",
     "competitor", "deputy", "referred", "scale", "relation", "version", "of", "amount", "value"}
)  # fmt: skip
_WORDED = {
    "billing": "billed by {}",
    "bonus": "bonus {} %",
    "days": "every {} days",
    "discount_limit": "discount limit {} %",
    "minutes": "{} minutes",
    "notice_days": "{} days' notice",
    "payment_days": "{} days to pay",
    "percent": "{} %",
    "points": "{} points",
}
"""Fields whose value needs more than its name beside it."""
_LONG = 400
"""Characters of a text that a line shows; ``goodwill show`` prints the rest."""
_SHOWN = 10
"""Values of a field that a line shows one by one."""
_LONG_DOCUMENT, _LINES = 60, 10
"""Characters of a document that a line shows, and lines from which on a text is one."""


def in_parts(event: AnyEvent, name: str) -> str:
    """Each value of a field with several: ``JAM 100 x 4.50 = 450.00; ...``; empty for any other field."""
    values = getattr(event, name)
    if not isinstance(values, tuple) or not values or isinstance(values[0], str):
        return ""
    more = [f"and {len(values) - _SHOWN:,} more"] if len(values) > _SHOWN else []
    return "; ".join([*(_one(value, event) for value in values[:_SHOWN]), *more])


def _one(value: Value, event: AnyEvent) -> str:
    if isinstance(value, ReturnLine):
        less = f" - {value.discount:f} %" if isinstance(value, Line) and value.discount else ""
        return f"{value.product} {value.quantity:,f} x {value.unit_price:,f}{less} = {_number(value.value, event)}"
    if isinstance(value, Settles):
        return f"{_target(value)} ({_number(value.amount, event)})"
    if isinstance(value, Share):
        return f"{value.source} ({_number(value.amount, event)})"
    if isinstance(value, ShelfLine):
        return f"{value.product}{'' if value.present else ' missing'}{''.join(_seen(value))}"
    parts = asdict(value)
    return " ".join(
        _number(part, event) if name == "amount" else f"{part:,f}" if isinstance(part, Decimal) else f"{part}"
        for name, part in parts.items()
        if part is not None
    )


def _seen(line: ShelfLine) -> Iterator[str]:
    for name in ("facings", "price", "stock", "samples"):
        if (seen := getattr(line, name)) is not None:
            yield f" {name} {seen:,f}" if isinstance(seen, Decimal) else f" {name} {seen}"


def texts(
    event: AnyEvent,
    name: str,
    when: Moments,
    currency: str | None = None,
    *,
    parts: bool = False,
    worded: bool = True,
) -> Iterator[str]:
    """A field in words; nothing if it is empty.

    Args:
        event: what has the field.
        name: of the field.
        when: shows moments.
        currency: of its amounts, where the event states none.
        parts: whether its values have their parts.
        worded: whether a value stands in the words of ``_WORDED``, or behind the name of its field.
    """
    value = getattr(event, name)
    if value is None or value == () or value is False:
        return
    label = name.rstrip("_").replace("_", " ")
    if isinstance(value, tuple):
        yield _several(event, label, value, in_parts(event, name) if parts else "")
    elif value is True:
        yield label
    elif isinstance(value, dict):
        yield ", ".join(f"{key} {_short(str(part))}" for key, part in value.items())
    elif isinstance(value, Value):
        yield f"{label} {' '.join(_part(*part) for part in asdict(value).items() if part[1] is not None)}"
    else:
        money = isinstance(value, Decimal) and name in event.money
        text = money_text(value, event, currency) if money else _short(_scalar(value, when))
        words = _WORDED.get(name) if worded else None
        yield words.format(text) if words else text if name in _BARE else f"{label} {text}"


def _scalar(value: object, when: Moments) -> str:
    if isinstance(value, datetime):
        return when(value)
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


def _part(name: str, value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return str(value) if name in _BARE or name == "currency" else f"{name} {value}"


def priced(event: AnyEvent) -> bool:
    """Whether a text of the event shows its currency beside an amount."""
    lines = getattr(event, "lines", ())
    return any(getattr(event, name) is not None for name in event.money) or any(
        isinstance(one, ReturnLine) for one in lines
    )


def _several(event: AnyEvent, label: str, values: tuple[Any, ...], parts: str) -> str:
    if isinstance(values[0], str):
        return f"{label} {', '.join(values)}"
    if isinstance(values[0], OneInstalment):
        return f"instalment {', '.join(f'{one.document}/{one.instalment}' for one in values)}"
    if isinstance(values[0], Settles):
        return f"{'for' if label == 'settles' else label} {parts or ', '.join(map(_target, values))}"
    if isinstance(values[0], Share):
        verb = "recovers" if label == "write offs" else label
        return f"{verb} {parts or ', '.join(share.source for share in values)}"
    count = counted(len(values), "line" if isinstance(values[0], Pieces) else label.removesuffix("s"))
    if priced := [value for value in values if isinstance(value, ReturnLine)]:
        count += f" worth {money_text(_worth(priced, event), event)}"
    return f"{count} ({parts})" if parts else count


def _target(settles: Settles) -> str:
    part = f"/{settles.instalment}" if settles.instalment else ""
    return f"{settles.document}{part}"


def money_text(amount: Decimal | None, event: AnyEvent, currency: str | None = None) -> str:
    """An amount of an event with its currency, or the one given where it states none; empty for None."""
    if amount is None:
        return ""
    return amount_text(amount, getattr(event, "currency", None) or currency or "")


def _worth(lines: list[ReturnLine], event: AnyEvent) -> Decimal:
    """The value of lines, rounded where the event states its currency."""
    currency: str | None = getattr(event, "currency", None)
    return rounded(goods_value(lines), currency) if currency else goods_value(lines)


def _number(amount: Decimal, event: AnyEvent) -> str:
    currency = getattr(event, "currency", None)
    return f"{rounded(amount, currency):,f}" if currency else f"{amount:,f}"


def _short(text: str) -> str:
    longest = _LONG_DOCUMENT if text.count("\n") >= _LINES else _LONG
    text = clean(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
