"""Writes a policy: as a whole TOML document with the meaning of each key, and as plain values for JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from decimal import Decimal

from ledger.policy_amounts import ByCurrency
from projections.policy.document import Policy
from projections.policy.keys import KeyOf, keys_of

_WIDTH = 100


def render(policy: Policy, *heading: str) -> str:
    """The whole document; reading it gives the same policy.

    Args:
        policy: what to write.
        heading: sentences that stand above it as comments.
    """
    above = [line for sentence in heading for line in _comment(sentence)]
    lines = [*above, *_table(policy, ())]
    return "\n".join(lines).strip() + "\n"


def plain(value: object) -> object:
    """A policy, or a value in it, as JSON has it; exact numbers are text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, ByCurrency):
        return {currency: plain(figure) for currency, figure in value}
    if keys := keys_of(type(value)):
        return {name: plain(getattr(value, name)) for name in keys}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def value_text(value: object) -> str:
    """A value as TOML has it; a list of tables with one on each line."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str | int | float):
        whole = isinstance(value, float) and value.is_integer()
        return json.dumps(int(value) if whole else value, ensure_ascii=False)
    named = {name: getattr(value, name) for name in keys_of(type(value))}
    if inner := dict(value) if isinstance(value, ByCurrency) else named:
        return "{ " + ", ".join(f"{name} = {value_text(each)}" for name, each in inner.items()) + " }"
    items = value if isinstance(value, tuple) else ()
    if items and keys_of(type(items[0])):
        return "\n".join(["[", *(f"    {value_text(item)}," for item in items), "]"])
    return f"[{', '.join(map(value_text, items))}]"


def _table(table: object, place: tuple[str, ...]) -> Iterator[str]:
    """A table's own keys, then the tables in it: TOML wants it so."""
    keys = keys_of(type(table)).values()
    for key in keys:
        if not key.table:
            yield from ("", *_meaning(key), f"{key.name} = {value_text(getattr(table, key.name))}")
    for key in keys:
        if key.table:
            inner = (*place, key.name)
            yield from ("", "", *_comment(key.meaning), f"[{'.'.join(inner)}]")
            yield from _table(getattr(table, key.name), inner)


def _meaning(key: KeyOf) -> Iterator[str]:
    yield from _comment(f"{key.meaning} {_sentence(key.words)}")
    for inner in keys_of(key.items).values() if key.items else ():
        yield from _comment(f"{inner.name}: {inner.meaning} {_sentence(inner.words)}", "#     ")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _comment(text: str, above: str = "# ") -> list[str]:
    lines = textwrap.wrap(text, _WIDTH - len(above), break_on_hyphens=False, break_long_words=False)
    return [f"{above}{line}" for line in lines]
