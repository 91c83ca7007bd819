"""Loyalty in SQL: the rows of a day, made of what was ordered by it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ledger.money import NO_CURRENCY
from projections.framework.spans import Sql
from projections.policy import Policy

# ruff: noqa: S608 - all names in statements are our own


class TierRule(NamedTuple):
    """A tier of a policy, numbered from the lowest."""

    rules: int
    number: int
    tier: str
    reached_at: Decimal


def tiers(policy: Policy) -> Iterator[tuple[int, str, Decimal]]:
    """The tiers of a policy."""
    for number, tier in enumerate(policy.loyalty.tiers):
        yield number, tier.name, tier.reached_at


def select(sql: Sql) -> str:
    """The rows in SQL, as ``rows`` makes them."""
    tier = (
        f"SELECT tier FROM {sql.table('tiers')} AS tiers WHERE tiers.rules = found.rules "
        f"AND {sql.number('reached_at')} <= {sql.number('qualifying')} ORDER BY number DESC LIMIT 1"
    )
    monetary = "CASE WHEN habits.currency <> '' THEN monetary END"
    currency = f"COALESCE(NULLIF(habits.currency, ''), begun.currency, '{NO_CURRENCY}')"
    held = f"""
        SELECT begun.client, as_of, policy, rules, name, last_order, COALESCE(frequency, 0) AS frequency,
            {monetary} AS monetary, COALESCE(points, '0') AS points, COALESCE(qualifying, '0') AS qualifying,
            {currency} AS currency, {sql.digits(currency)} AS digits
        FROM {sql.begun} AS begun LEFT JOIN {sql.table("habits")} AS habits
        ON habits.client = begun.client AND valid_from <= as_of AND as_of < valid_to
    """
    return f"""
        SELECT client, as_of, policy, name, {sql.days("as_of", "last_order")} AS recency_days, frequency,
            COALESCE(monetary, {sql.zero}) AS monetary, currency, points, qualifying, ({tier}) AS tier
        FROM ({held}) AS found
    """
