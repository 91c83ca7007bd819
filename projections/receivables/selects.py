"""Receivables in SQL: the rows, buckets and items of a day, made of what is open on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from projections.framework.spans import Sql
from projections.policy import Policy
from projections.receivables.buckets import NOT_DUE, UNAPPLIED, labels

# ruff: noqa: S608 - all names in statements are our own

_FAR = 10_000_000  # days; more than the calendar has


class BucketRule(NamedTuple):
    """An overdue bucket of a policy: the days late, from ``low`` to ``high``, by the policy's basis."""

    rules: int
    number_of_bucket: int
    bucket: str
    basis: str
    low: int
    high: int


def bucket_rules(policy: Policy) -> Iterator[tuple[int, str, str, int, int]]:
    """The overdue buckets of a policy, the youngest first."""
    basis, edges = policy.receivables.bucket_basis, policy.receivables.bucket_edges
    lows = (-_FAR if basis == "document" else 1, *(edge + 1 for edge in edges))
    bounds = zip(labels(policy), lows, (*edges, _FAR), strict=True)
    for number, (bucket, low, high) in enumerate(bounds, 1):
        yield number, bucket, basis, low, high


def _open(sql: Sql, columns: str) -> str:
    """What is open on a day, each item with its overdue bucket, if it has one."""
    late = "CASE basis WHEN 'document' THEN as_of - on_day ELSE as_of - due END"
    return f"""
        SELECT {columns}, {late} AS late
        FROM {sql.begun} AS begun JOIN {sql.table("receivables_items")} AS items
            ON items.client = begun.client AND valid_from <= as_of AND as_of < valid_to
        LEFT JOIN {sql.table("bucket_rules")} AS buckets
            ON buckets.rules = begun.rules AND due IS NOT NULL AND {late} BETWEEN low AND high
    """


def items(sql: Sql) -> str:
    """A row for each item."""
    columns = (
        "items.client, as_of, policy, items.currency, document, what, instalment, on_day, due, amount, open, entries, "
        "disputed, promised, position AS entry, bucket"
    )
    return f"""
        SELECT client, as_of, policy, currency, document, what, instalment, on_day, due, amount, open,
            as_of - on_day AS age, CASE WHEN as_of > due THEN as_of - due ELSE 0 END AS days_late,
            CASE WHEN due IS NULL THEN '{UNAPPLIED}' ELSE COALESCE(bucket, '{NOT_DUE}') END AS bucket,
            entries, disputed, promised, entry
        FROM ({_open(sql, columns)}) AS found
    """


def rows(sql: Sql) -> str:
    """A row for each client and currency."""
    columns = (
        f"items.client, as_of, policy, name, items.currency, due, number_of_bucket, {sql.summed('open')}, "
        f"{sql.summed('disputed')}, {sql.summed('promised')}"
    )
    sums = f"""
        SELECT client, as_of, policy, name, currency, {sql.digits("currency")} AS digits,
            {sql.total("balance", "open")},
            {sql.total("not_due", "open", "due IS NOT NULL AND number_of_bucket IS NULL")},
            {sql.total("overdue", "open", "number_of_bucket IS NOT NULL")},
            {sql.total("unapplied", "open", "due IS NULL", "-")},
            sum(CASE WHEN due IS NULL THEN 0 ELSE 1 END) AS open_items,
            {sql.total("disputed", "disputed")}, {sql.total("promised", "promised")}
        FROM ({_open(sql, columns)}) AS found GROUP BY client, as_of, policy, name, currency
    """
    return f"""
        SELECT client, as_of, policy, name, currency, {sql.money("balance")} AS balance,
            {sql.money("not_due")} AS not_due, {sql.money("overdue")} AS overdue,
            {sql.money("unapplied")} AS unapplied, open_items, {sql.money("disputed")} AS disputed,
            {sql.money("promised")} AS promised
        FROM {sql.with_units(sums)} AS sums
    """


def buckets(sql: Sql) -> str:
    """A row for each client, currency and bucket with anything in it."""
    columns = f"items.client, as_of, policy, items.currency, bucket, number_of_bucket, {sql.summed('open')}"
    sums = f"""
        SELECT client, as_of, policy, currency, {sql.digits("currency")} AS digits, bucket, number_of_bucket,
            {sql.total("amount", "open")}
        FROM ({_open(sql, columns)}) AS found WHERE number_of_bucket IS NOT NULL
        GROUP BY client, as_of, policy, currency, bucket, number_of_bucket
    """
    return f"""
        SELECT client, as_of, policy, currency, bucket, number_of_bucket AS number,
            {sql.money("amount")} AS amount
        FROM {sql.with_units(sums)} AS sums WHERE {sql.not_zero("amount")}
    """
