"""JSON Schemas (draft 2020-12) of what people and programs write: events, mappings, policies.

Each follows from what reads the document: the models of events, the tables of a mapping, the keys of a
policy.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core.core_schema import BeforeValidatorFunctionSchema as FunctionBeforeSchema

    from ledger.policy_key import Key
    from projections.policy.keys import KeyOf

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(of: str) -> dict[str, Any]:
    """The JSON Schema of "events", "mapping" or "policy".

    Raises:
        KeyError: there is no such schema.
    """
    return {"$schema": DRAFT, **SCHEMAS[of]()}


def events() -> dict[str, Any]:
    """A line of ``record --data``: the envelope, and the fields of each kind of event."""
    from pydantic.json_schema import models_json_schema

    from ledger.events.models import MODELS

    named, whole = models_json_schema(
        [(model, "validation") for model in MODELS.values()], ref_template="#/$defs/{model}"
    )
    maybe = {"type": ["string", "null"]}
    optional = ("client", "occurred_at", "actor", "on_behalf_of", "key", "causation", "source")
    return {
        "title": "An event, as a line of JSON for goodwill record --data",
        "type": "object",
        "properties": {"kind": {"enum": list(MODELS)}, "event": {"type": "object"}}
        | dict.fromkeys(optional, maybe)
        | {name: {} for name in ("position", "version", "id", "recorded_at", "voided_by", "corrected_by")},
        "required": ["kind"],
        "additionalProperties": False,
        "allOf": [_if_kind(kind, {"event": named[model, "validation"]}) for kind, model in MODELS.items()],
        "$defs": whole["$defs"],
    }


def _if_kind(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"properties": properties},
    }


def mapping() -> dict[str, Any]:
    """The mapping of ``goodwill import``; the fields of an event are those of its kind."""
    from pydantic.json_schema import GenerateJsonSchema

    from ledger.events.models import MODELS
    from ledger.importing.mapping import Mapping

    class Generated(GenerateJsonSchema):
        """Knows that a text may stand for a list of one text."""

        def function_before_schema(self, schema: FunctionBeforeSchema) -> dict[str, Any]:
            inner = super().function_before_schema(schema)
            return {"anyOf": [{"type": "string"}, inner]} if inner.get("type") == "array" else inner

    found = Mapping.model_json_schema(schema_generator=Generated)
    event = found["$defs"]["Event"]
    event["properties"]["kind"] = {"enum": list(MODELS), "description": "the kind of event"}
    event["allOf"] = [_if_kind(kind, {"fields": _fields(model)}) for kind, model in MODELS.items()]
    return found | {"title": "A mapping of goodwill import"}


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """The fields that a mapping may give an event of a kind, and those that it must."""
    named = {info.alias or name: info for name, info in model.model_fields.items()}
    return {
        "properties": {
            name: {"description": info.description} if info.description else {}
            for name, info in named.items()
        },
        "required": [name for name, info in named.items() if info.is_required()],
        "additionalProperties": False,
    }


def policy() -> dict[str, Any]:
    """The policy of the house."""
    from projections.policy.document import Policy

    return {"title": "A policy of goodwill"} | _table(Policy, "") | {"required": ["version"]}


def _table(table: type, meaning: str) -> dict[str, Any]:
    from projections.policy.keys import keys_of

    keys = keys_of(table)
    usual = getattr(table, "_field_defaults", None)
    required = [] if usual is None else [name for name in keys if name not in usual]
    return {
        "type": "object",
        "description": meaning,
        "properties": {name: _key(key) for name, key in keys.items()},
        "required": required,
        "additionalProperties": False,
    }


def _key(key: KeyOf) -> dict[str, Any]:
    if key.table:
        return _table(key.table, key.meaning) | {"required": []}
    if key.items:
        return {"type": "array", "items": _table(key.items, ""), "description": key.meaning}
    return {"description": f"{key.meaning} Write {key.words}."} | _single(key)


def _single(key: KeyOf) -> dict[str, Any]:
    """The value of a key that is no table and no list of tables."""
    from ledger.money import CURRENCIES
    from ledger.policy_amounts import Figure

    if key.choices:
        return {"enum": list(key.choices)}
    if key.form is bool:
        return {"type": "boolean"}
    if key.form is str:
        return {"type": "string", "minLength": 1, "maxLength": 200}
    if key.each:
        size = {"minItems": 2, "maxItems": 2} if key.about.is_range else {}
        return {"type": "array", "items": _number(key.each, key.about)} | size
    number = _number(Decimal if key.form == Figure else key.form, key.about)
    if key.form != Figure:
        return number
    by_currency = {"type": "object", "propertyNames": {"enum": sorted(CURRENCIES)}, "minProperties": 1}
    return {"anyOf": [number, by_currency | {"additionalProperties": number}]}


def _number(form: object, about: Key) -> dict[str, Any]:
    least = float(about.least) if isinstance(about.least, Decimal) else about.least
    bounds = {"minimum": least, "exclusiveMinimum": about.over, "maximum": about.most}
    kind = "integer" if form is int else "number"
    return {"type": kind} | {name: value for name, value in bounds.items() if value is not None}


SCHEMAS = {"events": events, "mapping": mapping, "policy": policy}
"""What has a schema, and what makes it."""
