"""Reading back what was judged before it was written: the same events, without judging every text and number again.

A kind's own schema, less the rules of free text and of digits: how long they may be, which characters a name may
have, that it is NFC. What a damaged row shows stays: which fields there are and which are missing, and that each has
the form of its type. So the result is the same, in two thirds of the time.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import SchemaValidator

from ledger.events.base import parsed_day
from ledger.text import nfc

_KEPT = frozenset({"cls", "config", "default", "function", "metadata"})
_STORED: dict[object, dict[str, Any]] = {nfc: {"type": "str"}, parsed_day: {"type": "date", "strict": True}}
"""What a value is that went through a function before it was stored; a day was written as ISO 8601 has it."""


@cache
def trusting(model: type[BaseModel]) -> SchemaValidator:
    """What makes an event of a kind from its stored JSON text.

    Raises:
        pydantic.ValidationError: when asked to, of a text that is no such event.
    """
    model.model_rebuild()
    return SchemaValidator(_less(model.__pydantic_core_schema__), _use_prebuilt=False)


def _less(schema: Any) -> Any:  # noqa: ANN401 - a schema is a tree of whatever pydantic puts in it
    if isinstance(schema, list):
        return [_less(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    match schema.get("type"):
        case "decimal":
            return {"type": "decimal"}
        case "json-or-python":
            return _less(schema["json_schema"])
        case "function-after" | "function-before" if schema["function"]["function"] in _STORED:
            return _STORED[schema["function"]["function"]]
    return {name: part if name in _KEPT else _less(part) for name, part in schema.items()}
