"""An example command for every kind of event, made of its required fields."""

from __future__ import annotations

from commands.record.option_names import option_names
from commands.record.words import in_words
from ledger.events.models.fields import FieldOf, fields_of
from ledger.events.models.union import AnyModel

_BY_NAME = {
    "about": "SO-17",
    "against": "B-17",
    "agent": "East team",
    "base": "USD",
    "by": "Acme Ltd",
    "channel": "mail",
    "competitor": "Rival Ltd",
    "currency": "EUR",
    "deputy": "West team",
    "document": "INV-17",
    "documents": "INV-17",
    "fingerprint": "sha256:9f2c",
    "list": "2026",
    "column": "wholesale",
    "month": "2026-03",
    "entry": "31",
    "influence": "4",
    "invoice": "INV-17",
    "manager": "East team",
    "name": "Acme Ltd",
    "number": "17",
    "order": "SO-17",
    "parent": "HOLDING",
    "percent": "5",
    "period": "2026-01-01..2026-03-31",
    "person": "p-1",
    "points": "50",
    "product": "AB",
    "promotion": "SPRING",
    "quantity": "3",
    "quote": "EUR",
    "rate": "0.92",
    "replacement": "number=17,amount=90.00,currency=EUR",
    "referred": "Other Ltd",
    "score": "9",
    "source": "PAY-17",
    "target": "INV-17",
    "tier": "gold",
    "to": "p-2",
    "unit_price": "1.20",
    "version": "2026-1",
    "visit": "V-17",
}
_BY_KIND = {
    ("client.credit_checked", "source"): "credit bureau",
    ("contact.added", "name"): "the name as its owner writes it",
    ("goal.set", "until"): "2099-12-31",
    ("health.overridden", "until"): "2099-12-31",
    ("plan.set", "target"): "250000",
    ("order.promised", "deliver_by"): "2026-04-15",
    ("policy.adopted", "document"): "$(cat policy.toml)",
    ("tier.floored", "until"): "2099-12-31",
}
_ROOM = 88  # columns
_CHOSEN = {
    ("client.details_changed", "address"),
    ("client.parent_changed", "parent"),
    ("client.registered", "currency"),
    ("prospect.qualified", "currency"),
    ("health.overridden", "score"),
    ("invoice.issued", "amount"),
    ("plan.set", "currency"),
    ("proposal.made", "amount"),
    ("proposal.revised", "amount"),
}
"""Optional fields that an example needs: the kind wants one of several, or the example is empty without."""
_BY_FORM = {
    "number": "100.00",
    "whole": "2",
    "date": "2026-03-31",
    "moment": "2026-03-01T10:00+04:00",
    "flag": "yes",
    "mapping": "",
}


def sample(kind: str, field: FieldOf) -> str:
    """A value that the field may have."""
    if field.form == "choice":
        return field.choices[0]
    if field.form == "parts":
        return ",".join(f"{part.name}={sample(kind, part)}" for part in field.parts if part.required)
    named = _BY_KIND.get((kind, field.name)) or (
        _BY_NAME.get(field.name) if field.form not in ("date", "moment") else None
    )
    return named or _BY_FORM.get(field.form, f"the {field.name.replace('_', ' ')}, in your words")


def example(model: type[AnyModel]) -> str:
    """A command that records an event of this kind, with the fields that it must have."""
    words = ["goodwill record", model.kind, *(["ACME"] if model.party == "client" else [])]
    parts = [" ".join(words)]
    parts += [
        f"{option_names(field)[0]} {_quoted(sample(model.kind, field))}"
        for field in fields_of(model)
        if _is_shown(model.kind, field) and (model.kind, field.name) != ("client.registered", "code")
    ]
    return _folded(parts)


def _is_shown(kind: str, field: FieldOf) -> bool:
    """Whether an example gives the field: the kind needs it."""
    return field.required or (kind, field.name) in _CHOSEN


def short_example(model: type[AnyModel]) -> str:
    """The same command with its fields in words; empty if words cannot give them."""
    fields = [
        field for field in fields_of(model) if (model.kind, field.name) != ("client.registered", "code")
    ]
    order = in_words(model, fields)
    if not order:
        return ""
    words = ["goodwill record", model.kind, *(["ACME"] if model.party == "client" else [])]
    words += [_quoted(_in_order(model.kind, field)) for field in order]
    own = model.party == "client" and model.kind != "client.registered"
    if not own and any(field.name == "currency" and _is_shown(model.kind, field) for field in fields):
        words.append("--currency EUR")
    return _folded([" ".join(words)])


def _in_order(kind: str, field: FieldOf) -> str:
    if field.form != "parts":
        return sample(kind, field)
    return ",".join(sample(kind, part) for part in field.parts if part.required)


def _quoted(text: str) -> str:
    return text if all(letter.isalnum() or letter in "-_.,:=+/" for letter in text) else f'"{text}"'


def _folded(parts: list[str]) -> str:
    """The parts on lines of a shell command."""
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + 1 + len(part) <= _ROOM:
            lines[-1] += f" {part}"
        else:
            lines[-1] += " \\"
            lines.append(f"    {part}")
    return "\n".join(lines)
