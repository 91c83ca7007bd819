"""What a reader has to know of figures."""

from __future__ import annotations

from typing import NamedTuple

from ledger.errors import sentence_of


class Remark(NamedTuple):
    """A sentence about figures, and what to do about it on a command line. As text it is both.

    Attributes:
        what: the sentence, without its full stop.
        advice: what to do; "": nothing.
    """

    what: str
    advice: str = ""

    def __str__(self) -> str:
        return sentence_of(*self)
