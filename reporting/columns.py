"""The columns of tables in documents."""

from __future__ import annotations

from typing import NamedTuple


class SheetColumn(NamedTuple):
    """A column.

    Attributes:
        amounts: whether it holds amounts, which are aligned at their end.
        codes: whether it holds document numbers, which may break anywhere if there is no room.
        texts: whether it holds words, which may go on below if there is no room.
        spare: whether it may be left out if there is no room.
    """

    title: str
    amounts: bool = False
    codes: bool = False
    texts: bool = False
    spare: bool = False
