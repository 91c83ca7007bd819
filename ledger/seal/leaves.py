"""The leaves of the tree: an entry, and the ledger itself, each as one line of JSON.

A line is the canonical JSON of RFC 8785: an object with its names in order, without spaces. It has every
column of the stored row but those that are null. So a third party can hash a line with any tool.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from operator import itemgetter
from typing import Any

import msgspec

from ledger.codec import Row
from ledger.proof import LEAF, leaf_hash
from ledger.row_blocks import RowBlock

_ORDER = sorted(Row._fields)
_in_order = itemgetter(*map(Row._fields.index, _ORDER))
"""Takes the columns of a row, or of a block, in the order of a line."""
_Line: Any = msgspec.defstruct("_Line", [(name, Any, None) for name in _ORDER], omit_defaults=True, gc=False)
_encoder = msgspec.json.Encoder()
_encode, _encode_into = _encoder.encode, _encoder.encode_into


def line_of(row: Row) -> bytes:
    """A stored row as the line that its leaf hashes."""
    return _encode(_Line(*_in_order(row)))


def leaf_of(row: Row) -> bytes:
    """The hash of an entry's leaf."""
    return leaf_hash(line_of(row))


def leaves_of(block: RowBlock) -> list[bytes]:
    """The hashes of the leaves of a block of entries."""
    hashed, found = bytearray(LEAF), []
    for line in map(_Line, *_in_order(block.columns)):
        _encode_into(line, hashed, len(LEAF))  # into one buffer, which spares copies
        found.append(sha256(hashed).digest())
    return found


def line_of_ledger(about: Mapping[str, str]) -> bytes:
    """What is stored about the ledger itself, by name, as the line that the first leaf hashes."""
    return _encode(dict(sorted(about.items())))


def leaf_found(row: Row) -> bytes:
    """The same of a row that may be damaged; empty, which is no hash, if no entry has such columns."""
    try:
        return leaf_of(row)
    except (TypeError, ValueError, OverflowError):
        return b""
