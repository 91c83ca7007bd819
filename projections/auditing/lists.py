"""The lists of an audit by their names: the class of their rows, and what a reader should do about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from projections.auditing import approvals, backdated, clock, copies, corrections, deputies, gifts, late

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Listed(NamedTuple):
    """A list.

    Attributes:
        row: the class of its rows.
        advice: what a reader should do; if it differs from row to row, by what was found.
    """

    row: type[DataclassInstance]
    advice: str | Mapping[str, str]


LISTS: Final = {
    "late": Listed(late.LateRow, late.ADVICE),
    "backdated": Listed(backdated.BackdatedRow, backdated.ADVICE),
    "corrections": Listed(corrections.CorrectionRow, corrections.ADVICE),
    "deputies": Listed(deputies.DeputyRow, deputies.ADVICE),
    "approvals": Listed(approvals.ApprovalRow, approvals.ADVICE),
    "copies": Listed(copies.CopyRow, copies.ADVICE),
    "gifts": Listed(gifts.GiftRow, gifts.ADVICE),
    "clock": Listed(clock.ClockRow, clock.ADVICE),
}
