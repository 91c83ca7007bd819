"""The age buckets of open documents, which the policy defines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from projections.policy import Policy

NOT_DUE = "not due"
UNAPPLIED = "unapplied"


def labels(policy: Policy) -> Sequence[str]:
    """The names of the overdue buckets, the youngest first: 1-30, 31-60 ... over 120.

    If buckets go by document date, nothing is "not due", and the first bucket begins at day 0.
    """
    return _labels(policy.receivables.bucket_basis, policy.receivables.bucket_edges)


@cache
def _labels(basis: str, edges: tuple[int, ...]) -> tuple[str, ...]:
    starts = [0 if basis == "document" else 1, *(edge + 1 for edge in edges)]
    named = [f"{start}-{edge}" for start, edge in zip(starts, edges, strict=False)]
    return *named, f"over {edges[-1]}"


def bucket_of(late: int, policy: Policy) -> str:
    """The bucket of a debt, by its days since the policy's basis."""
    if late <= 0 and policy.receivables.bucket_basis != "document":
        return NOT_DUE
    return labels(policy)[bisect_left(policy.receivables.bucket_edges, late)]
