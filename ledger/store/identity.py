"""Which ledger a database holds, as its table ``ledger`` says, or as other tables show if that is gone."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple, Self

FORMAT: Final = 2
"""The version of the table layout. A program refuses a ledger of a later version."""

SEALED_FROM: Final = 2
"""Ledgers of this version or a later one have a seal; others get theirs with the next entry."""

PERSONAL: Final = "personal"
"""What the table ``ledger`` says of personal data; "encrypted" is the only value."""
ENCRYPTED: Final = "encrypted"

_OTHER_TABLES: Final = {"entries", "tracking", "snapshots", "seal", "person_keys"}
_IS_ID: Final = re.compile("[0-9a-f]{32}").fullmatch
_ENOUGH: Final = 2  # so many tables of these names are no chance


class Identity(NamedTuple):
    """Which ledger a database holds.

    Attributes:
        ledger_id: its id in hexadecimal; empty if it has lost it.
        format: the version of its table layout.
        encrypts: whether its personal data is encrypted.
    """

    ledger_id: str
    format: int
    encrypts: bool

    @classmethod
    def stated(cls, about: Mapping[str, str]) -> Self | None:
        """From what is stored about the ledger, by name; None if that lacks its format or has no id.

        The id names folders of keys and channels of PostgreSQL, so no other text is taken for one.
        """
        if not _IS_ID(about.get("id", "")) or not about.get("format", "").isdecimal():
            return None
        return cls(about["id"], int(about["format"]), about.get(PERSONAL) == ENCRYPTED)

    @classmethod
    def shown(cls, tables: Collection[str]) -> Self | None:
        """From the names of the tables; None if they are not those of a ledger."""
        if len(_OTHER_TABLES.intersection(tables)) < _ENOUGH:
            return None
        return cls("", FORMAT if "seal" in tables else SEALED_FROM - 1, "person_keys" in tables)

    @property
    def sealed(self) -> bool:
        """Whether the ledger has a seal."""
        return self.format >= SEALED_FROM
