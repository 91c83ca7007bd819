"""Loyalty in SQL: the rows of a day, made of what was ordered by it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from projections.framework.spans import Sql, own_currency
from projections.policy import Policy

# ruff: noqa: S608 - all names in statements are our own


_POINTS = ("points", "pending", "expiring", "qualifying")


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
    """The rows in SQL, as ``rows`` makes them; a client whose points never moved has none in ``points``."""
    nothing = sql.number("'0'")
    lowest = (
        f"SELECT tier FROM {sql.table('tiers')} AS tiers WHERE tiers.rules = found.rules "
        f"AND {sql.number('reached_at')} <= {nothing} ORDER BY number DESC LIMIT 1"
    )
    currency = own_currency("habits")
    points = ", ".join(f"COALESCE(points.{name}, '0') AS {name}" for name in _POINTS)
    held = f"""
        SELECT begun.client, begun.as_of, begun.policy, rules, begun.name, begun.state, last_order,
            COALESCE(frequency, 0) AS frequency, monetary, {points}, points.client AS member, points.tier,
            {currency} AS currency, {sql.digits(currency)} AS digits
        FROM {sql.begun} AS begun LEFT JOIN {sql.table("habits")} AS habits
        ON habits.client = begun.client AND valid_from <= begun.as_of AND begun.as_of < valid_to
        {sql.joined("points")}
    """
    return f"""
        SELECT client, as_of, policy, name, state, as_of - last_order AS recency_days, frequency,
            COALESCE(monetary, {sql.zero}) AS monetary, currency, {", ".join(_POINTS)},
            CASE WHEN member IS NULL THEN ({lowest}) ELSE tier END AS tier
        FROM ({held}) AS found
    """
